package dev.pawl.cli.output;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Values as JSON text. */
final class JsonText {
    private static final String HEX = "0123456789ABCDEF";

    private JsonText() {}

    /** One object; fields that are null are left out. */
    static void object(StringBuilder json, List<Column> columns, @Nullable Object[] values) {
        json.append('{');
        boolean first = true;
        for (int i = 0; i < values.length; i++) {
            Object value = values[i];
            if (value != null) {
                if (!first) {
                    json.append(',');
                }
                first = false;
                Column column = columns.get(i);
                string(json, column.name());
                value(json.append(':'), column, value);
            }
        }
        json.append('}');
    }

    static void value(StringBuilder json, Column column, Object value) {
        switch (column.kind()) {
            case TEXT -> string(json, value instanceof Toned toned ? toned.text() : (String) value);
            case NUMBER -> number(json, (Number) value);
            case BYTES, INSTANT, DURATION -> json.append((long) (Long) value);
            case FLAG -> json.append((boolean) (Boolean) value);
            case JSON -> json.append(value);
        }
    }

    private static void number(StringBuilder json, Number number) {
        double value = number.doubleValue();
        boolean isDouble = number instanceof Double || number instanceof Float;
        if (isDouble && (Double.isNaN(value) || Double.isInfinite(value))) {
            string(json, number.toString());
        } else {
            json.append(number);
        }
    }

    static void string(StringBuilder json, String text) {
        json.append('"');
        int copied = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < ' ' || c == '"' || c == '\\') {
                json.append(text, copied, i);
                escape(json, c);
                copied = i + 1;
            }
        }
        json.append(text, copied, text.length()).append('"');
    }

    private static void escape(StringBuilder json, char c) {
        switch (c) {
            case '"' -> json.append("\\\"");
            case '\\' -> json.append("\\\\");
            case '\n' -> json.append("\\n");
            case '\r' -> json.append("\\r");
            case '\t' -> json.append("\\t");
            case '\b' -> json.append("\\b");
            case '\f' -> json.append("\\f");
            default -> unicodeEscape(json, c);
        }
    }

    static void unicodeEscape(StringBuilder text, char c) {
        text.append("\\u");
        for (int shift = 12; shift >= 0; shift -= 4) {
            text.append(HEX.charAt((c >> shift) & 0xf));
        }
    }
}
