package dev.pawl.checkpoint.state;

import dev.pawl.checkpoint.entry.Bytes;
import dev.pawl.checkpoint.entry.MergeDelimiter;
import java.util.Arrays;

/** What the changes read so far do to one key. */
final class PendingValue {
    private final long hash;
    private ChangeKind kind;
    private byte[] array;
    private int length;

    /** The first change; a merge waits for the older value. */
    PendingValue(long hash, ChangeKind kind, Bytes value) {
        this.hash = hash;
        this.kind = kind;
        this.array = value.shared();
        this.length = value.length();
    }

    long hash() {
        return hash;
    }

    ChangeKind kind() {
        return kind;
    }

    int capacity() {
        return array.length;
    }

    void put(Bytes value) {
        set(ChangeKind.PUT, value);
    }

    void delete() {
        set(ChangeKind.DELETE, Bytes.EMPTY);
    }

    /** Length of the value after {@link #merge}. */
    long mergedLength(Bytes operand, MergeDelimiter delimiter) {
        return kind == ChangeKind.DELETE ? operand.length() : (long) length + delimiter.length() + operand.length();
    }

    void merge(Bytes operand, MergeDelimiter delimiter) {
        if (kind == ChangeKind.DELETE) {
            set(ChangeKind.PUT, operand);
            return;
        }
        int merged = Math.toIntExact(mergedLength(operand, delimiter));
        if (merged > array.length) {
            array = Arrays.copyOf(array, (int) Math.min(Integer.MAX_VALUE - 8L, Math.max(merged, 2L * length)));
        }
        delimiter.copyTo(array, length);
        System.arraycopy(operand.shared(), 0, array, length + delimiter.length(), operand.length());
        length = merged;
    }

    Bytes value() {
        return length == array.length ? Bytes.wrap(array) : Bytes.copyOf(array, 0, length);
    }

    /** The operands appended to an older value. */
    Bytes onto(Bytes older, MergeDelimiter delimiter) {
        byte[] merged = Arrays.copyOf(older.shared(), Math.addExact(older.length(), delimiter.length() + length));
        delimiter.copyTo(merged, older.length());
        System.arraycopy(array, 0, merged, older.length() + delimiter.length(), length);
        return Bytes.wrap(merged);
    }

    private void set(ChangeKind newKind, Bytes value) {
        kind = newKind;
        array = value.shared();
        length = value.length();
    }
}
