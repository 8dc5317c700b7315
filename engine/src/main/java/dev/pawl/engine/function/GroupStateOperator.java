package dev.pawl.engine.function;

import dev.pawl.engine.function.KeyState.GroupTimes;
import dev.pawl.engine.operator.EventTimeBounds;
import dev.pawl.engine.operator.Inflow;
import dev.pawl.engine.operator.KeyHash;
import dev.pawl.engine.operator.Operator;
import dev.pawl.engine.operator.OperatorCounts;
import dev.pawl.engine.operator.OperatorInstance;
import dev.pawl.engine.state.PartitionState;
import dev.pawl.engine.state.StateStore;
import dev.pawl.engine.state.StoreSpec;
import dev.pawl.engine.step.Expressions;
import dev.pawl.engine.step.RowConsumer;
import java.io.IOException;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.LongSupplier;
import org.apache.spark.sql.Encoder;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.catalyst.expressions.UnsafeProjection;
import org.apache.spark.sql.catalyst.expressions.UnsafeRow;
import org.apache.spark.sql.streaming.GroupState;
import org.apache.spark.sql.streaming.GroupStateTimeout;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;
import scala.collection.Iterator;
import scala.collection.Iterator$;

/** {@code flatMapGroupsWithState}: one object of state for each key, in Spark's format 2. */
public final class GroupStateOperator implements Operator {
    private static final int TIMEOUT = 1;

    private final GroupedInput input;
    private final Function function;
    private final Encoder<?> state;
    private final GroupStateTimeout timeout;
    private final LongSupplier batchTimeMs;
    private final Expressions results;

    /** What is called for a key. */
    public interface Function {
        Iterator<Object> call(Object key, Iterator<Object> values, GroupState<Object> state);
    }

    /** @param batchTimeMs the time of the batch that runs */
    public GroupStateOperator(
            GroupedInput input,
            Function function,
            Encoder<?> state,
            GroupStateTimeout timeout,
            LongSupplier batchTimeMs) {
        this.input = input;
        this.function = function;
        this.state = state;
        this.timeout = timeout;
        this.batchTimeMs = batchTimeMs;
        this.results = new Expressions(input.result());
    }

    @Override
    public String name() {
        return "flatMapGroupsWithState";
    }

    private boolean hasTimeout() {
        return timeout != GroupStateTimeout.NoTimeout();
    }

    private StructType value() {
        StructType value = new StructType().add("groupState", state.schema(), true);
        return hasTimeout() ? value.add("timeoutTimestamp", DataTypes.LongType, false) : value;
    }

    @Override
    public List<StoreSpec> stores() {
        StoreSpec store = new StoreSpec(StoreSpec.DEFAULT, input.key(), value(), 0);
        return List.of(hasTimeout() ? store.dueAt(TIMEOUT) : store);
    }

    @Override
    public List<Inflow> inflows() {
        return List.of(input.inflow());
    }

    @Override
    public KeyHash keyHash() {
        return new KeyHash(input.key(), input.key().length());
    }

    @Override
    public boolean actsOnWatermark(long fromMs, long toMs) {
        return timeout == GroupStateTimeout.EventTimeTimeout() && toMs > fromMs;
    }

    @Override
    public OptionalLong dueBy(long nowMs) {
        // A timeout is over when its time has passed.
        return timeout == GroupStateTimeout.ProcessingTimeTimeout() ? OptionalLong.of(nowMs - 1) : OptionalLong.empty();
    }

    @Override
    public String describe() {
        return "FlatMapGroupsWithState";
    }

    @Override
    public OperatorInstance instance() {
        return new Instance();
    }

    private final class Instance implements OperatorInstance {
        private final PartitionRows rows = new PartitionRows(input, results);
        private final ObjectCodec codec = ObjectCodec.of(state);
        private final UnsafeProjection stored = UnsafeProjection.create(value());
        private final GenericInternalRow content = new GenericInternalRow(hasTimeout() ? 2 : 1);
        private @Nullable StateStore store;
        private GroupTimes times = new GroupTimes(timeout, 0, 0, false);
        private long updated;
        private long removed;

        private StateStore store() {
            return Objects.requireNonNull(store);
        }

        @Override
        public void start(Optional<PartitionState> itsState, EventTimeBounds bounds, RowConsumer out) {
            store = itsState.orElseThrow().store(StoreSpec.DEFAULT);
            rows.start(bounds, out);
            times = new GroupTimes(
                    timeout,
                    batchTimeMs.getAsLong(),
                    bounds.evictMs(),
                    input.lateness().isPossible());
            updated = 0;
            removed = 0;
        }

        @Override
        public void accept(int side, UnsafeRow key, UnsafeRow row) throws IOException {
            if (times.isByEventTime()) {
                rows.addInTime(key, row);
            } else {
                rows.add(key, row);
            }
        }

        @Override
        public OperatorCounts finish() throws IOException {
            rows.forEach((key, values) -> call(key, values, false));
            timeOut();
            return new OperatorCounts(updated, removed, rows.lateRows());
        }

        @Override
        public void giveUp() throws IOException {
            rows.close();
        }

        /** Those whose time is over, after all that had rows. */
        private void timeOut() throws IOException {
            if (!hasTimeout()) {
                return;
            }
            long over = times.isByClock() ? times.nowMs() : times.watermarkMs();
            rows.dueKeys()
                    .forEach(
                            store(),
                            over - 1,
                            UnsafeRow::getBytes,
                            key -> call(rows.key(key), Iterator$.MODULE$.empty(), true));
        }

        private void call(UnsafeRow key, Iterator<Object> values, boolean hasTimedOut) throws IOException {
            UnsafeRow before = store().get(key);
            Object value = null;
            long timeoutThen = KeyState.NEVER;
            if (before != null) {
                value = before.isNullAt(0) ? null : codec.object(before.getStruct(0, codec.columns()));
                timeoutThen = hasTimeout() ? before.getLong(TIMEOUT) : KeyState.NEVER;
            }
            KeyState current = new KeyState(times, hasTimedOut, value);
            rows.give(function.call(rows.object(key), values, current));
            if (current.isRemoved() && current.timeoutMs() == KeyState.NEVER) {
                store().remove(key);
                removed++;
            } else if (current.isUpdated() || current.isRemoved() || current.timeoutMs() != timeoutThen) {
                put(key, current);
                updated++;
            }
        }

        private void put(UnsafeRow key, KeyState current) {
            Object value = current.value();
            content.update(0, value == null ? null : codec.row(value));
            if (hasTimeout()) {
                content.update(TIMEOUT, current.timeoutMs());
            }
            store().put(key, stored.apply(content));
        }
    }
}
