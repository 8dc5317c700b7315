package dev.pawl.checkpoint.rocksdb;

import dev.pawl.checkpoint.entry.MergeDelimiter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/** Values that were appended to one key, collected from the newest to the oldest. */
final class MergeOperands {
    private final byte[] delimiter;
    private final Deque<byte[]> oldestFirst = new ArrayDeque<>();
    private long size;

    MergeOperands(MergeDelimiter delimiter) {
        this.delimiter = delimiter.text().getBytes(StandardCharsets.UTF_8);
    }

    void addOlder(byte[] operand, SstPath file) {
        size += operand.length + (long) delimiter.length;
        if (size > BlockReader.BLOCK_BYTES_MAX) {
            throw file.damaged("the values appended to one key exceed the " + BlockReader.BLOCK_BYTES_MAX
                    + " bytes that fit this heap");
        }
        oldestFirst.addFirst(operand);
    }

    /** The whole value, null if there is neither a base nor an operand; forgets the operands. */
    byte @Nullable [] appendTo(byte @Nullable [] base) {
        if (oldestFirst.isEmpty()) {
            return base;
        }
        byte[] first = base == null ? oldestFirst.removeFirst() : base;
        int length = first.length;
        for (byte[] operand : oldestFirst) {
            length += delimiter.length + operand.length;
        }
        byte[] value = new byte[length];
        System.arraycopy(first, 0, value, 0, first.length);
        int filled = first.length;
        for (byte[] operand : oldestFirst) {
            System.arraycopy(delimiter, 0, value, filled, delimiter.length);
            filled += delimiter.length;
            System.arraycopy(operand, 0, value, filled, operand.length);
            filled += operand.length;
        }
        oldestFirst.clear();
        size = 0;
        return value;
    }
}
