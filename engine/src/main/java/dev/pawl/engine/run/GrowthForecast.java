package dev.pawl.engine.run;

import dev.pawl.engine.state.StateSize;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.function.Supplier;

/** Looks at the size of the state now and then, and says where it leads. */
final class GrowthForecast {
    /** A size says little of a rate sooner than after this. */
    private static final Duration INTERVAL = Duration.ofSeconds(10);

    /** What was longer ago says little of what is to come. */
    private static final Duration MEMORY = Duration.ofMinutes(10);

    /** Later than that nothing is foretold. */
    private static final Duration HORIZON = Duration.ofDays(3650);

    private static final double MILLIS_PER_HOUR = Duration.ofHours(1).toMillis();

    private final Supplier<StateSize> sizes;
    private final Deque<Sample> samples = new ArrayDeque<>();
    private Optional<StateGrowth> latest = Optional.empty();

    private record Sample(Instant when, StateSize size) {}

    GrowthForecast(Supplier<StateSize> sizes) {
        this.sizes = sizes;
    }

    /** After a batch; empty until there is something to compare with. */
    Optional<StateGrowth> at(Instant now) {
        Sample last = samples.peekLast();
        if (last == null || !now.isBefore(last.when().plus(INTERVAL))) {
            samples.add(new Sample(now, sizes.get()));
            while (samples.getFirst().when().isBefore(now.minus(MEMORY)) && samples.size() > 2) {
                samples.removeFirst();
            }
            latest = growth();
        }
        return latest;
    }

    private Optional<StateGrowth> growth() {
        if (samples.size() < 2) {
            return Optional.empty();
        }
        Sample first = samples.getFirst();
        Sample last = samples.getLast();
        double hours = Duration.between(first.when(), last.when()).toMillis() / MILLIS_PER_HOUR;
        double bytesPerHour = (last.size().bytes() - first.size().bytes()) / hours;
        double hoursLeft = (last.size().memoryBytesMax() - last.size().memoryBytes()) / bytesPerHour;
        boolean isForeseen = bytesPerHour > 0 && hoursLeft >= 0 && hoursLeft * MILLIS_PER_HOUR < HORIZON.toMillis();
        return Optional.of(new StateGrowth(
                last.size(),
                Math.round((last.size().rows() - first.size().rows()) / hours),
                Math.round(bytesPerHour),
                isForeseen
                        ? Optional.of(last.when().plusMillis((long) (hoursLeft * MILLIS_PER_HOUR)))
                        : Optional.empty()));
    }
}
