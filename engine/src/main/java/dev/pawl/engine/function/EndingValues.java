package dev.pawl.engine.function;

import dev.pawl.engine.state.PartitionState;
import dev.pawl.engine.state.StateStore;
import java.io.IOException;
import java.time.Duration;
import org.apache.spark.sql.catalyst.expressions.UnsafeRow;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/** How values lie in a store, one for each key: as they are, or with the time at which they end and an entry in an index of ends. */
final class EndingValues {
    private final int columns;
    private final @Nullable TtlIndex index;

    EndingValues(VariableSpec spec, StructType key) {
        this.columns = spec.value().schema().length();
        this.index = spec.hasTtl() ? new TtlIndex(spec, key) : null;
    }

    void start(PartitionState state, long nowMs) {
        if (index != null) {
            index.start(state, nowMs);
        }
    }

    void remember(Duration ttl) {
        if (index != null) {
            index.remember(ttl);
        }
    }

    /** The value of a key unless it has ended; valid until the store is asked or changed. */
    @Nullable
    UnsafeRow find(StateStore store, UnsafeRow key) {
        UnsafeRow row = store.get(key);
        return row == null ? null : unlessEnded(row);
    }

    /** The value in a row of the store unless it has ended. */
    @Nullable
    UnsafeRow unlessEnded(UnsafeRow row) {
        if (index == null) {
            return row;
        }
        return index.isExpired(TtlIndex.expirationMs(row)) ? null : row.getStruct(0, columns);
    }

    void put(StateStore store, UnsafeRow key, UnsafeRow value) {
        if (index == null) {
            store.put(key, value);
            return;
        }
        long expirationMs = index.expirationMs();
        UnsafeRow before = store.get(key);
        long expirationBefore = before == null ? -1 : TtlIndex.expirationMs(before);
        store.put(key, index.value(value, expirationMs));
        if (before == null || expirationBefore != expirationMs) {
            if (before != null) {
                index.remove(expirationBefore, key);
            }
            index.add(expirationMs, key);
        }
    }

    void remove(StateStore store, UnsafeRow key) {
        if (index != null) {
            UnsafeRow before = store.get(key);
            if (before == null) {
                return;
            }
            index.remove(TtlIndex.expirationMs(before), key);
        }
        store.remove(key);
    }

    /** Forgets every value that has ended. */
    void expire(StateStore store, DueKeys dueKeys) throws IOException {
        if (index != null) {
            index.expire(dueKeys, store::remove);
        }
    }
}
