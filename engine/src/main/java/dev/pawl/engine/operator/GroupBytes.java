package dev.pawl.engine.operator;

import dev.pawl.engine.state.KeyedRows;
import java.io.IOException;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.UnsafeRow;
import org.jspecify.annotations.Nullable;

/** Buffers that can be changed in place as bytes. */
final class GroupBytes implements Groups {
    private final KeyedRows rows;
    private final UnsafeRow key;
    private final UnsafeRow buffer;

    GroupBytes(int keyColumns, UnsafeRow fresh) {
        this.rows = new KeyedRows(fresh);
        this.key = new UnsafeRow(keyColumns);
        this.buffer = new UnsafeRow(fresh.numFields());
    }

    @Override
    public @Nullable InternalRow find(UnsafeRow itsKey) {
        return rows.find(itsKey, buffer) ? buffer : null;
    }

    @Override
    public InternalRow add(UnsafeRow itsKey) {
        rows.add(itsKey, buffer);
        return buffer;
    }

    @Override
    public int size() {
        return rows.size();
    }

    @Override
    public long bytes() {
        return rows.bytes();
    }

    @Override
    public void forEach(Each each) throws IOException {
        KeyedRows.Walk walk = rows.walk();
        while (walk.next(key, buffer)) {
            each.accept(key, buffer);
        }
    }

    @Override
    public void clear() {
        rows.clear();
    }
}
