package dev.pawl.engine.operator;

import dev.pawl.engine.state.PartitionState;
import dev.pawl.engine.state.StateStore;
import dev.pawl.engine.state.StoreSpec;
import dev.pawl.engine.step.RowConsumer;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.catalyst.expressions.UnsafeProjection;
import org.apache.spark.sql.catalyst.expressions.UnsafeRow;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/** {@code LIMIT} on a stream: counts the rows of all batches. */
public final class LimitOperator implements Operator {
    private static final StructType KEY = new StructType().add("key", DataTypes.NullType, true);
    private static final StructType VALUE = new StructType().add("value", DataTypes.LongType, true);

    private final long limit;
    private final StructType row;

    public LimitOperator(long limit, StructType row) {
        this.limit = limit;
        this.row = row;
    }

    @Override
    public String name() {
        return "globalLimit";
    }

    @Override
    public List<StoreSpec> stores() {
        return List.of(new StoreSpec(StoreSpec.DEFAULT, KEY, VALUE, 0));
    }

    @Override
    public List<Inflow> inflows() {
        return List.of(new RowsByKey(List.of(), row));
    }

    @Override
    public KeyHash keyHash() {
        return KeyHash.NONE;
    }

    @Override
    public boolean actsOnWatermark(long fromMs, long toMs) {
        return false;
    }

    @Override
    public String describe() {
        return "Limit " + limit;
    }

    @Override
    public OperatorInstance instance() {
        UnsafeProjection keys = UnsafeProjection.create(KEY);
        UnsafeProjection counts = UnsafeProjection.create(VALUE);
        UnsafeRow onlyKey = keys.apply(new GenericInternalRow(1));
        return new OperatorInstance() {
            private @Nullable StateStore store;
            private RowConsumer out = given -> {};
            private long before;
            private long count;

            @Override
            public void start(Optional<PartitionState> state, EventTimeBounds bounds, RowConsumer itsOut) {
                store = state.orElseThrow().store(StoreSpec.DEFAULT);
                UnsafeRow known = store.get(onlyKey);
                before = known == null ? 0 : known.getLong(0);
                count = before;
                out = itsOut;
            }

            @Override
            public void accept(int side, UnsafeRow key, UnsafeRow given) throws IOException {
                if (count < limit) {
                    count++;
                    out.accept(given);
                }
            }

            @Override
            public OperatorCounts finish() {
                if (count > before) {
                    java.util.Objects.requireNonNull(store)
                            .put(onlyKey, counts.apply(new GenericInternalRow(new Object[] {count})));
                }
                return new OperatorCounts(count > before ? 1 : 0, 0, 0);
            }
        };
    }
}
