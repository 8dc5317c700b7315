package dev.pawl.engine.run;

import dev.pawl.pipeline.Intervals;
import java.time.Duration;

/** When a query starts its next batch; by Spark's names. */
public record Trigger(Kind kind, Duration interval) {
    /** The choices Spark has. */
    public enum Kind {
        /** A batch at most every so often. */
        PROCESSING_TIME,
        /** What is there now, in as many batches as the sources' limits make of it; then the query ends. */
        AVAILABLE_NOW,
        /** What is there now, in one batch; then the query ends. */
        ONCE
    }

    public Trigger {
        if (interval.isNegative()) {
            throw new IllegalArgumentException("the interval of a trigger must not be negative, was " + interval);
        }
    }

    /** One batch after the other, as long as there is something to read. */
    public static Trigger continuousBatches() {
        return processingTime(Duration.ZERO);
    }

    public static Trigger processingTime(Duration interval) {
        return new Trigger(Kind.PROCESSING_TIME, interval);
    }

    /** @param interval such as {@code 5 seconds} */
    public static Trigger processingTime(String interval) {
        return Intervals.parse(interval)
                .map(Trigger::processingTime)
                .orElseThrow(() -> new IllegalArgumentException(
                        "a time such as \"5 seconds\" is needed, was \"" + interval + "\""));
    }

    public static Trigger availableNow() {
        return new Trigger(Kind.AVAILABLE_NOW, Duration.ZERO);
    }

    public static Trigger once() {
        return new Trigger(Kind.ONCE, Duration.ZERO);
    }

    boolean endsByItself() {
        return kind != Kind.PROCESSING_TIME;
    }
}
