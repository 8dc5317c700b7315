package dev.pawl.connectors.delta;

import dev.pawl.engine.option.OptionNames;
import dev.pawl.engine.option.Options;
import dev.pawl.engine.source.Outside;
import dev.pawl.engine.source.SourceFormat;
import dev.pawl.engine.source.SourceTable;
import java.util.Optional;
import org.apache.spark.sql.types.StructType;

/** {@code USING delta} as a source. */
public final class DeltaSourceFormat implements SourceFormat {
    @Override
    public String name() {
        return "delta";
    }

    @Override
    public Optional<OptionNames> optionNames() {
        return Optional.of(OptionNames.of(
                        "path",
                        "startingVersion",
                        "startingTimestamp",
                        "endingVersion",
                        "endingTimestamp",
                        "maxFilesPerTrigger",
                        "maxBytesPerTrigger",
                        "ignoreDeletes",
                        "ignoreChanges",
                        "ignoreFileDeletion",
                        "skipChangeCommits",
                        "excludeRegex",
                        "failOnDataLoss",
                        "versionAsOf",
                        "timestampAsOf",
                        "readChangeFeed",
                        "readChangeData",
                        "schemaTrackingLocation",
                        "schemaLocation",
                        "streamingSourceTrackingId",
                        "allowSourceColumnDrop",
                        "allowSourceColumnRename",
                        "allowSourceColumnTypeChange")
                .passingOnDotted());
    }

    @Override
    public SourceTable define(Options options, Optional<StructType> columns, Outside outside) {
        return DeltaSourceTable.define(options, columns, outside);
    }
}
