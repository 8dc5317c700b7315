package dev.pawl.engine.json;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * A place in JSON text that is being read. Its methods answer whether what stands there is plain JSON of the asked kind, and
 * then stand behind it; after {@code false} the place means nothing.
 */
final class JsonCursor {
    private static final int DEPTH_MAX = 100;
    private static final int NUMBER_LENGTH_MAX = 100;

    /** What is longer than this may meet limits that Jackson has. */
    private static final int TOKEN_LENGTH_MAX = 1 << 20;

    /** Whole numbers of so many digits fit into a long. */
    private static final int DIGITS_MAX = 18;

    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long ONES = 0x0101010101010101L;
    private static final long HIGH_BITS = 0x8080808080808080L;
    private static final long SPACES = ' ' * ONES;
    private static final long QUOTES = '"' * ONES;
    private static final long BACKSLASHES = '\\' * ONES;

    private byte[] bytes = new byte[0];
    private int at;
    private int end;
    private boolean isAscii;

    private int tokenStart;
    private int tokenEnd;
    private boolean hasEscapes;

    private long digits;
    private int digitCount;
    private int scale;
    private boolean isNegative;
    private boolean isWhole;
    private boolean hasExponent;

    void reset(byte[] text, int offset, int length) {
        bytes = text;
        at = offset;
        end = offset + length;
        isAscii = true;
    }

    /** Whether every string met so far is of ASCII alone. */
    boolean isAscii() {
        return isAscii;
    }

    boolean isAtEnd() {
        skipSpace();
        return at == end;
    }

    private void skipSpace() {
        while (at < end && bytes[at] <= ' ' && isSpace(bytes[at])) {
            at++;
        }
    }

    private static boolean isSpace(byte symbol) {
        return symbol == ' ' || symbol == '\n' || symbol == '\r' || symbol == '\t';
    }

    /** The next symbol that is no space; 0 at the end. */
    byte peek() {
        if (at < end && bytes[at] > ' ') {
            return bytes[at];
        }
        skipSpace();
        return at < end ? bytes[at] : 0;
    }

    boolean symbol(char expected) {
        if (peek() != expected) {
            return false;
        }
        at++;
        return true;
    }

    boolean word(String word) {
        if (end - at < word.length()) {
            return false;
        }
        for (int i = 0; i < word.length(); i++) {
            if (bytes[at + i] != word.charAt(i)) {
                return false;
            }
        }
        at += word.length();
        return isValueEnd();
    }

    private boolean isValueEnd() {
        if (at == end) {
            return false;
        }
        byte symbol = bytes[at];
        return symbol == ',' || symbol == '}' || symbol == ']' || isSpace(symbol);
    }

    // --- strings -------------------------------------------------------------------------------------------------

    boolean string() {
        if (peek() != '"') {
            return false;
        }
        byte[] text = bytes;
        int from = at + 1;
        int next = from;
        boolean escapes = false;
        while (true) {
            next = nextSpecial(text, next);
            if (next >= end) {
                return false;
            }
            byte symbol = text[next++];
            if (symbol == '"') {
                tokenStart = from;
                tokenEnd = next - 1;
                hasEscapes = escapes;
                at = next;
                return tokenEnd - tokenStart < TOKEN_LENGTH_MAX;
            }
            if (symbol == '\\') {
                escapes = true;
                if (next < end && text[next] < 0) {
                    isAscii = false;
                }
                next++;
            } else if (symbol >= 0) {
                return false;
            } else {
                isAscii = false;
            }
        }
    }

    /** The first quote, backslash, control character or byte that is not ASCII from there on; not before the end if there is none. */
    private int nextSpecial(byte[] text, int from) {
        int next = from;
        // Eight bytes at a time: the lowest byte that is marked is one, those above it may be marked by mistake.
        for (; next <= end - Long.BYTES; next += Long.BYTES) {
            long word = (long) LONG.get(text, next);
            long quotes = word ^ QUOTES;
            long backslashes = word ^ BACKSLASHES;
            long marked =
                    ((quotes - ONES & ~quotes) | (backslashes - ONES & ~backslashes) | (word - SPACES & ~word) | word)
                            & HIGH_BITS;
            if (marked != 0) {
                return next + (Long.numberOfTrailingZeros(marked) >>> 3);
            }
        }
        while (next < end && !isSpecial(text[next])) {
            next++;
        }
        return next;
    }

    private static boolean isSpecial(byte symbol) {
        return symbol < ' ' || symbol == '"' || symbol == '\\';
    }

