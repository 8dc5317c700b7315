package dev.pawl.engine;

import dev.pawl.engine.run.Intervals;
import dev.pawl.engine.run.Trigger;
import java.util.Locale;
import java.util.Optional;

/** A trigger as pipeline files have it: {@code 5 seconds}, {@code available-now}, {@code once}, {@code continuous-batches}. */
final class TriggerText {
    private TriggerText() {}

    /** Empty if it is none. */
    static Optional<Trigger> parse(String text) {
        return switch (text.strip().toLowerCase(Locale.ROOT)) {
            case "available-now" -> Optional.of(Trigger.availableNow());
            case "once" -> Optional.of(Trigger.once());
            case "continuous-batches" -> Optional.of(Trigger.continuousBatches());
            default -> Intervals.parse(text).map(Trigger::processingTime);
        };
    }
}
