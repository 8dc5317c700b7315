package dev.pawl.connectors.files;

import dev.pawl.engine.option.OptionNames;
import dev.pawl.engine.option.Options;
import dev.pawl.engine.source.Outside;
import dev.pawl.engine.source.SourceFormat;
import dev.pawl.engine.source.SourceTable;
import java.util.Optional;
import org.apache.spark.sql.types.StructType;

/** Files of format {@code json}. */
public final class JsonSourceFormat implements SourceFormat {
    @Override
    public String name() {
        return "json";
    }

    @Override
    public Optional<OptionNames> optionNames() {
        return Optional.of(FileOptionNames.ofJsonSource());
    }

    @Override
    public SourceTable define(Options options, Optional<StructType> columns, Outside outside) {
        return FileTable.define(new JsonFormat(options), FileSettings.of(options), columns, outside);
    }
}
