package dev.pawl.engine.function;

import dev.pawl.engine.state.Entries;
import dev.pawl.engine.state.PartitionState;
import dev.pawl.engine.state.StateStore;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.function.BiFunction;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.catalyst.expressions.UnsafeProjection;
import org.apache.spark.sql.catalyst.expressions.UnsafeRow;
import org.apache.spark.sql.streaming.MapState;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;
import scala.Tuple2;
import scala.collection.AbstractIterator;
import scala.collection.Iterator;

/** Any number of values for each key, each with a key of its own. */
final class MapVariable implements Variable, MapState<Object, Object> {
    private static final long serialVersionUID = 1;

    private final transient VariableSpec spec;
    private final transient CurrentKey key;
    private final transient ObjectCodec codec;
    private final transient ObjectCodec userKeys;
    private final transient EndingValues values;
    private final transient UnsafeProjection both;
    private final transient UnsafeProjection prefix;
    private final transient List<Entries> walks = new ArrayList<>();
    private transient @Nullable StateStore store;

    MapVariable(VariableSpec spec, StructType keySchema, CurrentKey key) {
        this.spec = spec;
        this.key = key;
        this.codec = ObjectCodec.of(spec.value());
        this.userKeys = ObjectCodec.of(spec.userKey().orElseThrow());
        this.values = new EndingValues(spec, keySchema);
        this.both = UnsafeProjection.create(spec.elementKey(keySchema));
        this.prefix = UnsafeProjection.create(new StructType().add(VariableSpec.KEY, keySchema));
    }

    @Override
    public VariableSpec spec() {
        return spec;
    }

    @Override
    public void start(PartitionState state, long nowMs) {
        store = state.store(spec.name());
        values.start(state, nowMs);
    }

    /** Walks that were not taken to their end would hold on to what they read. */
    @Override
    public void leaveKey() {
        walks.forEach(Entries::close);
        walks.clear();
    }

    @Override
    public void remember(Duration ttl) {
        values.remember(ttl);
    }

    private StateStore store() {
        return Objects.requireNonNull(store);
    }

    /** Valid until the next call. */
    private UnsafeRow element(Object userKey) {
        required(userKey, "key");
        return both.apply(new GenericInternalRow(new Object[] {key.row(), userKeys.row(userKey)}));
    }

    private void required(@Nullable Object object, String what) {
        if (object == null) {
            throw new IllegalArgumentException("null is no " + what + " of map " + spec.name());
        }
    }

    @Override
    public boolean exists() {
        try (Entries entries = entries()) {
            while (entries.next()) {
                if (values.unlessEnded(entries.value()) != null) {
                    return true;
                }
            }
        }
        return false;
    }

    @Override
    @SuppressWarnings("NullAway") // Spark's interface says null for a value that is not there.
    public Object getValue(Object userKey) {
        UnsafeRow found = values.find(store(), element(userKey));
        return found == null ? null : codec.object(found);
    }

    @Override
    public boolean containsKey(Object userKey) {
        return values.find(store(), element(userKey)) != null;
    }

    @Override
    public void updateValue(Object userKey, Object value) {
        required(value, "value");
        values.put(store(), element(userKey), codec.row(value));
    }

    @Override
    public void removeKey(Object userKey) {
        values.remove(store(), element(userKey));
    }

    @Override
    public void clear() {
        try (Entries entries = entries()) {
            while (entries.next()) {
                values.remove(store(), entries.key().copy());
            }
        }
    }

    private Entries entries() {
        return store().withPrefix(prefix.apply(new GenericInternalRow(new Object[] {key.row()})));
    }

    @Override
    public Iterator<Tuple2<Object, Object>> iterator() {
        return new All<>((userKey, value) -> new Tuple2<>(userKeys.object(userKey), codec.object(value)));
    }

    @Override
    public Iterator<Object> keys() {
        return new All<>((userKey, value) -> userKeys.object(userKey));
    }

    @Override
    public Iterator<Object> values() {
        return new All<>((userKey, value) -> codec.object(value));
    }

    @Override
    public void expire(DueKeys dueKeys) throws IOException {
        values.expire(store(), dueKeys);
    }

    /** Those that have not ended. */
    private final class All<T> extends AbstractIterator<T> {
        private final Entries entries = entries();
        private final BiFunction<UnsafeRow, UnsafeRow, T> made;
        private @Nullable T next;

        All(BiFunction<UnsafeRow, UnsafeRow, T> made) {
            this.made = made;
            walks.add(entries);
            advance();
        }

        private void advance() {
            next = null;
            while (next == null && entries.next()) {
                UnsafeRow value = values.unlessEnded(entries.value());
                if (value != null) {
                    next = made.apply(entries.key().getStruct(1, userKeys.columns()), value);
                }
            }
            if (next == null) {
                entries.close();
                walks.remove(entries);
            }
        }

        @Override
        public boolean hasNext() {
            return next != null;
        }

        @Override
        public T next() {
            T found = next;
            if (found == null) {
                throw new NoSuchElementException("the map has no more entries");
            }
            advance();
            return found;
        }
    }
}
