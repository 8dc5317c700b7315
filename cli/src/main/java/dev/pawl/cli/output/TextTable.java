package dev.pawl.cli.output;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Aligned columns. The first rows are held back to learn the widths; what comes later streams, and may be wider. */
final class TextTable extends Table {
    private static final int ROWS_HELD_MAX = 1000;
    /** A column stretched further than this by one long value would push all others off the screen. */
    private static final int WIDTH_MAX = 80;

    private static final String GAP = "  ";

    private final TextSink sink;
    private final TextStyle style;
    private final String indent;
    private final int[] widths;
    private final StringBuilder line = new StringBuilder(256);
    private @Nullable List<@Nullable Object[]> held = new ArrayList<>();

    TextTable(List<Column> columns, TextSink sink, TextStyle style, String indent) {
        super(columns);
        this.sink = sink;
        this.style = style;
        this.indent = indent;
        widths = new int[columns.size()];
        for (int i = 0; i < widths.length; i++) {
            widths[i] = header(i).length();
        }
    }

    private String header(int index) {
        return columns().get(index).label().toUpperCase(Locale.ROOT);
    }

    @Override
    void write(@Nullable Object[] values) {
        if (held == null) {
            print(values);
            return;
        }
        held.add(values.clone());
        for (int i = 0; i < values.length; i++) {
            int width = width(style.cell(columns().get(i), values[i]));
            widths[i] = Math.max(widths[i], Math.min(width, WIDTH_MAX));
        }
        if (held.size() == ROWS_HELD_MAX) {
            release(held);
        }
    }

    @Override
    public void end() {
        if (held != null) {
            release(held);
        }
    }

    private void release(List<@Nullable Object[]> rows) {
        held = null;
        line.setLength(0);
        line.append(indent);
        for (int i = 0; i < widths.length; i++) {
            cell(i, header(i), Tone.STRONG.of(""));
        }
        sink.write(line.append('\n'));
        for (@Nullable Object[] row : rows) {
            print(row);
        }
    }

    private void print(@Nullable Object[] values) {
        line.setLength(0);
        line.append(indent);
        for (int i = 0; i < values.length; i++) {
            cell(i, style.cell(columns().get(i), values[i]), values[i]);
        }
        sink.write(line.append('\n'));
    }

    private void cell(int index, String text, @Nullable Object value) {
        if (index > 0) {
            line.append(GAP);
        }
        int missing = Math.max(0, widths[index] - width(text));
        boolean isRightAligned = columns().get(index).kind().isRightAligned();
        if (isRightAligned) {
            spaces(missing);
        }
        style.append(line, text, value);
        if (!isRightAligned && index < widths.length - 1) {
            spaces(missing);
        }
    }

    private void spaces(int count) {
        for (int i = 0; i < count; i++) {
            line.append(' ');
        }
    }

    private static int width(String text) {
        return text.codePointCount(0, text.length());
    }
}
