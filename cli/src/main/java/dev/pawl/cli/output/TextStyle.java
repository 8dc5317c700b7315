package dev.pawl.cli.output;

import java.time.ZoneId;
import org.jspecify.annotations.Nullable;

/** How values look to people: in colour or not, in which time zone. */
record TextStyle(boolean isColored, ZoneId zone) {
    private static final String NOTHING = "-";

    String cell(Column column, @Nullable Object value) {
        if (value == null) {
            return NOTHING;
        }
        return switch (column.kind()) {
            case TEXT -> Printable.line(value instanceof Toned toned ? toned.text() : (String) value);
            case NUMBER -> value.toString();
            case BYTES -> Humans.bytes((Long) value);
            case INSTANT -> Humans.instant((Long) value, zone);
            case DURATION -> Humans.duration((Long) value);
            case FLAG -> (Boolean) value ? "yes" : "no";
            case JSON -> Printable.line(value.toString());
        };
    }

    /** Appends a text in the tone of the value it stands for. */
    void append(StringBuilder line, String text, @Nullable Object value) {
        if (value instanceof Toned toned) {
            append(line, text, toned.tone());
        } else {
            line.append(text);
        }
    }

    void append(StringBuilder line, String text, Tone tone) {
        if (isColored) {
            line.append(tone.start()).append(text).append(Tone.RESET);
        } else {
            line.append(text);
        }
    }
}
