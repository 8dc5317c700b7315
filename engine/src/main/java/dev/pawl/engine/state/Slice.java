package dev.pawl.engine.state;

import dev.pawl.checkpoint.entry.Bytes;
import org.apache.spark.sql.catalyst.expressions.UnsafeRow;
import org.apache.spark.unsafe.Platform;

/** A part of an array that is pointed at one key or value after the other, so that none of them costs an object. */
final class Slice {
    private static final byte[] NOTHING = new byte[0];

    private byte[] array = NOTHING;
    private int from;
    private int length;

    byte[] array() {
        return array;
    }

    int from() {
        return from;
    }

    int length() {
        return length;
    }

    /** Where the part starts, for {@link Platform}. */
    long offset() {
        return (long) Platform.BYTE_ARRAY_OFFSET + from;
    }

    void set(byte[] newArray, int newFrom, int newLength) {
        array = newArray;
        from = newFrom;
        length = newLength;
    }

    void set(Bytes bytes) {
        set(bytes.shared(), 0, bytes.length());
    }

    /** The bytes of a row, which are not copied if they are in an array, as those of projections are. */
    void set(UnsafeRow row) {
        if (row.getBaseObject() instanceof byte[] base) {
            set(base, Math.toIntExact(row.getBaseOffset() - Platform.BYTE_ARRAY_OFFSET), row.getSizeInBytes());
        } else {
            set(row.getBytes(), 0, row.getSizeInBytes());
        }
    }

    /** Points a row of as many fields as it has at these bytes. */
    void show(UnsafeRow row) {
        row.pointTo(array, offset(), length);
    }

    Bytes copy() {
        return Bytes.copyOf(array, from, length);
    }
}
