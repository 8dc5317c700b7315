package dev.pawl.engine.state;

/**
 * Finds addresses of records by the hash of their keys: open addressing, each slot with the hash and the address in one number, so
 * that growing touches no record.
 */
final class AddressIndex {
    private static final int SLOTS_MIN = 16;
    private static final int HASH_BITS = Long.SIZE - Pages.ADDRESS_BITS;
    private static final int SLOTS_MAX = 1 << HASH_BITS;
    private static final long ADDRESS_MASK = (1L << Pages.ADDRESS_BITS) - 1;
    private static final long FREE = 0;

    private long[] slots = new long[SLOTS_MIN];
    private int size;

    /** Where to look first for a key with this hash. */
    int first(long hash) {
        return fragment(hash) & (slots.length - 1);
    }

    int next(int slot) {
        return (slot + 1) & (slots.length - 1);
    }

    boolean isFree(int slot) {
        return slots[slot] == FREE;
    }

    /** Whether the key of a slot may have this hash. */
    boolean mayBe(int slot, long hash) {
        return (int) (slots[slot] >>> Pages.ADDRESS_BITS) == fragment(hash);
    }

    long address(int slot) {
        return slots[slot] & ADDRESS_MASK;
    }

    /** Another address of the same key. */
    void replace(int slot, long address) {
        slots[slot] = (slots[slot] & ~ADDRESS_MASK) | address;
    }

    /** The slot of a record that is here. */
    int slotOf(long hash, long address) {
        int slot = first(hash);
        while (address(slot) != address) {
            if (isFree(slot)) {
                throw new IllegalStateException("there is no record at " + address);
            }
            slot = next(slot);
        }
        return slot;
    }

    void add(long hash, long address) {
        if (size >= slots.length / 4 * 3) {
            resize(Math.multiplyExact(slots.length, 2));
        }
        put(((long) fragment(hash) << Pages.ADDRESS_BITS) | address);
        size++;
    }

    /** Moves later ones up, so that no mark is left of what was removed. */
    void remove(int slot) {
        int mask = slots.length - 1;
        int gap = slot;
        int probe = next(slot);
        while (slots[probe] != FREE) {
            int home = (int) (slots[probe] >>> Pages.ADDRESS_BITS) & mask;
            boolean mayMove = ((probe - home) & mask) >= ((probe - gap) & mask);
            if (mayMove) {
                slots[gap] = slots[probe];
                gap = probe;
            }
            probe = next(probe);
        }
        slots[gap] = FREE;
        size--;
    }

    /** Gives room back when most of it is not used. */
    void shrink() {
        int wanted = slots.length;
        while (wanted > SLOTS_MIN && size < wanted / 8) {
            wanted /= 2;
        }
        if (wanted < slots.length) {
            resize(wanted);
        }
    }

    void clear() {
        slots = new long[SLOTS_MIN];
        size = 0;
    }

    long bytes() {
        return (long) slots.length * Long.BYTES;
    }

    private void resize(int length) {
        if (length > SLOTS_MAX) {
            throw new IllegalStateException("a table has more than " + size + " keys");
        }
        long[] old = slots;
        slots = new long[length];
        for (long slot : old) {
            if (slot != FREE) {
                put(slot);
            }
        }
    }

    private void put(long content) {
        int slot = (int) (content >>> Pages.ADDRESS_BITS) & (slots.length - 1);
        while (slots[slot] != FREE) {
            slot = next(slot);
        }
        slots[slot] = content;
    }

    private static int fragment(long hash) {
        return (int) (hash >>> Pages.ADDRESS_BITS);
    }
}
