package dev.pawl.pipeline;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A piece of the text of a pipeline, whose variables need not be replaced yet, so that it need not be SQL. All pieces together are
 * the text.
 *
 * @param start where it begins in the text
 */
record TextToken(Kind kind, int start, String text) {
    /** What a piece is. */
    enum Kind {
        SPACE,
        COMMENT,
        STRING,
        QUOTED_NAME,
        VARIABLE,
        /** A name, a number, or several of them with dots between. */
        WORD,
        OTHER
    }

    private static final Pattern VARIABLE = Pattern.compile("\\$\\{([^}\\n]*)\\}");

    static List<TextToken> of(String text) {
        List<TextToken> tokens = new ArrayList<>();
        for (int start = 0; start < text.length(); ) {
            Kind kind = kind(text, start);
            int end = end(kind, text, start);
            if (end < 0) {
                // It never ends: the parser will say so.
                int line = text.indexOf('\n', start);
                end = kind == Kind.VARIABLE && line >= 0 ? line : text.length();
                kind = Kind.OTHER;
            }
            tokens.add(new TextToken(kind, start, text.substring(start, end)));
            start = end;
        }
        return tokens;
    }

    private static Kind kind(String text, int start) {
        char first = text.charAt(start);
        if (Character.isWhitespace(first)) {
            return Kind.SPACE;
        }
        if (text.startsWith("--", start) || text.startsWith("/*", start)) {
            return Kind.COMMENT;
        }
        if (text.startsWith("${", start)) {
            return Kind.VARIABLE;
        }
        if (first == '\'' || first == '"') {
            return Kind.STRING;
        }
        return first == '`' ? Kind.QUOTED_NAME : isOfWord(first) ? Kind.WORD : Kind.OTHER;
    }

    private static boolean isOfWord(char c) {
        return Character.isLetterOrDigit(c) || c == '_';
    }

    /** Of the piece that begins at a place; negative if it does not end. */
    private static int end(Kind kind, String text, int start) {
        int end = start + 1;
        switch (kind) {
            case SPACE -> {
                while (end < text.length() && Character.isWhitespace(text.charAt(end))) {
                    end++;
                }
            }
            case WORD -> {
                while (end < text.length() && (isOfWord(text.charAt(end)) || text.charAt(end) == '.')) {
                    end++;
                }
            }
            case COMMENT -> {
                if (text.startsWith("--", start)) {
                    int line = text.indexOf('\n', start);
                    return line < 0 ? text.length() : line;
                }
                int close = text.indexOf("*/", start + 2);
                return close < 0 ? -1 : close + 2;
            }
            case STRING -> {
                while (end < text.length() && text.charAt(end) != text.charAt(start)) {
                    end += text.charAt(end) == '\\' ? 2 : 1;
                }
                return end < text.length() ? end + 1 : -1;
            }
            case QUOTED_NAME -> {
                return text.indexOf('`', end) + 1 == 0 ? -1 : text.indexOf('`', end) + 1;
            }
            case VARIABLE -> {
                Matcher variable = VARIABLE.matcher(text).region(start, text.length());
                return variable.lookingAt() ? variable.end() : -1;
            }
            case OTHER -> {
                // One character.
            }
        }
        return end;
    }

    /** The same text without comments, and with one space where there is any. */
    static String plain(String text) {
        StringBuilder plain = new StringBuilder();
        boolean isApart = false;
        for (TextToken token : of(text)) {
            if (token.isCode()) {
                plain.append(isApart && plain.length() > 0 ? " " : "").append(token.text);
            }
            isApart = !token.isCode();
        }
        return plain.toString();
    }

    /** Whether it means something. */
    boolean isCode() {
        return kind != Kind.SPACE && kind != Kind.COMMENT;
    }

    boolean is(String symbol) {
        return kind == Kind.OTHER && text.equals(symbol);
    }

    boolean isWord(String word) {
        return kind == Kind.WORD && text.equalsIgnoreCase(word);
    }

    /** What stands between quotes; all of what has none. */
    String content() {
        return kind == Kind.STRING || kind == Kind.QUOTED_NAME ? text.substring(1, text.length() - 1) : text;
    }

    /** Where the variables in it are; none in a comment. */
    List<Variable> variables() {
        List<Variable> variables = new ArrayList<>();
        if (kind == Kind.STRING || kind == Kind.QUOTED_NAME || kind == Kind.VARIABLE) {
            Matcher variable = VARIABLE.matcher(text);
            while (variable.find()) {
                variables.add(new Variable(variable.group(1), variable.start(), variable.end()));
            }
        }
        return variables;
    }

    /** A variable and its place in a piece. */
    record Variable(String name, int start, int end) {}

    /** The content with a text in the place of one variable, and nothing in the place of all others. */
    String contentWith(String name, String value) {
        return VARIABLE.matcher(content())
                .replaceAll(found -> found.group(1).equals(name) ? Matcher.quoteReplacement(value) : "");
    }

    /** The content without its variables. */
    String bareContent() {
        return VARIABLE.matcher(content()).replaceAll("");
    }
}
