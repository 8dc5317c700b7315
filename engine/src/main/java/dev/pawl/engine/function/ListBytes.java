package dev.pawl.engine.function;

import dev.pawl.checkpoint.entry.MergeDelimiter;
import java.util.Arrays;
import org.apache.spark.sql.catalyst.expressions.UnsafeRow;
import org.apache.spark.unsafe.Platform;
import org.jspecify.annotations.Nullable;

/** The rows of a list as they lie in a store: {@code int32 length, 00 row} each, with a delimiter between. */
final class ListBytes {
    private static final byte[] NOTHING = new byte[0];
    private static final int LENGTH_BYTES = Integer.BYTES;
    private static final int BYTES_FIRST = 256;

    private final int columns;
    private final MergeDelimiter delimiter;
    private byte[] bytes;
    private int length;
    private long count;

    /** @param stored null for none; who gives it does not change it any more */
    ListBytes(byte @Nullable [] stored, long count, int columns, MergeDelimiter delimiter) {
        this.bytes = stored == null ? NOTHING : stored;
        this.length = bytes.length;
        this.count = count;
        this.columns = columns;
        this.delimiter = delimiter;
    }

    boolean isEmpty() {
        return length == 0;
    }

    byte[] bytes() {
        return bytes;
    }

    int length() {
        return length;
    }

    long count() {
        return count;
    }

    /** Walks that have begun keep what they saw. */
    void clear() {
        bytes = NOTHING;
        length = 0;
        count = 0;
    }

    void append(UnsafeRow row) {
        int at = length == 0 ? 0 : length + delimiter.length();
        int rowBytes = row.getSizeInBytes();
        int needed = Math.addExact(at, LENGTH_BYTES + 1 + rowBytes);
        if (needed > bytes.length) {
            bytes = Arrays.copyOf(
                    bytes, Math.max(needed, Math.min(2 * bytes.length + BYTES_FIRST, Integer.MAX_VALUE / 2)));
        }
        if (length > 0) {
            delimiter.copyTo(bytes, length);
        }
        int encoded = 1 + rowBytes;
        for (int i = 0; i < LENGTH_BYTES; i++) {
            bytes[at + i] = (byte) (encoded >>> (Byte.SIZE * i));
        }
        bytes[at + LENGTH_BYTES] = 0;
        row.writeToMemory(bytes, (long) Platform.BYTE_ARRAY_OFFSET + at + LENGTH_BYTES + 1);
        length = needed;
        count++;
    }

    Cursor cursor() {
        return new Cursor(bytes, length);
    }

    /** Walks over the rows that are there now; starts before the first. */
    final class Cursor {
        private final byte[] seen;
        private final int end;
        private final UnsafeRow row = new UnsafeRow(columns);
        private int next;

        private Cursor(byte[] seen, int end) {
            this.seen = seen;
            this.end = end;
        }

        boolean next() {
            if (next >= end) {
                return false;
            }
            int encoded = 0;
            for (int i = 0; i < LENGTH_BYTES; i++) {
                encoded |= (seen[next + i] & 0xff) << (Byte.SIZE * i);
            }
            int from = next + LENGTH_BYTES + 1;
            if (encoded < 1 || encoded - 1 > end - from) {
                throw new IllegalStateException("a list of " + end + " bytes cannot have a row of " + encoded);
            }
            row.pointTo(seen, (long) Platform.BYTE_ARRAY_OFFSET + from, encoded - 1);
            next = from + encoded - 1 + delimiter.length();
            return true;
        }

        /** Valid until the next one. */
        UnsafeRow row() {
            return row;
        }
    }
}
