package dev.pawl.checkpoint;

import java.util.AbstractList;
import java.util.Objects;
import java.util.RandomAccess;

/** The partitions from 0 up to a count, which takes no room: a file may claim any count. */
final class PartitionRange extends AbstractList<Long> implements RandomAccess {
    private final int count;

    PartitionRange(int count) {
        this.count = count;
    }

    @Override
    public Long get(int index) {
        return (long) Objects.checkIndex(index, count);
    }

    @Override
    public int size() {
        return count;
    }
}
