package dev.pawl.cli.output;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** One object a line. */
final class JsonTable extends Table {
    private final TextSink sink;
    private final StringBuilder line = new StringBuilder(256);

    JsonTable(List<Column> columns, TextSink sink) {
        super(columns);
        this.sink = sink;
    }

    @Override
    void write(@Nullable Object[] values) {
        line.setLength(0);
        JsonText.object(line, columns(), values);
        sink.write(line.append('\n'));
    }

    @Override
    public void end() {}
}
