package dev.pawl.pipeline;

import dev.pawl.checkpoint.error.ErrorKind;
import dev.pawl.checkpoint.error.PawlException;
import java.time.Duration;
import java.util.Random;

/** When a query that failed again and again is started again: the pauses grow. */
public final class Restarts {
    private static final Duration PAUSE_FIRST = Duration.ofSeconds(1);
    private static final Duration PAUSE_MAX = Duration.ofMinutes(1);

    private final Random jitter;
    private Duration pause = PAUSE_FIRST;

    /** @param jitter queries that failed together shall not come back together */
    public Restarts(Random jitter) {
        this.jitter = jitter;
    }

    /** How long to wait before the next start. */
    public Duration nextPause() {
        long millis = (long) (pause.toMillis() * (0.8 + 0.4 * jitter.nextDouble()));
        Duration doubled = pause.multipliedBy(2);
        pause = doubled.compareTo(PAUSE_MAX) < 0 ? doubled : PAUSE_MAX;
        return Duration.ofMillis(millis);
    }

    /** Whether a query that failed so may do better when it is started again. */
    public static boolean canHelp(RuntimeException problem) {
        if (!(problem instanceof PawlException known)) {
            return false;
        }
        ErrorKind kind = known.code().kind();
        return kind == ErrorKind.UNAVAILABLE || kind == ErrorKind.OUTCOME_UNKNOWN;
    }
}
