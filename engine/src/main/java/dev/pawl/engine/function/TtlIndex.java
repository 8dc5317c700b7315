package dev.pawl.engine.function;

import dev.pawl.engine.state.PartitionState;
import dev.pawl.engine.state.StateStore;
import java.io.IOException;
import java.time.Duration;
import java.util.Objects;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.catalyst.expressions.UnsafeProjection;
import org.apache.spark.sql.catalyst.expressions.UnsafeRow;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/** Which values of a variable end at which time. */
final class TtlIndex {
    private final String storeName;
    private final int elementColumns;
    private final UnsafeProjection keys;
    private final UnsafeProjection values;
    private final UnsafeRow empty;
    private @Nullable StateStore store;
    private long nowMs;
    private Duration ttl = Duration.ZERO;

    TtlIndex(VariableSpec spec, StructType key) {
        StructType element = spec.elementKey(key);
        this.storeName = spec.ttlStore();
        this.elementColumns = element.length();
        this.keys = UnsafeProjection.create(VariableSpec.ttlKey(element));
        this.values = UnsafeProjection.create(spec.valueSchema());
        this.empty = nothing();
    }

    /** A row of one column without a value, as Spark puts behind keys that are all there is to say. */
    static UnsafeRow nothing() {
        return UnsafeProjection.create(new StructType().add("nothing", DataTypes.NullType))
                .apply(new GenericInternalRow(1))
                .copy();
    }

    void start(PartitionState state, long itsNowMs) {
        store = state.store(storeName);
        nowMs = itsNowMs;
    }

    void remember(Duration newTtl) {
        ttl = newTtl;
    }

    /** When what is written now ends. */
    long expirationMs() {
        return nowMs + ttl.toMillis();
    }

    boolean isExpired(long expirationMs) {
        return expirationMs >= 0 && expirationMs <= nowMs;
    }

    /** The row of a value with its end; valid until the next call. */
    UnsafeRow value(UnsafeRow value, long expirationMs) {
        return values.apply(new GenericInternalRow(new Object[] {value, expirationMs}));
    }

    static long expirationMs(UnsafeRow value) {
        return value.getLong(1);
    }

    private StateStore store() {
        return Objects.requireNonNull(store);
    }

    void add(long expirationMs, UnsafeRow element) {
        store().put(key(expirationMs, element), empty);
    }

    void remove(long expirationMs, UnsafeRow element) {
        store().remove(key(expirationMs, element));
    }

    private UnsafeRow key(long expirationMs, UnsafeRow element) {
        return keys.apply(new GenericInternalRow(new Object[] {expirationMs, element}));
    }

    /** Takes what one entry was for, which is no longer there. */
    interface Expired {
        void accept(UnsafeRow element) throws IOException;
    }

    /** Removes every entry whose time has come. */
    void expire(DueKeys dueKeys, Expired out) throws IOException {
        UnsafeRow key = new UnsafeRow(2);
        dueKeys.forEach(store(), nowMs, UnsafeRow::getBytes, bytes -> {
            key.pointTo(bytes, bytes.length);
            store().remove(key);
            out.accept(key.getStruct(1, elementColumns));
        });
    }
}
