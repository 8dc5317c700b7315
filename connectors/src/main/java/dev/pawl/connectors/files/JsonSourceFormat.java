package dev.pawl.connectors.files;

import dev.pawl.engine.option.OptionNames;
import dev.pawl.engine.option.Options;
import dev.pawl.engine.source.Outside;
import dev.pawl.engine.source.ReadBack;
import dev.pawl.engine.source.SourceFormat;
import dev.pawl.engine.source.SourceTable;
import dev.pawl.engine.source.WrittenTable;
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

    /** Its sink writes lines, whatever is said of records of several; but those of {@code pretty} are no lines. */
    @Override
    public Optional<ReadBack> readBack(WrittenTable written, Outside outside) {
        if (written.options().flag("pretty", false)) {
            return Optional.empty();
        }
        return FileTable.readBack(
                written, FileOptionNames.ofJsonSource().without("multiLine"), JsonFormat::new, outside);
    }
}
