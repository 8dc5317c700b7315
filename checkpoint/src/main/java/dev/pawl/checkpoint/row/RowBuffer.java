package dev.pawl.checkpoint.row;

import java.util.Arrays;

/** Bytes of a row in the making: grows at the end, and what is not written is zero. */
final class RowBuffer {
    private byte[] bytes = new byte[256];
    private int size;

    /** Adds zeros; returns where they start. */
    int reserve(int byteCount) {
        int from = size;
        int needed = Math.addExact(size, byteCount);
        if (needed > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(needed, (int) Math.min(bytes.length * 2L, Integer.MAX_VALUE - 8)));
        }
        size = needed;
        return from;
    }

    int size() {
        return size;
    }

    void reset() {
        Arrays.fill(bytes, 0, size, (byte) 0);
        size = 0;
    }

    byte[] toArray() {
        return Arrays.copyOf(bytes, size);
    }

    void putLow(int at, int width, long value) {
        LittleEndian.putLow(bytes, at, width, value);
    }

    void putInt(int at, int value) {
        LittleEndian.putInt(bytes, at, value);
    }

    void putLong(int at, long value) {
        LittleEndian.putLong(bytes, at, value);
    }

    void putBytes(int at, byte[] source, int from, int length) {
        System.arraycopy(source, from, bytes, at, length);
    }

    void setNull(int nullBitsAt, int index) {
        bytes[nullBitsAt + (index >> 3)] |= (byte) (1 << (index & 7));
    }

    /** Lets a slot refer to the part from {@code from} on; offsets count from {@code base}. */
    void refer(int slotAt, int base, int from, int length) {
        putLong(slotAt, (long) (from - base) << Integer.SIZE | length);
    }

    /** Adds bytes, padded, and lets a slot refer to them. */
    void append(int slotAt, int base, byte[] source, int from, int length) {
        int at = reserve(Layout.roundUp(length));
        putBytes(at, source, from, length);
        refer(slotAt, base, at, length);
    }

    /** Adds the room of a value that can be set in place later, and lets a slot refer to the part of it in use. */
    int appendWide(int slotAt, int base, int length) {
        int at = reserve(Layout.WIDE);
        refer(slotAt, base, at, length);
        return at;
    }
}
