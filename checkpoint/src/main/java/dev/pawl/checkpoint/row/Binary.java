package dev.pawl.checkpoint.row;

import java.util.Arrays;
import java.util.HexFormat;

/** An immutable value of a binary column. */
public final class Binary {
    private final byte[] bytes;

    private Binary(byte[] bytes) {
        this.bytes = bytes;
    }

    public static Binary copyOf(byte[] bytes) {
        return new Binary(bytes.clone());
    }

    static Binary copyOf(byte[] bytes, int from, int length) {
        return new Binary(Arrays.copyOfRange(bytes, from, from + length));
    }

    public int length() {
        return bytes.length;
    }

    public byte[] toArray() {
        return bytes.clone();
    }

    /** The array itself, not a copy: read only. */
    byte[] shared() {
        return bytes;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Binary that && Arrays.equals(bytes, that.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    @Override
    public String toString() {
        return HexFormat.of().formatHex(bytes);
    }
}
