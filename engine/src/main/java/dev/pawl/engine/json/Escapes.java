package dev.pawl.engine.json;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The escapes in a string of JSON. */
final class Escapes {
    private static final int HEX_DIGITS = 4;

    private Escapes() {}

    /** The bytes a string stands for; null where an escape is not plain, as halves of surrogate pairs are not. */
    static byte @Nullable [] decode(byte[] text, int from, int end) {
        byte[] out = new byte[end - from];
        int length = 0;
        int at = from;
        while (at < end) {
            if (text[at] != '\\') {
                out[length++] = text[at++];
            } else if (text[at + 1] == 'u') {
                int code = hex(text, at + 2, end);
                if (code < 0 || Character.isSurrogate((char) code)) {
                    return null;
                }
                length = utf8(code, out, length);
                at += 2 + HEX_DIGITS;
            } else {
                int symbol = simple(text[at + 1]);
                if (symbol < 0) {
                    return null;
                }
                out[length++] = (byte) symbol;
                at += 2;
            }
        }
        return Arrays.copyOf(out, length);
    }

    private static int simple(byte letter) {
        return switch (letter) {
            case '"', '\\', '/' -> letter;
            case 'n' -> '\n';
            case 't' -> '\t';
            case 'r' -> '\r';
            case 'b' -> '\b';
            case 'f' -> '\f';
            default -> -1;
        };
    }

    private static int hex(byte[] text, int from, int end) {
        if (end - from < HEX_DIGITS) {
            return -1;
        }
        int code = 0;
        for (int i = from; i < from + HEX_DIGITS; i++) {
            int digit = text[i] < 0 ? -1 : Character.digit(text[i], 16);
            if (digit < 0) {
                return -1;
            }
            code = (code << 4) | digit;
        }
        return code;
    }

    /** An escape of six bytes never becomes more than three. */
    private static int utf8(int code, byte[] out, int at) {
        int length = at;
        if (code < 0x80) {
            out[length++] = (byte) code;
        } else if (code < 0x800) {
            out[length++] = (byte) (0xC0 | (code >> 6));
            out[length++] = (byte) (0x80 | (code & 0x3F));
        } else {
            out[length++] = (byte) (0xE0 | (code >> 12));
            out[length++] = (byte) (0x80 | ((code >> 6) & 0x3F));
            out[length++] = (byte) (0x80 | (code & 0x3F));
        }
        return length;
    }
}
