package dev.pawl.engine.operator;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.UnsafeRow;
import org.jspecify.annotations.Nullable;

/** Buffers that hold objects, or values of any length. */
final class GroupObjects implements Groups {
    /** What a key takes with its entry, without its bytes; and a column of its buffer. */
    private static final int KEY_BYTES = 160;

    private static final int COLUMN_BYTES = 40;

    private final Map<UnsafeRow, InternalRow> buffers = new LinkedHashMap<>();
    private final Supplier<InternalRow> fresh;
    private final int bytesPerKey;
    private long keyBytes;

    GroupObjects(Supplier<InternalRow> fresh, int columns) {
        this.fresh = fresh;
        this.bytesPerKey = KEY_BYTES + columns * COLUMN_BYTES;
    }

    @Override
    public @Nullable InternalRow find(UnsafeRow key) {
        return buffers.get(key);
    }

    @Override
    public InternalRow add(UnsafeRow key) {
        InternalRow buffer = fresh.get();
        buffers.put(key.copy(), buffer);
        keyBytes += bytesPerKey + key.getSizeInBytes();
        return buffer;
    }

    @Override
    public int size() {
        return buffers.size();
    }

    @Override
    public long bytes() {
        return keyBytes;
    }

    @Override
    public void forEach(Each each) throws IOException {
        for (Map.Entry<UnsafeRow, InternalRow> group : buffers.entrySet()) {
            each.accept(group.getKey(), group.getValue());
        }
    }

    @Override
    public void clear() {
        buffers.clear();
        keyBytes = 0;
    }
}
