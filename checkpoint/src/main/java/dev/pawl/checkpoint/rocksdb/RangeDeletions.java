package dev.pawl.checkpoint.rocksdb;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/** Tells which entries range deletions hide; asked about keys in ascending order. */
final class RangeDeletions {
    private final List<RangeDeletion> byStart;
    private final List<RangeDeletion> active = new ArrayList<>();
    private int upcoming;

    RangeDeletions(List<RangeDeletion> deletions) {
        this.byStart = new ArrayList<>(deletions);
        byStart.sort(Comparator.comparing(RangeDeletion::start));
    }

    /** The newest deletion that covers a key, or -1: entries with a smaller sequence are gone. */
    long newestAt(byte[] key, int keyLength) {
        if (upcoming == byStart.size() && active.isEmpty()) {
            return -1;
        }
        while (upcoming < byStart.size()
                && compare(byStart.get(upcoming).start().shared(), key, keyLength) <= 0) {
            active.add(byStart.get(upcoming++));
        }
        active.removeIf(deletion -> compare(deletion.end().shared(), key, keyLength) <= 0);
        long newest = -1;
        for (RangeDeletion deletion : active) {
            newest = Math.max(newest, deletion.sequence());
        }
        return newest;
    }

    private static int compare(byte[] bound, byte[] key, int keyLength) {
        return Arrays.compareUnsigned(bound, 0, bound.length, key, 0, keyLength);
    }
}