    /** Whether exactly these bytes stand there, which begin with a quote; if not the place is what it was, but for space. */
    boolean is(byte[] quoted) {
        if (peek() != '"' || end - at < quoted.length) {
            return false;
        }
        for (int i = 1; i < quoted.length; i++) {
            if (bytes[at + i] != quoted[i]) {
                return false;
            }
        }
        at += quoted.length;
        return true;
    }

    /** After {@link #string}: where its bytes begin. */
    int tokenStart() {
        return tokenStart;
    }

    int tokenLength() {
        return tokenEnd - tokenStart;
    }

    boolean hasEscapes() {
        return hasEscapes;
    }

    byte[] bytes() {
        return bytes;
    }

    boolean tokenIs(byte[] expected) {
        int length = tokenEnd - tokenStart;
        if (length != expected.length) {
            return false;
        }
        for (int i = 0; i < length; i++) {
            if (bytes[tokenStart + i] != expected[i]) {
                return false;
            }
        }
        return true;
    }

    // --- numbers -------------------------------------------------------------------------------------------------

    boolean number() {
        tokenStart = at;
        isNegative = bytes[at] == '-';
        if (isNegative) {
            at++;
        }
        digits = 0;
        scale = 0;
        hasExponent = false;
        isWhole = true;
        int from = at;
        digits();
        digitCount = at - from;
        if (digitCount == 0 || (bytes[from] == '0' && digitCount > 1)) {
            return false;
        }
        if (at < end && bytes[at] == '.') {
            isWhole = false;
            at++;
            int fraction = at;
            digits();
            scale = at - fraction;
            digitCount += scale;
            if (scale == 0) {
                return false;
            }
        }
        if (at < end && (bytes[at] | 0x20) == 'e') {
            isWhole = false;
            hasExponent = true;
            at++;
            if (at < end && (bytes[at] == '+' || bytes[at] == '-')) {
                at++;
            }
            int exponent = at;
            while (at < end && isDigit(bytes[at])) {
                at++;
            }
            if (at == exponent) {
                return false;
            }
        }
        tokenEnd = at;
        return tokenEnd - tokenStart <= NUMBER_LENGTH_MAX && isValueEnd();
    }

    private void digits() {
        byte[] text = bytes;
        long value = digits;
        int next = at;
        while (next < end && isDigit(text[next])) {
            value = value * 10 + (text[next] - '0');
            next++;
        }
        at = next;
        digits = value;
    }

    private static boolean isDigit(byte symbol) {
        return symbol >= '0' && symbol <= '9';
    }

    /** After {@link #number}: whether it is a whole number that fits into a long without doubt. */
    boolean isPlainWhole() {
        return isWhole && digitCount <= DIGITS_MAX && !(isNegative && digits == 0);
    }

    /** After {@link #number}: whether {@link #unscaled} and {@link #scale} say all of it. */
    boolean isPlainDecimal() {
        return !hasExponent && digitCount <= DIGITS_MAX && !(isNegative && digits == 0);
    }

    long unscaled() {
        return isNegative ? -digits : digits;
    }

    int scale() {
        return scale;
    }

    String tokenText() {
        return new String(bytes, tokenStart, tokenEnd - tokenStart, StandardCharsets.ISO_8859_1);
    }

    // --- values nobody asked for ---------------------------------------------------------------------------------

    boolean skipValue() {
        return skipValue(0);
    }

    private boolean skipValue(int depth) {
        return switch (peek()) {
            case '"' -> string() && isPlainEscaped();
            case '{' -> depth < DEPTH_MAX && skipObject(depth);
            case '[' -> depth < DEPTH_MAX && skipArray(depth);
            case 't' -> word("true");
            case 'f' -> word("false");
            case 'n' -> word("null");
            case '-', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9' -> number();
            default -> false;
        };
    }

    private boolean isPlainEscaped() {
        return !hasEscapes || Escapes.decode(bytes, tokenStart, tokenEnd) != null;
    }

    private boolean skipObject(int depth) {
        at++;
        if (symbol('}')) {
            return true;
        }
        do {
            if (!string() || !isPlainEscaped() || !symbol(':') || !skipValue(depth + 1)) {
                return false;
            }
        } while (symbol(','));
        return symbol('}');
    }

    private boolean skipArray(int depth) {
        at++;
        if (symbol(']')) {
            return true;
        }
        do {
            if (!skipValue(depth + 1)) {
                return false;
            }
        } while (symbol(','));
        return symbol(']');
    }
}
