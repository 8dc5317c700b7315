package dev.pawl.engine.state;

import java.util.Arrays;

/**
 * Room for records, handed out one after the other from pages and given back a page at a time. An address is the number of a page
 * and a place in it, in words of eight bytes; none is 0.
 */
final class Pages {
    /** The first pages are smaller, so that a small table takes little. */
    static final int PAGE_BYTES_MAX = 256 << 10;

    private static final int PAGE_BYTES_MIN = 1 << 10;
    static final int ADDRESS_BITS = 37;
    private static final int TAG_BITS = Long.SIZE - ADDRESS_BITS;

    private static final int WORD_SHIFT = 3;
    private static final int PLACE_BITS = 15;
    private static final int PLACE_MASK = (1 << PLACE_BITS) - 1;
    private static final int PAGES_MAX = 1 << (ADDRESS_BITS - PLACE_BITS);
    private static final byte[] NONE = new byte[0];

    private byte[][] pages = {NONE};
    private int[] used = {0};
    private int[] live = {0};
    private long[] births = {0};
    private int[] free = {};
    private int freeCount;
    private int count = 1;
    private int current;
    private long lastBirth;
    private long bytes;
    private long deadBytes;

    static int roundUp(int length) {
        return Math.addExact(length, 7) & ~7;
    }

    byte[] page(long address) {
        return pages[number(address)];
    }

    static int at(long address) {
        return ((int) address & PLACE_MASK) << WORD_SHIFT;
    }

    static int number(long address) {
        return (int) (address >>> PLACE_BITS);
    }

    static long address(int page, int at) {
        return ((long) page << PLACE_BITS) | (at >>> WORD_SHIFT);
    }

    /** @param size a multiple of eight; what is in there is not defined */
    long allocate(int size) {
        if (size > PAGE_BYTES_MAX / 2) {
            int page = newPage(size);
            used[page] = size;
            live[page] = size;
            return address(page, 0);
        }
        if (current == 0 || used[current] + size > pages[current].length) {
            long asMuchAgain =
                    Math.min(PAGE_BYTES_MAX, Math.max(PAGE_BYTES_MIN, roundUp((int) Math.min(bytes, PAGE_BYTES_MAX))));
            current = newPage((int) Math.max(size, asMuchAgain));
        }
        int at = used[current];
        used[current] += size;
        live[current] += size;
        return address(current, at);
    }

    /** A record is not needed any more; its bytes stay until its page goes. */
    void dead(long address, int size) {
        live[number(address)] -= size;
        deadBytes += size;
    }

    /** Gives a page back of which nothing is needed. */
    void free(int page) {
        if (live[page] != 0) {
            throw new IllegalStateException("page " + page + " still holds " + live[page] + " bytes");
        }
        deadBytes -= used[page];
        bytes -= pages[page].length;
        pages[page] = NONE;
        births[page] = ++lastBirth;
        used[page] = 0;
        if (page == current) {
            current = 0;
        }
        if (freeCount == free.length) {
            free = Arrays.copyOf(free, Math.max(8, 2 * freeCount));
        }
        free[freeCount++] = page;
    }

    private int newPage(int size) {
        int page;
        if (freeCount > 0) {
            page = free[--freeCount];
        } else {
            if (count == PAGES_MAX) {
                throw new IllegalStateException("a table has more than " + PAGES_MAX + " pages");
            }
            if (count == pages.length) {
                int longer = 2 * count;
                pages = Arrays.copyOf(pages, longer);
                used = Arrays.copyOf(used, longer);
                live = Arrays.copyOf(live, longer);
                births = Arrays.copyOf(births, longer);
            }
            page = count++;
        }
        pages[page] = new byte[size];
        live[page] = 0;
        births[page] = ++lastBirth;
        bytes += size;
        return page;
    }

    /** Forgets everything, and keeps at most a page. */
    void reset() {
        byte[] kept = current == 0 ? NONE : pages[current];
        pages = new byte[][] {NONE, kept};
        used = new int[2];
        live = new int[2];
        births = new long[2];
        freeCount = 0;
        count = kept.length == 0 ? 1 : 2;
        current = count - 1;
        bytes = kept.length;
        deadBytes = 0;
    }

    /** The pages there are, and some numbers between that are none. */
    int count() {
        return count;
    }

    int used(int page) {
        return used[page];
    }

    int live(int page) {
        return live[page];
    }

    /** The page that new records go to; 0 for none. */
    int current() {
        return current;
    }

    long bytes() {
        return bytes;
    }

    long deadBytes() {
        return deadBytes;
    }

    Mark mark() {
        return new Mark(lastBirth, current, used[current]);
    }

    boolean isAfter(Mark mark, long address) {
        int page = number(address);
        return births[page] > mark.birth || (page == mark.page && at(address) >= mark.used);
    }

    /** Tells what is in a page now from what is in it when it was given back and taken again; as wide as an address leaves room for. */
    int tag(long address) {
        return (int) births[number(address)] & (1 << TAG_BITS) - 1;
    }

    /** A moment: what is allocated later can be told from what was there. */
    record Mark(long birth, int page, int used) {}
}
