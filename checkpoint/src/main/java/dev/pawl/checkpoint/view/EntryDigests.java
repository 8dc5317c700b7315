package dev.pawl.checkpoint.view;

import dev.pawl.checkpoint.entry.Bytes;
import net.openhft.hashing.LongHashFunction;

/**
 * Sums of entries by bucket of key. Entries in buckets of equal sums are taken as equal: sums of 64 bits over entries that
 * differ are equal by chance once in 2^64 buckets.
 */
final class EntryDigests {
    private static final int BUCKETS = 1 << 18;
    private static final long ODD = 0x9e3779b97f4a7c15L;

    private final LongHashFunction function = LongHashFunction.xx3();
    private final long[] sums = new long[BUCKETS];

    long hash(byte[] keyRow) {
        return function.hashBytes(keyRow);
    }

    void add(long keyHash, Bytes value) {
        sums[bucket(keyHash)] += digest(keyHash, value);
    }

    void subtract(long keyHash, Bytes value) {
        sums[bucket(keyHash)] -= digest(keyHash, value);
    }

    boolean differs(long keyHash) {
        return sums[bucket(keyHash)] != 0;
    }

    boolean differsAnywhere() {
        for (long sum : sums) {
            if (sum != 0) {
                return true;
            }
        }
        return false;
    }

    /** What is left of the hash when the bits of the bucket are taken: 32 bits. */
    static long range(long keyHash) {
        return keyHash >>> 32;
    }

    private static int bucket(long keyHash) {
        return (int) keyHash & (BUCKETS - 1);
    }

    private long digest(long keyHash, Bytes value) {
        long mixed = (keyHash ^ Long.rotateLeft(function.hashBytes(value.shared()) * ODD, 31)) * ODD;
        return mixed ^ (mixed >>> 29);
    }
}
