package dev.pawl.engine.operator;

import dev.pawl.engine.step.Expressions;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.UnsafeProjection;

/** Which keys of an operator lie behind the watermark: none, if no column of the key is an event time. */
public final class KeyExpiry {
    private static final long MICROS_PER_MILLI = 1000;

    private final Optional<Expressions> eventTime;

    /** @param eventTime microseconds since the epoch, bound to the columns of the key */
    public KeyExpiry(Optional<Expression> eventTime) {
        this.eventTime = eventTime.map(time -> new Expressions(List.of(time)));
    }

    boolean isPossible() {
        return eventTime.isPresent();
    }

    /** For one thread at a time. */
    Instance instance() {
        return eventTime.map(time -> new Instance(time.projection())).orElseGet(() -> new Instance(null));
    }

    /** At work. */
    static final class Instance {
        private final @org.jspecify.annotations.Nullable UnsafeProjection time;

        private Instance(@org.jspecify.annotations.Nullable UnsafeProjection time) {
            this.time = time;
        }

        /** Whether the time of a key is this one or earlier. */
        boolean isBehind(InternalRow key, long watermarkMs) {
            if (time == null) {
                return false;
            }
            InternalRow micros = time.apply(key);
            return !micros.isNullAt(0) && micros.getLong(0) <= watermarkMs * MICROS_PER_MILLI;
        }
    }
}
