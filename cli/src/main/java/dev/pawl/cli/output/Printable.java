package dev.pawl.cli.output;

/** Text that comes from files, made safe for a terminal: control characters are shown, never obeyed. */
public final class Printable {
    private Printable() {}

    /** The text with every control character, line breaks too, written as an escape. */
    public static String line(String text) {
        return escaped(text, false);
    }

    /** Like {@link #line}, but line feeds stay. */
    public static String lines(String text) {
        return escaped(text, true);
    }

    private static String escaped(String text, boolean keepLineFeeds) {
        for (int i = 0; i < text.length(); i++) {
            if (isControl(text.charAt(i), keepLineFeeds)) {
                return escapedFrom(text, i, keepLineFeeds);
            }
        }
        return text;
    }

    private static String escapedFrom(String text, int first, boolean keepLineFeeds) {
        StringBuilder safe = new StringBuilder(text.length() + 16).append(text, 0, first);
        for (int i = first; i < text.length(); i++) {
            char c = text.charAt(i);
            if (!isControl(c, keepLineFeeds)) {
                safe.append(c);
            } else if (c == '\n') {
                safe.append("\\n");
            } else if (c == '\t') {
                safe.append("\\t");
            } else if (c == '\r') {
                safe.append("\\r");
            } else {
                JsonText.unicodeEscape(safe, c);
            }
        }
        return safe.toString();
    }

    /** Also the marks that turn the direction of writing, with which a file name can show as another one. */
    private static boolean isControl(char c, boolean keepLineFeeds) {
        if (c == '\n') {
            return !keepLineFeeds;
        }
        return c < ' ' || (c >= 0x7f && c <= 0x9f) || (c >= 0x202a && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069);
    }
}
