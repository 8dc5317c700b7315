package dev.pawl.checkpoint.predicate;

import dev.pawl.checkpoint.error.ErrorCode;
import dev.pawl.checkpoint.error.PawlException;
import java.util.ArrayList;
import java.util.List;

/** Cuts a condition into tokens. */
final class PredicateLexer {
    /** What a token is. */
    enum Kind {
        NAME,
        QUOTED_NAME,
        TEXT,
        NUMBER,
        SYMBOL,
        END
    }

    /** One token; {@code position} counts from 0. */
    record Token(Kind kind, String text, int position) {}

    private static final List<String> SYMBOLS =
            List.of("<=>", "<=", ">=", "<>", "!=", "==", "=", "<", ">", "(", ")", ",", ".");

    /** A chain of ANDs becomes a tree as deep as it is long. */
    private static final int LENGTH_MAX = 10_000;

    private final String text;
    private int at;

    PredicateLexer(String text) {
        this.text = text;
    }

    List<Token> tokens() {
        if (text.length() > LENGTH_MAX) {
            throw new PawlException(
                    ErrorCode.PREDICATE_INVALID,
                    "The condition has " + text.length() + " characters; at most " + LENGTH_MAX + " are supported.");
        }
        List<Token> tokens = new ArrayList<>();
        while (true) {
            while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
                at++;
            }
            if (at == text.length()) {
                tokens.add(new Token(Kind.END, "", at));
                return tokens;
            }
            tokens.add(token());
        }
    }

    private Token token() {
        int start = at;
        char c = text.charAt(at);
        if (c == '\'' || c == '"') {
            return new Token(Kind.TEXT, quoted(c), start);
        }
        if (c == '`') {
            return new Token(Kind.QUOTED_NAME, quoted(c), start);
        }
        boolean sign = c == '-' || c == '+';
        if (isDigit(c) || (sign && at + 1 < text.length() && isDigit(text.charAt(at + 1)))) {
            return new Token(Kind.NUMBER, number(), start);
        }
        if (Character.isLetter(c) || c == '_' || c == '$') {
            while (at < text.length() && isNamePart(text.charAt(at))) {
                at++;
            }
            return new Token(Kind.NAME, text.substring(start, at), start);
        }
        for (String symbol : SYMBOLS) {
            if (text.startsWith(symbol, at)) {
                at += symbol.length();
                return new Token(Kind.SYMBOL, symbol, start);
            }
        }
        throw problem(start, "'" + c + "' is not expected here");
    }

    /** A quote inside is doubled, as in SQL. */
    private String quoted(char quote) {
        int start = at++;
        StringBuilder content = new StringBuilder();
        while (at < text.length()) {
            char c = text.charAt(at++);
            if (c != quote) {
                content.append(c);
            } else if (at < text.length() && text.charAt(at) == quote) {
                content.append(quote);
                at++;
            } else {
                return content.toString();
            }
        }
        throw problem(start, "the quote " + quote + " is not closed");
    }

    private String number() {
        int start = at++;
        while (at < text.length()) {
            char c = text.charAt(at);
            boolean exponentSign = (c == '-' || c == '+') && (text.charAt(at - 1) == 'e' || text.charAt(at - 1) == 'E');
            if (!isDigit(c) && c != '.' && c != 'e' && c != 'E' && !exponentSign) {
                break;
            }
            at++;
        }
        return text.substring(start, at);
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    private static boolean isNamePart(char c) {
        return Character.isLetterOrDigit(c) || c == '_' || c == '$';
    }

    PawlException problem(int position, String reason) {
        return new PawlException(
                ErrorCode.PREDICATE_INVALID,
                "In the condition \"" + text + "\", at character " + (position + 1) + ": " + reason + ".");
    }
}
