package dev.pawl.connectors.delta;

import java.util.Arrays;
import org.apache.spark.unsafe.Platform;
import org.apache.spark.unsafe.hash.Murmur3_x86_32;

/** The encoded keys of a batch, side by side in one array: a few bytes more than the keys themselves. */
final class KeySet {
    /** A batch with more keys than fit into this is refused. */
    static final int BYTES_MAX = 1 << 30;

    private static final int LENGTH_BYTES = 4;
    private static final int SLOTS_AT_FIRST = 256;
    private static final int SEED = 42;

    private byte[] bytes = new byte[1024];
    private int end;
    /** Where the key begins, plus one; 0 for a free slot. */
    private int[] slots = new int[SLOTS_AT_FIRST];

    private int count;

    int size() {
        return count;
    }

    /**
     * Adds a key; false if it is there already.
     *
     * @throws KeysTooLargeException if there is no room for it
     */
    boolean add(byte[] source, int offset, int length) {
        int slot = find(source, offset, length);
        if (slots[slot] != 0) {
            return false;
        }
        long needed = (long) end + LENGTH_BYTES + length;
        if (needed > BYTES_MAX) {
            throw new KeysTooLargeException();
        }
        if (needed > bytes.length) {
            bytes = Arrays.copyOf(bytes, (int) Math.min(BYTES_MAX, Math.max(needed, 2L * bytes.length)));
        }
        slots[slot] = end + 1;
        Platform.putInt(bytes, Platform.BYTE_ARRAY_OFFSET + end, length);
        System.arraycopy(source, offset, bytes, end + LENGTH_BYTES, length);
        end = (int) needed;
        if (++count > slots.length / 2) {
            grow();
        }
        return true;
    }

    boolean contains(byte[] source, int length) {
        return slots[find(source, 0, length)] != 0;
    }

    /** Adds all of another; the encoded key that both have, if there is one, ends it. */
    byte[] addAll(KeySet other) {
        for (int at = 0; at < other.end; ) {
            int length = other.length(at);
            if (!add(other.bytes, at + LENGTH_BYTES, length)) {
                return Arrays.copyOfRange(other.bytes, at + LENGTH_BYTES, at + LENGTH_BYTES + length);
            }
            at += LENGTH_BYTES + length;
        }
        return NONE;
    }

    /** No key is empty. */
    static final byte[] NONE = {};

    private int length(int at) {
        return Platform.getInt(bytes, Platform.BYTE_ARRAY_OFFSET + at);
    }

    /** The slot of a key, or the free one where it belongs. */
    private int find(byte[] source, int offset, int length) {
        int slot = hash(source, offset, length) & (slots.length - 1);
        while (slots[slot] != 0) {
            int at = slots[slot] - 1;
            int start = at + LENGTH_BYTES;
            if (length(at) == length && Arrays.equals(bytes, start, start + length, source, offset, offset + length)) {
                return slot;
            }
            slot = (slot + 1) & (slots.length - 1);
        }
        return slot;
    }

    private void grow() {
        int[] old = slots;
        slots = new int[old.length * 2];
        for (int entry : old) {
            if (entry != 0) {
                int at = entry - 1;
                int slot = hash(bytes, at + LENGTH_BYTES, length(at)) & (slots.length - 1);
                while (slots[slot] != 0) {
                    slot = (slot + 1) & (slots.length - 1);
                }
                slots[slot] = entry;
            }
        }
    }

    private static int hash(byte[] source, int offset, int length) {
        return Murmur3_x86_32.hashUnsafeBytes(source, Platform.BYTE_ARRAY_OFFSET + offset, length, SEED);
    }

    /** The keys of a batch do not fit. */
    static final class KeysTooLargeException extends RuntimeException {
        private static final long serialVersionUID = 1;
    }
}
