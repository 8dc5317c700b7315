package dev.pawl.pipeline;

import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

/**
 * A trigger as pipeline files have it: {@code 5 seconds}, {@code available-now}, {@code once}, {@code continuous-batches}.
 *
 * @param interval zero for batches without a pause, and where the kind ends by itself
 */
public record TriggerText(Kind kind, Duration interval) {
    /** When batches start; by Spark's names. */
    public enum Kind {
        PROCESSING_TIME,
        AVAILABLE_NOW,
        ONCE
    }

    public static final TriggerText CONTINUOUS_BATCHES = new TriggerText(Kind.PROCESSING_TIME, Duration.ZERO);
    public static final TriggerText AVAILABLE_NOW = new TriggerText(Kind.AVAILABLE_NOW, Duration.ZERO);

    /** Empty if it is none. */
    static Optional<TriggerText> parse(String text) {
        return switch (text.strip().toLowerCase(Locale.ROOT)) {
            case "available-now" -> Optional.of(AVAILABLE_NOW);
            case "once" -> Optional.of(new TriggerText(Kind.ONCE, Duration.ZERO));
            case "continuous-batches" -> Optional.of(CONTINUOUS_BATCHES);
            default -> Intervals.parse(text).map(interval -> new TriggerText(Kind.PROCESSING_TIME, interval));
        };
    }
}
