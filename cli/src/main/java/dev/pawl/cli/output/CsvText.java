package dev.pawl.cli.output;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Lines of csv. An empty field is null; an empty text is quoted. */
final class CsvText {
    private CsvText() {}

    static void header(StringBuilder csv, List<Column> columns) {
        for (int i = 0; i < columns.size(); i++) {
            if (i > 0) {
                csv.append(',');
            }
            field(csv, columns.get(i).name());
        }
        csv.append('\n');
    }

    static void line(StringBuilder csv, List<Column> columns, @Nullable Object[] values) {
        for (int i = 0; i < values.length; i++) {
            if (i > 0) {
                csv.append(',');
            }
            Object value = values[i];
            if (value != null) {
                value(csv, columns.get(i), value);
            }
        }
        csv.append('\n');
    }

    private static void value(StringBuilder csv, Column column, Object value) {
        switch (column.kind()) {
            case TEXT -> field(csv, value instanceof Toned toned ? toned.text() : (String) value);
            case JSON -> field(csv, value.toString());
            case NUMBER, BYTES, INSTANT, DURATION, FLAG -> csv.append(value);
        }
    }

    private static void field(StringBuilder csv, String text) {
        if (!needsQuotes(text)) {
            csv.append(text);
            return;
        }
        csv.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"') {
                csv.append('"');
            }
            csv.append(c);
        }
        csv.append('"');
    }

    private static boolean needsQuotes(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == ',' || c == '"' || c == '\n' || c == '\r') {
                return true;
            }
        }
        return text.isEmpty() || text.charAt(0) == ' ' || text.charAt(text.length() - 1) == ' ';
    }
}
