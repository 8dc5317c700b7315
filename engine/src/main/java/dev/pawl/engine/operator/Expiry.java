package dev.pawl.engine.operator;

import dev.pawl.engine.sink.OutputMode;
import dev.pawl.engine.state.EntryExpiry;
import dev.pawl.engine.step.Expressions;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.UnsafeProjection;
import org.jspecify.annotations.Nullable;

/** Which keys or rows lie behind the watermark: none, if no column of them is an event time. */
public final class Expiry {
    private static final long MICROS_PER_MILLI = 1000;

    /** Why keys are never forgotten. */
    static final String NO_TIME_IN_KEYS =
            "none of its keys is an event time with a watermark, so that no key is ever forgotten";

    private final Optional<Expressions> eventTime;

    /** Nothing ever lies behind the watermark. */
    public static Expiry never() {
        return new Expiry(Optional.empty());
    }

    /** @param eventTime microseconds since the epoch, bound to the columns of the key or row */
    public Expiry(Optional<Expression> eventTime) {
        this.eventTime = eventTime.map(time -> new Expressions(List.of(time)));
    }

    /** Why an aggregation by keys with this expiry remembers ever more. */
    static Optional<String> growthReason(Expiry ofKeys, OutputMode mode) {
        if (mode == OutputMode.COMPLETE) {
            return Optional.of("in complete mode every key is kept");
        }
        return ofKeys.isPossible() ? Optional.empty() : Optional.of(NO_TIME_IN_KEYS);
    }

    public boolean isPossible() {
        return eventTime.isPresent();
    }

    static long micros(long watermarkMs) {
        return watermarkMs * MICROS_PER_MILLI;
    }

    /** For one thread at a time. */
    public Instance instance() {
        return eventTime.map(time -> new Instance(time.projection())).orElseGet(() -> new Instance(null));
    }

    /** At work. */
    public static final class Instance {
        private final @Nullable UnsafeProjection time;

        private Instance(@Nullable UnsafeProjection time) {
            this.time = time;
        }

        /** Whether the time of a key or row is this one or earlier. */
        public boolean isBehind(InternalRow row, long watermarkMs) {
            return time != null && micros(row) <= Expiry.micros(watermarkMs);
        }

        /** Up to which watermark a key or row counts, microseconds. */
        long micros(InternalRow row) {
            if (time == null) {
                return EntryExpiry.NEVER;
            }
            InternalRow micros = time.apply(row);
            return micros.isNullAt(0) ? EntryExpiry.NEVER : micros.getLong(0);
        }
    }
}
