package dev.pawl.checkpoint.row;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;

/** JSON text in the making, as UTF-8 in memory. */
public final class JsonBuffer {
    private static final byte[] HEX = "0123456789ABCDEF".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] LONG_MIN = Long.toString(Long.MIN_VALUE).getBytes(StandardCharsets.US_ASCII);
    private static final int LONG_DIGITS_MAX = 19;

    private byte[] bytes = new byte[1024];
    private int size;

    public int size() {
        return size;
    }

    /** Forgets everything after the first {@code keptSize} bytes. */
    public void truncate(int keptSize) {
        if (keptSize < 0 || keptSize > size) {
            throw new IllegalArgumentException("cannot keep " + keptSize + " bytes of " + size);
        }
        size = keptSize;
    }

    /** Adds text as it is: JSON already. */
    public void raw(String json) {
        int length = json.length();
        ensure(length);
        for (int i = 0; i < length; i++) {
            char c = json.charAt(i);
            if (c >= 0x80) {
                raw(json.substring(i).getBytes(StandardCharsets.UTF_8));
                return;
            }
            bytes[size++] = (byte) c;
        }
    }

    /** Adds UTF-8 as it is: JSON already. */
    public void raw(byte[] json) {
        ensure(json.length);
        System.arraycopy(json, 0, bytes, size, json.length);
        size += json.length;
    }

    public void raw(char ascii) {
        ensure(1);
        bytes[size++] = (byte) ascii;
    }

    public void number(long value) {
        if (value == Long.MIN_VALUE) {
            raw(LONG_MIN);
            return;
        }
        ensure(LONG_DIGITS_MAX + 1);
        if (value < 0) {
            bytes[size++] = '-';
        }
        long rest = Math.abs(value);
        int digits = 1;
        for (long bound = 10; digits < LONG_DIGITS_MAX && rest >= bound; bound *= 10) {
            digits++;
        }
        zeroPadded(rest, digits);
    }

    /** Adds the last {@code digits} digits of a number that is not negative. */
    void zeroPadded(long value, int digits) {
        ensure(digits);
        long rest = value;
        for (int at = size + digits - 1; at >= size; at--) {
            bytes[at] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
        size += digits;
    }

    /** Adds a JSON string. */
    public void string(String text) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        raw('"');
        escaped(utf8, 0, utf8.length);
        raw('"');
    }

    /** Adds a JSON string from bytes that should be UTF-8; what is not gets replacement characters. */
    void string(byte[] utf8, int from, int length) {
        for (int i = from; i < from + length; i++) {
            if (utf8[i] < 0) {
                string(new String(utf8, from, length, StandardCharsets.UTF_8));
                return;
            }
        }
        raw('"');
        escaped(utf8, from, length);
        raw('"');
    }

    void base64(byte[] source, int from, int length) {
        raw('"');
        raw(Base64.getEncoder().encode(Arrays.copyOfRange(source, from, from + length)));
        raw('"');
    }

    private void escaped(byte[] utf8, int from, int length) {
        ensure(length);
        for (int i = from; i < from + length; i++) {
            byte b = utf8[i];
            if ((b >= 0 && b < ' ') || b == '"' || b == '\\') {
                escape(b);
                ensure(from + length - i);
            } else {
                bytes[size++] = b;
            }
        }
    }

    private void escape(byte b) {
        switch (b) {
            case '"' -> raw("\\\"");
            case '\\' -> raw("\\\\");
            case '\b' -> raw("\\b");
            case '\t' -> raw("\\t");
            case '\n' -> raw("\\n");
            case '\f' -> raw("\\f");
            case '\r' -> raw("\\r");
            default -> {
                raw("\\u00");
                raw((char) HEX[b >> 4]);
                raw((char) HEX[b & 0xf]);
            }
        }
    }

    public void writeTo(OutputStream out) throws IOException {
        out.write(bytes, 0, size);
    }

    @Override
    public String toString() {
        return new String(bytes, 0, size, StandardCharsets.UTF_8);
    }

    private void ensure(int more) {
        int needed = Math.addExact(size, more);
        if (needed > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(needed, (int) Math.min(bytes.length * 2L, Integer.MAX_VALUE - 8)));
        }
    }
}
