package dev.pawl.engine.function;

import java.sql.Date;
import java.util.NoSuchElementException;
import java.util.concurrent.TimeUnit;
import org.apache.spark.sql.catalyst.util.IntervalUtils;
import org.apache.spark.sql.streaming.GroupState;
import org.apache.spark.sql.streaming.GroupStateTimeout;
import org.apache.spark.unsafe.types.CalendarInterval;
import org.apache.spark.unsafe.types.UTF8String;
import org.jspecify.annotations.Nullable;
import scala.Option;

/** The state of one key while its function is called. */
final class KeyState implements GroupState<Object> {
    /** No timeout. */
    static final long NEVER = -1;

    private final GroupTimes times;
    private final boolean hasTimedOut;
    private @Nullable Object value;
    private boolean isUpdated;
    private boolean isRemoved;
    private long timeoutMs = NEVER;

    /**
     * What a batch says of times.
     *
     * @param hasWatermark whether rows have an event time
     */
    record GroupTimes(GroupStateTimeout timeout, long nowMs, long watermarkMs, boolean hasWatermark) {
        boolean isByClock() {
            return timeout == GroupStateTimeout.ProcessingTimeTimeout();
        }

        boolean isByEventTime() {
            return timeout == GroupStateTimeout.EventTimeTimeout();
        }
    }

    KeyState(GroupTimes times, boolean hasTimedOut, @Nullable Object value) {
        this.times = times;
        this.hasTimedOut = hasTimedOut;
        this.value = value;
    }

    boolean isUpdated() {
        return isUpdated;
    }

    boolean isRemoved() {
        return isRemoved;
    }

    long timeoutMs() {
        return timeoutMs;
    }

    /** Null if there is none. */
    @Nullable
    Object value() {
        return value;
    }

    @Override
    public boolean exists() {
        return value != null;
    }

    @Override
    public Object get() {
        if (value == null) {
            throw new NoSuchElementException("the key has no state, or it was removed: ask exists() first");
        }
        return value;
    }

    @Override
    public Option<Object> getOption() {
        return Option.apply(value);
    }

    @Override
    public void update(Object newValue) {
        if (newValue == null) {
            throw new IllegalArgumentException("null is no state: use remove()");
        }
        value = newValue;
        isUpdated = true;
        isRemoved = false;
    }

    @Override
    public void remove() {
        value = null;
        isUpdated = false;
        isRemoved = true;
    }

    @Override
    public boolean hasTimedOut() {
        return hasTimedOut;
    }

    @Override
    public void setTimeoutDuration(long durationMs) {
        if (!times.isByClock()) {
            throw new UnsupportedOperationException(
                    "a timeout after a duration needs GroupStateTimeout.ProcessingTimeTimeout()");
        }
        timeoutMs = times.nowMs() + positive(durationMs);
    }

    @Override
    public void setTimeoutDuration(String duration) {
        setTimeoutDuration(millis(duration));
    }

    @Override
    public void setTimeoutTimestamp(long timestampMs) {
        if (!times.isByEventTime()) {
            throw new UnsupportedOperationException(
                    "a timeout at an event time needs GroupStateTimeout.EventTimeTimeout()");
        }
        if (positive(timestampMs) < times.watermarkMs()) {
            throw new IllegalArgumentException(
                    "timeout " + timestampMs + " is before the watermark, which is " + times.watermarkMs());
        }
        timeoutMs = timestampMs;
    }

    @Override
    public void setTimeoutTimestamp(long timestampMs, String additionalDuration) {
        setTimeoutTimestamp(timestampMs + millis(additionalDuration));
    }

    @Override
    public void setTimeoutTimestamp(Date timestamp) {
        setTimeoutTimestamp(timestamp.getTime());
    }

    @Override
    public void setTimeoutTimestamp(Date timestamp, String additionalDuration) {
        setTimeoutTimestamp(timestamp.getTime() + millis(additionalDuration));
    }

    private static long positive(long millis) {
        if (millis <= 0) {
            throw new IllegalArgumentException("a timeout must be positive, was " + millis);
        }
        return millis;
    }

    private static long millis(String duration) {
        CalendarInterval interval = IntervalUtils.stringToInterval(UTF8String.fromString(duration));
        long millis = IntervalUtils.getDuration(interval, TimeUnit.MILLISECONDS, IntervalUtils.getDuration$default$3());
        if (millis < 0) {
            throw new IllegalArgumentException("duration " + duration + " is negative");
        }
        return millis;
    }

    @Override
    public long getCurrentWatermarkMs() {
        if (!times.hasWatermark()) {
            throw new UnsupportedOperationException("the rows of the query have no watermark");
        }
        return times.watermarkMs();
    }

    @Override
    public long getCurrentProcessingTimeMs() {
        return times.nowMs();
    }
}
