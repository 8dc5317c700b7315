package dev.pawl.pipeline;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.apache.spark.sql.catalyst.util.IntervalUtils$;
import org.apache.spark.unsafe.types.CalendarInterval;
import org.apache.spark.unsafe.types.UTF8String;

/** Times as Spark's users write them: {@code 5 seconds}, {@code interval 1 minute}. */
public final class Intervals {
    private static final long NANOS_PER_MICRO = 1000;

    private Intervals() {}

    /** Empty if it is none, negative, or made of months, whose length is not fixed. */
    public static Optional<Duration> parse(String text) {
        try {
            CalendarInterval interval = IntervalUtils$.MODULE$.stringToInterval(UTF8String.fromString(text.strip()));
            if (interval.months != 0) {
                return Optional.empty();
            }
            long micros = Math.addExact(interval.microseconds, TimeUnit.DAYS.toMicros(interval.days));
            return micros < 0
                    ? Optional.empty()
                    : Optional.of(Duration.ofNanos(Math.multiplyExact(micros, NANOS_PER_MICRO)));
        } catch (RuntimeException e) {
            return Optional.empty();
        }
    }
}
