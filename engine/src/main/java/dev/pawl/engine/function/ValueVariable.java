package dev.pawl.engine.function;

import dev.pawl.engine.state.PartitionState;
import dev.pawl.engine.state.StateStore;
import java.io.IOException;
import java.time.Duration;
import java.util.Objects;
import org.apache.spark.sql.catalyst.expressions.UnsafeRow;
import org.apache.spark.sql.streaming.ValueState;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/** One value for each key. */
final class ValueVariable implements Variable, ValueState<Object> {
    private static final long serialVersionUID = 1;

    private final transient VariableSpec spec;
    private final transient CurrentKey key;
    private final transient ObjectCodec codec;
    private final transient EndingValues values;
    private transient @Nullable StateStore store;

    ValueVariable(VariableSpec spec, StructType keySchema, CurrentKey key) {
        this.spec = spec;
        this.key = key;
        this.codec = ObjectCodec.of(spec.value());
        this.values = new EndingValues(spec, keySchema);
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

    @Override
    public void remember(Duration ttl) {
        values.remember(ttl);
    }

    private StateStore store() {
        return Objects.requireNonNull(store);
    }

    @Override
    public boolean exists() {
        return values.find(store(), key.row()) != null;
    }

    @Override
    @SuppressWarnings("NullAway") // Spark's interface says null for a value that is not there.
    public Object get() {
        UnsafeRow found = values.find(store(), key.row());
        return found == null ? null : codec.object(found);
    }

    @Override
    public void update(Object value) {
        values.put(store(), key.row(), codec.row(value));
    }

    @Override
    public void clear() {
        values.remove(store(), key.row());
    }

    @Override
    public void expire(DueKeys dueKeys) throws IOException {
        values.expire(store(), dueKeys);
    }
}
