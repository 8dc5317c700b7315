package dev.pawl.checkpoint.state;

import dev.pawl.checkpoint.entry.Bytes;
import java.util.zip.CRC32C;

/** Keys whose 32-bit hash lies between two bounds, the lower included: what one pass over too much state looks at. */
public record HashRange(long from, long to) {
    private static final long END = 1L << 32;

    public static final HashRange ALL = new HashRange(0, END);

    /** Evenly spread over 32 bits. */
    static long hash(Bytes key) {
        CRC32C crc = new CRC32C();
        crc.update(key.shared(), 0, key.length());
        int mixed = (int) crc.getValue();
        mixed = (mixed ^ (mixed >>> 16)) * 0x85ebca6b;
        mixed = (mixed ^ (mixed >>> 13)) * 0xc2b2ae35;
        return Integer.toUnsignedLong(mixed ^ (mixed >>> 16));
    }

    public boolean contains(long hash) {
        return hash >= from && hash < to;
    }

    public boolean isAll() {
        return equals(ALL);
    }

    public boolean isLast() {
        return to == END;
    }

    public boolean canHalve() {
        return to - from > 1;
    }

    public HashRange lowerHalf() {
        return new HashRange(from, from + (to - from) / 2);
    }

    /** What follows, a little wider in case this one was cut more than needed. */
    public HashRange next() {
        return new HashRange(to, Math.min(END, to + 2 * (to - from)));
    }
}
