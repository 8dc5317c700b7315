package dev.pawl.checkpoint.row;

/** Spark's variant of the 32-bit Murmur3 hash: the bytes after the last full block are mixed one by one, as signed numbers. */
final class Murmur3 {
    private static final int C1 = 0xcc9e2d51;
    private static final int C2 = 0x1b873593;

    private Murmur3() {}

    static int hashInt(int value, int seed) {
        return finish(mix(seed, value), Integer.BYTES);
    }

    static int hashLong(long value, int seed) {
        int low = mix(seed, (int) value);
        return finish(mix(low, (int) (value >>> Integer.SIZE)), Long.BYTES);
    }

    static int hashBytes(byte[] bytes, int from, int length, int seed) {
        int hash = seed;
        int blocksEnd = from + length / Integer.BYTES * Integer.BYTES;
        for (int at = from; at < blocksEnd; at += Integer.BYTES) {
            hash = mix(hash, LittleEndian.intAt(bytes, at));
        }
        for (int at = blocksEnd; at < from + length; at++) {
            hash = mix(hash, bytes[at]);
        }
        return finish(hash, length);
    }

    private static int mix(int hash, int block) {
        int scrambled = Integer.rotateLeft(block * C1, 15) * C2;
        return Integer.rotateLeft(hash ^ scrambled, 13) * 5 + 0xe6546b64;
    }

    private static int finish(int mixed, int length) {
        int hash = mixed ^ length;
        hash = (hash ^ (hash >>> 16)) * 0x85ebca6b;
        hash = (hash ^ (hash >>> 13)) * 0xc2b2ae35;
        return hash ^ (hash >>> 16);
    }
}
