package dev.pawl.engine.operator;

import dev.pawl.engine.state.Entries;
import dev.pawl.engine.state.EntryExpiry;
import dev.pawl.engine.state.PartitionState;
import dev.pawl.engine.state.StateStore;
import dev.pawl.engine.state.StoreSpec;
import dev.pawl.engine.step.Expressions;
import dev.pawl.engine.step.RowConsumer;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.catalyst.expressions.UnsafeProjection;
import org.apache.spark.sql.catalyst.expressions.UnsafeRow;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/** Lets the first row of each key through: {@code dropDuplicates}, with or without an end to its memory. */
public final class DeduplicateOperator implements Operator {
    private static final long MICROS_PER_MILLI = 1000;

    private final List<Expression> keys;
    private final StructType key;
    private final StructType row;
    private final Expiry lateness;
    private final Expiry expiry;
    private final Optional<Lifetime> lifetime;

    /**
     * How long a key is remembered where that does not follow from the key.
     *
     * @param eventTime of the row, microseconds, bound to its columns
     * @param delayMs after the event time
     */
    public record Lifetime(Expression eventTime, long delayMs) {}

    /**
     * @param keys bound to the columns of the rows
     * @param lateness the event time of the rows
     * @param expiry that of the keys
     * @param lifetime for {@code dropDuplicatesWithinWatermark}
     */
    public DeduplicateOperator(
            List<Expression> keys,
            StructType key,
            StructType row,
            Expiry lateness,
            Expiry expiry,
            Optional<Lifetime> lifetime) {
        this.keys = List.copyOf(keys);
        this.key = key;
        this.row = row;
        this.lateness = lateness;
        this.expiry = expiry;
        this.lifetime = lifetime;
    }

    @Override
    public String name() {
        return lifetime.isPresent() ? "dedupeWithinWatermark" : "dedupe";
    }

    private StructType value() {
        return lifetime.isPresent()
                ? new StructType().add("expiresAtMicros", DataTypes.LongType, false)
                : new StructType().add("__dummy__", DataTypes.NullType, true);
    }

    @Override
    public List<StoreSpec> stores() {
        return List.of(new StoreSpec(StoreSpec.DEFAULT, key, value(), 0));
    }

    @Override
    public List<Inflow> inflows() {
        return List.of(new RowsByKey(keys, row));
    }

    @Override
    public KeyHash keyHash() {
        return new KeyHash(key, key.length());
    }

    @Override
    public boolean actsOnWatermark(long fromMs, long toMs) {
        return toMs > fromMs;
    }

    @Override
    public Optional<String> growthReason() {
        boolean hasEnd = lifetime.isPresent() || expiry.isPossible();
        return hasEnd ? Optional.empty() : Optional.of(Expiry.NO_TIME_IN_KEYS);
    }

    @Override
    public String describe() {
        return "Deduplicate by " + new Expressions(keys).describe();
    }

    @Override
    public OperatorInstance instance() {
        return new Instance();
    }

    private final class Instance implements OperatorInstance {
        private final Expiry.Instance late = lateness.instance();
        private final EntryExpiry entryExpiry = entryExpiry();
        private final @Nullable UnsafeProjection eventTime = lifetime.map(
                        life -> new Expressions(List.of(life.eventTime())).projection())
                .orElse(null);
        private final UnsafeProjection remembered = UnsafeProjection.create(value());
        private final GenericInternalRow content = new GenericInternalRow(1);
        private @Nullable StateStore store;
        private EventTimeBounds bounds = new EventTimeBounds(0, 0);
        private RowConsumer out = given -> {};
        private long lateRows;
        private long updated;
        private long removed;

        private EntryExpiry entryExpiry() {
            return lifetime.isPresent()
                    ? EntryExpiry.ofValue(value -> value.getLong(0))
                    : EntryExpiry.ofKey(expiry.instance()::micros);
        }

        private StateStore store() {
            return java.util.Objects.requireNonNull(store);
        }

        @Override
        public void start(Optional<PartitionState> state, EventTimeBounds itsBounds, RowConsumer itsOut) {
            store = state.orElseThrow().store(StoreSpec.DEFAULT);
            store.expireBy(entryExpiry);
            bounds = itsBounds;
            out = itsOut;
            lateRows = 0;
            updated = 0;
            removed = 0;
        }

        @Override
        public void accept(int side, UnsafeRow itsKey, UnsafeRow given) throws IOException {
            if (late.isBehind(given, bounds.lateMs())) {
                lateRows++;
                return;
            }
            if (store().get(itsKey) != null) {
                return;
            }
            if (eventTime != null) {
                long until = lifetime.orElseThrow().delayMs() * MICROS_PER_MILLI
                        + eventTime.apply(given).getLong(0);
                content.update(0, until);
            }
            store().put(itsKey, remembered.apply(content));
            updated++;
            out.accept(given);
        }

        @Override
        public OperatorCounts finish() {
            if (lifetime.isPresent() || expiry.isPossible()) {
                try (Entries expiredKeys = store().expired(Expiry.micros(bounds.evictMs()))) {
                    while (expiredKeys.next()) {
                        store().remove(expiredKeys.key());
                        removed++;
                    }
                }
            }
            return new OperatorCounts(updated, removed, lateRows);
        }
    }
}
