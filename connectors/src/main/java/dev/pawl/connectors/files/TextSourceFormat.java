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

/** Files of format {@code text}. */
public final class TextSourceFormat implements SourceFormat {
    @Override
    public String name() {
        return "text";
    }

    @Override
    public Optional<OptionNames> optionNames() {
        return Optional.of(FileOptionNames.ofTextSource());
    }

    @Override
    public SourceTable define(Options options, Optional<StructType> columns, Outside outside) {
        return FileTable.define(new TextFormat(options), FileSettings.of(options), columns, outside);
    }

    /** Its sink writes lines, whatever is said of whole texts. */
    @Override
    public Optional<ReadBack> readBack(WrittenTable written, Outside outside) {
        return FileTable.readBack(
                written, FileOptionNames.ofTextSource().without("wholetext"), TextFormat::new, outside);
    }
}
