package dev.pawl.connectors.files;

import dev.pawl.engine.option.OptionNames;
import dev.pawl.engine.option.Options;
import dev.pawl.engine.source.Outside;
import dev.pawl.engine.source.ReadBack;
import dev.pawl.engine.source.SourceFormat;
import dev.pawl.engine.source.SourceTable;
import dev.pawl.engine.source.WrittenTable;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.types.StructType;

/** Files of format {@code csv}. */
public final class CsvSourceFormat implements SourceFormat {
    @Override
    public String name() {
        return "csv";
    }

    @Override
    public Optional<OptionNames> optionNames() {
        return Optional.of(FileOptionNames.ofCsvSource());
    }

    @Override
    public SourceTable define(Options options, Optional<StructType> columns, Outside outside) {
        return FileTable.define(new CsvFormat(options), FileSettings.of(options), columns, outside);
    }

    @Override
    public Optional<ReadBack> readBack(WrittenTable written, Outside outside) {
        return FileTable.readBack(
                written, FileOptionNames.ofCsvSource(), options -> new CsvFormat(asWritten(options)), outside);
    }

    /** A value of several lines is written in quotes, and only understood by who expects it. */
    private static Options asWritten(Options options) {
        Map<String, String> reading = new HashMap<>();
        reading.put("multiline", "true");
        reading.put("linesep", "\n");
        options.asMap().forEach((name, value) -> reading.put(name.toLowerCase(Locale.ROOT), value));
        return new Options(options.owner(), reading);
    }
}
