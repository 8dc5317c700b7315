package dev.pawl.engine.state;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/** The records changed since the last commit, each with the value it had then. */
final class Undo {
    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.nativeOrder());
    private static final int CHANGES_MIN = 64;
    /** Room for more changes than this is given back after a commit. */
    private static final int CHANGES_KEPT_MAX = 1 << 14;

    private final Pages values = new Pages();
    private long[] records = new long[CHANGES_MIN];
    private long[] before = new long[CHANGES_MIN];
    private int count;
    private long[] left = new long[CHANGES_MIN];
    private int leftCount;

    int count() {
        return count;
    }

    long record(int change) {
        return records[change];
    }

    /** A record that changed is somewhere else now. */
    void moved(int change, long from, long to) {
        records[change] = to;
        if (leftCount == left.length) {
            left = Arrays.copyOf(left, Math.multiplyExact(leftCount, 2));
        }
        left[leftCount++] = from;
    }

    /** How many places records were moved from. */
    int leftCount() {
        return leftCount;
    }

    long left(int number) {
        return left[number];
    }

    /** Notes that a key is new; returns the number of the change. */
    int addNew(long record) {
        return add(record, 0);
    }

    /** Keeps a copy of the value that is going to be changed; returns the number of the change. */
    int add(long record, byte[] array, int from, int length) {
        long kept = values.allocate(Pages.roundUp(Math.addExact(Integer.BYTES, length)));
        byte[] page = values.page(kept);
        int at = Pages.at(kept);
        INT.set(page, at, length);
        System.arraycopy(array, from, page, at + Integer.BYTES, length);
        return add(record, kept);
    }

    private int add(long record, long kept) {
        if (count == records.length) {
            records = Arrays.copyOf(records, Math.multiplyExact(count, 2));
            before = Arrays.copyOf(before, records.length);
        }
        records[count] = record;
        before[count] = kept;
        return count++;
    }

    boolean wasAbsent(int change) {
        return before[change] == 0;
    }

    void showBefore(int change, Slice value) {
        byte[] page = values.page(before[change]);
        int at = Pages.at(before[change]);
        value.set(page, at + Integer.BYTES, (int) INT.get(page, at));
    }

    void clear() {
        count = 0;
        leftCount = 0;
        values.reset();
        if (records.length > CHANGES_KEPT_MAX) {
            records = new long[CHANGES_MIN];
            before = new long[CHANGES_MIN];
        }
        if (left.length > CHANGES_KEPT_MAX) {
            left = new long[CHANGES_MIN];
        }
    }

    long bytes() {
        return values.bytes() + Long.BYTES * (2L * records.length + left.length);
    }
}
