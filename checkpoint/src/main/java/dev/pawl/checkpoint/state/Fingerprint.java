package dev.pawl.checkpoint.state;

import dev.pawl.checkpoint.entry.Bytes;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * Stands for a key where keys themselves would take too much memory: 128 bits, 96 of them of a cryptographic hash, that two
 * keys do not have in common by chance. Used again for one key after the other.
 */
final class Fingerprint {
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private final MessageDigest digest;
    private long high;
    private long low;

    Fingerprint() {
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    /** Takes the fingerprint of a key, unless it is none of the range: that is known without the costly part. */
    boolean take(Bytes key, HashRange range) {
        long rangeHash = HashRange.hash(key);
        if (!range.contains(rangeHash)) {
            return false;
        }
        byte[] hash = digest.digest(key.shared());
        high = rangeHash << 32 | ((long) LONGS.get(hash, Long.BYTES) & 0xffffffffL);
        low = (long) LONGS.get(hash, 0);
        return true;
    }

    long high() {
        return high;
    }

    long low() {
        return low;
    }

    /** The part by which keys are spread over {@link HashRange}s. */
    static long rangeHash(long high) {
        return high >>> 32;
    }
}
