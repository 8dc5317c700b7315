package dev.pawl.checkpoint.state;

import java.util.BitSet;

/**
 * Which change is the last one of its key, by number of the change: a table of fingerprints without keys and values. When it
 * takes more memory than it may, the range of keys is cut until the rest fits.
 */
final class LastChanges {
    private static final int SLOTS_MIN = 16;
    private static final int SLOT_BYTES = 2 * Long.BYTES + Integer.BYTES;
    private static final int FREE = 0;

    private final long bytesMax;
    private HashRange range;
    private long[] highs = new long[SLOTS_MIN];
    private long[] lows = new long[SLOTS_MIN];
    /** Number of the change plus one, {@link #FREE} where there is none. */
    private int[] numbers = new int[SLOTS_MIN];

    private int size;

    LastChanges(HashRange range, long bytesMax) {
        this.range = range;
        this.bytesMax = bytesMax;
    }

    HashRange range() {
        return range;
    }

    /**
     * Notes a change of a key in the range.
     *
     * @param number from 0; each change has a larger one than those before it
     */
    void put(Fingerprint key, int number) {
        int slot = slot(key.high(), key.low());
        if (numbers[slot] == FREE) {
            highs[slot] = key.high();
            lows[slot] = key.low();
            size++;
        }
        numbers[slot] = Math.incrementExact(number);
        if (size > highs.length / 4 * 3) {
            makeRoom();
        }
    }

    boolean contains(Fingerprint key) {
        return numbers[slot(key.high(), key.low())] != FREE;
    }

    /** The numbers of the last changes. */
    BitSet numbers() {
        BitSet last = new BitSet();
        for (int number : numbers) {
            if (number != FREE) {
                last.set(number - 1);
            }
        }
        return last;
    }

    private int slot(long high, long low) {
        int mask = highs.length - 1;
        int slot = (int) low & mask;
        while (numbers[slot] != FREE && (highs[slot] != high || lows[slot] != low)) {
            slot = (slot + 1) & mask;
        }
        return slot;
    }

    /** Growing takes the old and the new table at the same time. */
    private void makeRoom() {
        boolean mayGrow = 3L * highs.length * SLOT_BYTES <= bytesMax || !range.canHalve();
        if (!mayGrow) {
            range = range.lowerHalf();
        }
        long[] oldHighs = highs;
        long[] oldLows = lows;
        int[] oldNumbers = numbers;
        int slots = mayGrow ? Math.multiplyExact(oldHighs.length, 2) : oldHighs.length;
        highs = new long[slots];
        lows = new long[slots];
        numbers = new int[slots];
        size = 0;
        for (int i = 0; i < oldHighs.length; i++) {
            if (oldNumbers[i] != FREE && range.contains(Fingerprint.rangeHash(oldHighs[i]))) {
                int slot = slot(oldHighs[i], oldLows[i]);
                highs[slot] = oldHighs[i];
                lows[slot] = oldLows[i];
                numbers[slot] = oldNumbers[i];
                size++;
            }
        }
        if (size > slots / 4 * 3) {
            makeRoom();
        }
    }
}
