package dev.pawl.engine.exchange;

import dev.pawl.engine.operator.KeyedConsumer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.apache.spark.sql.catalyst.expressions.UnsafeRow;
import org.apache.spark.unsafe.Platform;

/** Keys and rows one after the other: {@code int32 key bytes, int32 row bytes, key, row}. Grows up to a size, then it is full. */
final class RowChunk {
    private static final int BYTES_FIRST = 1 << 10;
    private static final int HEADER = 2 * Integer.BYTES;

    private final int bytesMax;
    private byte[] bytes;
    private int length;

    RowChunk(int bytesMax) {
        this(bytesMax, new byte[Math.min(BYTES_FIRST, bytesMax)], 0);
    }

    private RowChunk(int bytesMax, byte[] bytes, int length) {
        this.bytesMax = bytesMax;
        this.bytes = bytes;
        this.length = length;
    }

    /** The content of a chunk that was written elsewhere. */
    static RowChunk of(byte[] bytes) {
        return new RowChunk(bytes.length, bytes, bytes.length);
    }

    int length() {
        return length;
    }

    byte[] bytes() {
        return bytes;
    }

    /** False if it is full; an empty chunk takes rows of any size. */
    boolean add(UnsafeRow key, UnsafeRow row) {
        long needed = (long) length + HEADER + key.getSizeInBytes() + row.getSizeInBytes();
        if (needed > bytesMax && length > 0) {
            return false;
        }
        if (needed > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.toIntExact(Math.max(needed, Math.min(bytesMax, 4L * bytes.length))));
        }
        ByteBuffer header = ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder());
        header.putInt(length, key.getSizeInBytes());
        header.putInt(length + Integer.BYTES, row.getSizeInBytes());
        long at = (long) Platform.BYTE_ARRAY_OFFSET + length + HEADER;
        key.writeToMemory(bytes, at);
        row.writeToMemory(bytes, at + key.getSizeInBytes());
        length = Math.toIntExact(needed);
        return true;
    }

    /** Every key and row, in order; the rows given are valid during the call. */
    void forEach(UnsafeRow key, UnsafeRow row, KeyedConsumer out) throws IOException {
        ByteBuffer headers = ByteBuffer.wrap(bytes, 0, length).order(ByteOrder.nativeOrder());
        for (int at = 0; at < length; ) {
            int keyBytes = headers.getInt(at);
            int rowBytes = headers.getInt(at + Integer.BYTES);
            int keyAt = at + HEADER;
            key.pointTo(bytes, (long) Platform.BYTE_ARRAY_OFFSET + keyAt, keyBytes);
            row.pointTo(bytes, (long) Platform.BYTE_ARRAY_OFFSET + keyAt + keyBytes, rowBytes);
            out.accept(key, row);
            at = keyAt + keyBytes + rowBytes;
        }
    }
}
