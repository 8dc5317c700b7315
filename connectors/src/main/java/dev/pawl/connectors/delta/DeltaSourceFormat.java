package dev.pawl.connectors.delta;

import dev.pawl.engine.option.OptionDoc;
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
        return Optional.of(OptionNames.documented(
                        new OptionDoc("path", "needed", "where the table is"),
                        new OptionDoc(
                                "startingVersion",
                                "the table as it is",
                                "read changes from this version on, without the rows before; `latest` for those to come. Only for"
                                        + " a query without a checkpoint"),
                        new OptionDoc(
                                "startingTimestamp", "", "the same from the first commit at or after a point in time"),
                        new OptionDoc(
                                "maxFilesPerTrigger", "`1000`, or none with `maxBytesPerTrigger`", "files in a batch"),
                        new OptionDoc("maxBytesPerTrigger", "", "about how large a batch is, such as `500m`"),
                        new OptionDoc("ignoreDeletes", "`false`", "go past commits that only delete rows"),
                        new OptionDoc("skipChangeCommits", "`false`", "leave out commits that delete or change rows"),
                        new OptionDoc(
                                "ignoreChanges",
                                "`false`",
                                "go past commits that delete or change rows, and read the files that they wrote again;"
                                        + " `ignoreFileDeletion` is its older name"),
                        new OptionDoc(
                                "failOnDataLoss",
                                "`true`",
                                "`false` to go on where versions or data files are gone that were never read, and to write"
                                        + " that down"),
                        new OptionDoc(
                                "versionAsOf", "the newest", "an older version, where the table is read as a whole"),
                        new OptionDoc("timestampAsOf", "", "the same by a point in time"),
                        new OptionDoc(
                                "readChangeFeed", "`false`", "refused where it is `true`; also as `readChangeData`"),
                        new OptionDoc("schemaTrackingLocation", "", "refused; also as `schemaLocation`"),
                        new OptionDoc("excludeRegex", "", "refused"))
                .and(
                        "ignoreFileDeletion",
                        "readChangeData",
                        "schemaLocation",
                        "endingVersion",
                        "endingTimestamp",
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
