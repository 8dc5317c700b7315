package dev.pawl.engine.function;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.pawl.checkpoint.json.Json;
import dev.pawl.engine.operator.EventTimeBounds;
import dev.pawl.engine.operator.Inflow;
import dev.pawl.engine.operator.KeyHash;
import dev.pawl.engine.operator.Operator;
import dev.pawl.engine.operator.OperatorCounts;
import dev.pawl.engine.operator.OperatorInstance;
import dev.pawl.engine.state.PartitionState;
import dev.pawl.engine.state.StoreSpec;
import dev.pawl.engine.step.Expressions;
import dev.pawl.engine.step.RowConsumer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.LongSupplier;
import org.apache.spark.sql.catalyst.expressions.UnsafeRow;
import org.apache.spark.sql.streaming.ExpiredTimerInfo;
import org.apache.spark.sql.streaming.OutputMode;
import org.apache.spark.sql.streaming.StatefulProcessor;
import org.apache.spark.sql.streaming.TimeMode;
import org.apache.spark.sql.streaming.TimerValues;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/** {@code transformWithState}: a processor with variables and timers, in the column families that Spark keeps them in. */
public final class TransformOperator implements Operator {
    private final GroupedInput input;
    private final CopiedProcessor processor;
    private final String processorName;
    private final TimeMode timeMode;
    private final OutputMode outputMode;
    private final LongSupplier batchTimeMs;
    private final List<VariableSpec> variables;
    private final Expressions results;

    /** @param batchTimeMs the time of the batch that runs */
    public TransformOperator(
            GroupedInput input,
            StatefulProcessor<Object, Object, Object> processor,
            TimeMode timeMode,
            OutputMode outputMode,
            LongSupplier batchTimeMs) {
        this.input = input;
        this.processor = new CopiedProcessor(processor);
        this.processorName = processor.getClass().getSimpleName();
        this.timeMode = timeMode;
        this.outputMode = outputMode;
        this.batchTimeMs = batchTimeMs;
        this.variables = declared();
        this.results = new Expressions(input.result());
    }

    private List<VariableSpec> declared() {
        StatefulProcessor<Object, Object, Object> copy = processor.copy();
        DeclaringHandle handle = new DeclaringHandle(timeMode, input.key());
        copy.setHandle(handle);
        copy.init(outputMode, timeMode);
        copy.close();
        return List.copyOf(handle.declared());
    }

    private boolean isEventTime() {
        return timeMode == TimeMode.EventTime();
    }

    private boolean hasTimers() {
        return timeMode != TimeMode.None();
    }

    @Override
    public String name() {
        return "transformWithStateExec";
    }

    @Override
    public List<StoreSpec> stores() {
        List<StoreSpec> stores = new ArrayList<>();
        StructType unused = new StructType().add("value", DataTypes.BinaryType);
        stores.add(StoreSpec.family(StoreSpec.DEFAULT, input.key(), unused, false));
        variables.forEach(variable -> stores.addAll(variable.stores(input.key())));
        if (hasTimers()) {
            stores.addAll(Timers.stores(isEventTime(), input.key()));
        }
        return stores;
    }

    @Override
    public Optional<String> properties() {
        ObjectNode json = Json.object();
        json.put("timeMode", timeMode.toString()).put("outputMode", outputMode.toString());
        ArrayNode all = json.putArray("stateVariables");
        for (VariableSpec variable : variables) {
            describe(all, variable.name(), variable.kind().sparkName(), variable.hasTtl());
        }
        if (hasTimers()) {
            describe(all, Timers.Names.of(isEventTime()).byKey(), "TimerState", false);
        }
        return Optional.of(Json.format(json));
    }

    private static void describe(ArrayNode all, String name, String kind, boolean hasTtl) {
        all.addObject().put("stateName", name).put("stateVariableType", kind).put("ttlEnabled", hasTtl);
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
        return isEventTime() && toMs > fromMs;
    }

    @Override
    public OptionalLong dueBy(long nowMs) {
        return timeMode == TimeMode.ProcessingTime() ? OptionalLong.of(nowMs) : OptionalLong.empty();
    }

    @Override
    public String describe() {
        return "TransformWithState " + processorName;
    }

    @Override
    public OperatorInstance instance() {
        return new Instance();
    }

    private final class Instance implements OperatorInstance {
        private final PartitionRows rows = new PartitionRows(input, results);
        private final WorkingHandle handle =
                new WorkingHandle(variables, input.key(), hasTimers() ? isEventTime() : null);
        private @Nullable StatefulProcessor<Object, Object, Object> working;
        private Times times = new Times(0, 0);

        @Override
        public void start(Optional<PartitionState> state, EventTimeBounds bounds, RowConsumer out) {
            rows.start(bounds, out);
            times = new Times(batchTimeMs.getAsLong(), bounds.evictMs());
            handle.start(state.orElseThrow(), times.nowMs());
            StatefulProcessor<Object, Object, Object> copy = processor.copy();
            copy.setHandle(handle);
            copy.init(outputMode, timeMode);
            handle.initialized();
            working = copy;
        }

        @Override
        public void accept(int side, UnsafeRow key, UnsafeRow row) throws IOException {
            if (isEventTime()) {
                rows.addInTime(key, row);
            } else {
                rows.add(key, row);
            }
        }

        @Override
        public void giveUp() throws IOException {
            rows.close();
            StatefulProcessor<Object, Object, Object> own = working;
            if (own != null) {
                working = null;
                own.close();
            }
        }

        @Override
        public OperatorCounts finish() throws IOException {
            StatefulProcessor<Object, Object, Object> own = Objects.requireNonNull(working);
            long keys = rows.forEach((key, values) -> {
                handle.turnTo(key);
                rows.give(own.handleInputRows(rows.object(key), values, times));
                handle.leaveKey();
            });
            long fired = fire(own);
            handle.expire(rows.dueKeys());
            own.close();
            working = null;
            return new OperatorCounts(keys + fired, 0, rows.lateRows());
        }

        private long fire(StatefulProcessor<Object, Object, Object> own) throws IOException {
            long[] fired = new long[1];
            handle.fire(isEventTime() ? times.watermarkMs() : times.nowMs(), rows.dueKeys(), (key, timeMs) -> {
                handle.turnTo(key);
                rows.give(own.handleExpiredTimer(rows.object(key), times, new Expired(timeMs)));
                handle.deleteTimer(timeMs);
                handle.leaveKey();
                fired[0]++;
            });
            return fired[0];
        }
    }

    private record Times(long nowMs, long watermarkMs) implements TimerValues {
        @Override
        public long getCurrentProcessingTimeInMs() {
            return nowMs;
        }

        @Override
        public long getCurrentWatermarkInMs() {
            return watermarkMs;
        }
    }

    private record Expired(long timeMs) implements ExpiredTimerInfo {
        @Override
        public long getExpiryTimeInMs() {
            return timeMs;
        }
    }
}
