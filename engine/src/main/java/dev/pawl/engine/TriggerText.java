package dev.pawl.engine;

import dev.pawl.engine.run.Trigger;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.apache.spark.sql.catalyst.util.IntervalUtils$;
import org.apache.spark.unsafe.types.CalendarInterval;
import org.apache.spark.unsafe.types.UTF8String;

/** A trigger as users write it: {@code 5 seconds}, {@code available-now}, {@code once}, {@code continuous-batches}. */
final class TriggerText {
    private TriggerText() {}

    /** Empty if it is none. */
    static Optional<Trigger> parse(String text) {
        return switch (text.strip().toLowerCase(Locale.ROOT)) {
            case "available-now" -> Optional.of(Trigger.availableNow());
            case "once" -> Optional.of(Trigger.once());
            case "continuous-batches" -> Optional.of(Trigger.continuousBatches());
            default -> interval(text).map(Trigger::processingTime);
        };
    }

    private static Optional<Duration> interval(String text) {
        try {
            CalendarInterval interval = IntervalUtils$.MODULE$.stringToInterval(UTF8String.fromString(text.strip()));
            if (interval.months != 0) {
                return Optional.empty();
            }
            long micros = Math.addExact(interval.microseconds, TimeUnit.DAYS.toMicros(interval.days));
            return micros < 0 ? Optional.empty() : Optional.of(Duration.ofNanos(Math.multiplyExact(micros, 1000L)));
        } catch (RuntimeException e) {
            return Optional.empty();
        }
    }
}
