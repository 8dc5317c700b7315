package dev.pawl.engine.function;

import dev.pawl.checkpoint.row.KeyLayout;
import dev.pawl.engine.state.Entries;
import dev.pawl.engine.state.PartitionState;
import dev.pawl.engine.state.StateStore;
import dev.pawl.engine.state.StoreSpec;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.catalyst.expressions.UnsafeProjection;
import org.apache.spark.sql.catalyst.expressions.UnsafeRow;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/** The timers of all keys of a partition: found by their key and by their time. */
final class Timers {
    private static final String TIME = "expiryTimestampMs";

    private final Names names;
    private final int keyColumns;
    private final CurrentKey key;
    private final UnsafeProjection byKeyRow;
    private final UnsafeProjection byTimeRow;
    private final UnsafeProjection prefix;
    private final UnsafeRow nothing = TtlIndex.nothing();
    private @Nullable StateStore byKey;
    private @Nullable StateStore byTime;

    /** The two column families of the timers, as Spark names them. */
    record Names(String byKey, String byTime) {
        static Names of(boolean isEventTime) {
            String kind = isEventTime ? "$eventTimers" : "$procTimers";
            return new Names(kind + "_keyToTimestamp", kind + "_timestampToKey");
        }
    }

    Timers(boolean isEventTime, StructType keySchema, CurrentKey key) {
        this.names = Names.of(isEventTime);
        this.keyColumns = keySchema.length();
        this.key = key;
        this.byKeyRow = UnsafeProjection.create(byKey(keySchema));
        this.byTimeRow = UnsafeProjection.create(byTime(keySchema));
        this.prefix = UnsafeProjection.create(new StructType().add(VariableSpec.KEY, keySchema));
    }

    private static StructType byKey(StructType key) {
        return new StructType().add(VariableSpec.KEY, key).add(TIME, DataTypes.LongType, false);
    }

    private static StructType byTime(StructType key) {
        return new StructType().add(TIME, DataTypes.LongType, false).add(VariableSpec.KEY, key);
    }

    static List<StoreSpec> stores(boolean isEventTime, StructType key) {
        Names names = Names.of(isEventTime);
        StructType nothing = new StructType().add("__dummy__", DataTypes.NullType);
        StoreSpec.Family family = new StoreSpec.Family(new KeyLayout.PrefixScan(1), false, Optional.empty());
        return List.of(
                StoreSpec.family(names.byKey(), byKey(key), nothing, family),
                StoreSpec.familyByTime(names.byTime(), byTime(key), nothing));
    }

    void start(PartitionState state) {
        byKey = state.store(names.byKey());
        byTime = state.store(names.byTime());
    }

    private StateStore byKey() {
        return Objects.requireNonNull(byKey);
    }

    private StateStore byTime() {
        return Objects.requireNonNull(byTime);
    }

    private UnsafeRow byKeyRow(long timeMs) {
        return byKeyRow.apply(new GenericInternalRow(new Object[] {key.row(), timeMs}));
    }

    private UnsafeRow byTimeRow(long timeMs) {
        return byTimeRow.apply(new GenericInternalRow(new Object[] {timeMs, key.row()}));
    }

    /** One that is there already stays. */
    void register(long timeMs) {
        byKey().put(byKeyRow(timeMs), nothing);
        byTime().put(byTimeRow(timeMs), nothing);
    }

    /** One that is not there is no error. */
    void delete(long timeMs) {
        byKey().remove(byKeyRow(timeMs));
        byTime().remove(byTimeRow(timeMs));
    }

    /** Those of the current key. */
    List<Long> list() {
        List<Long> times = new ArrayList<>();
        try (Entries entries = byKey().withPrefix(prefix.apply(new GenericInternalRow(new Object[] {key.row()})))) {
            while (entries.next()) {
                times.add(entries.key().getLong(1));
            }
        }
        times.sort(null);
        return times;
    }

    /** Takes one timer whose time has come. */
    interface Fired {
        void accept(UnsafeRow itsKey, long timeMs) throws IOException;
    }

    /** Those that are due now, the earliest first; not those that are registered meanwhile. */
    void fire(long byMs, DueKeys dueKeys, Fired out) throws IOException {
        dueKeys.forEach(byTime(), byMs, this::order, order -> {
            long timeMs = ByteBuffer.wrap(order).getLong() ^ Long.MIN_VALUE;
            byte[] bytes = Arrays.copyOfRange(order, Long.BYTES, order.length);
            UnsafeRow itsKey = new UnsafeRow(keyColumns);
            itsKey.pointTo(bytes, bytes.length);
            out.accept(itsKey, timeMs);
        });
    }

    /** Negative times come first; of those at one time the keys decide, so that a batch that is run again fires as before. */
    private byte[] order(UnsafeRow byTimeKey) {
        byte[] itsKey = byTimeKey.getStruct(1, keyColumns).getBytes();
        return ByteBuffer.allocate(Long.BYTES + itsKey.length)
                .putLong(byTimeKey.getLong(0) ^ Long.MIN_VALUE)
                .put(itsKey)
                .array();
    }
}
