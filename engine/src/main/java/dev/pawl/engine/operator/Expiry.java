package dev.pawl.engine.operator;

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

    private final Optional<Expressions> eventTime;

    /** Nothing ever lies behind the watermark. */
    public static Expiry never() {
        return new Expiry(Optional.empty());
    }

    /** @param eventTime microseconds since the epoch, bound to the columns of the key or row */
    public Expiry(Optional<Expression> eventTime) {
        this.eventTime = eventTime.map(time -> new Expressions(List.of(time)));
    }

    public boolean isPossible() {
        return eventTime.isPresent();
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
            if (time == null) {
                return false;
            }
            InternalRow micros = time.apply(row);
            return !micros.isNullAt(0) && micros.getLong(0) <= watermarkMs * MICROS_PER_MILLI;
        }
    }
}
