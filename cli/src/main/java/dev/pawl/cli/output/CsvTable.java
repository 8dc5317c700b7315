package dev.pawl.cli.output;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** A header line, then one line a row. */
final class CsvTable extends Table {
    private final TextSink sink;
    private final StringBuilder line = new StringBuilder(256);

    CsvTable(List<Column> columns, TextSink sink) {
        super(columns);
        this.sink = sink;
        CsvText.header(line, columns);
        sink.write(line);
    }

    @Override
    void write(@Nullable Object[] values) {
        line.setLength(0);
        CsvText.line(line, columns(), values);
        sink.write(line);
    }

    @Override
    public void end() {}
}
