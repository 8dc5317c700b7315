package dev.pawl.checkpoint.entry;

import java.util.Arrays;
import java.util.HexFormat;

/** An immutable byte string that can be a map key: an encoded state key or value. */
public final class Bytes implements Comparable<Bytes> {
    public static final Bytes EMPTY = new Bytes(new byte[0]);

    private final byte[] array;
    private int hash;

    private Bytes(byte[] array) {
        this.array = array;
    }

    /** Takes the array over without a copy: the caller must not change it any more. */
    public static Bytes wrap(byte[] array) {
        return array.length == 0 ? EMPTY : new Bytes(array);
    }

    public static Bytes copyOf(byte[] array, int from, int length) {
        return wrap(Arrays.copyOfRange(array, from, from + length));
    }

    public int length() {
        return array.length;
    }

    public byte at(int index) {
        return array[index];
    }

    /** The array itself, not a copy: read only. */
    public byte[] shared() {
        return array;
    }

    public byte[] toArray() {
        return array.clone();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Bytes that && Arrays.equals(array, that.array);
    }

    @Override
    public int hashCode() {
        if (hash == 0) {
            hash = Arrays.hashCode(array);
        }
        return hash;
    }

    /** Unsigned, byte by byte: the order of RocksDB. */
    @Override
    public int compareTo(Bytes that) {
        return Arrays.compareUnsigned(array, that.array);
    }

    @Override
    public String toString() {
        return HexFormat.of().formatHex(array);
    }
}
