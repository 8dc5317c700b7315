package dev.pawl.engine.run;

import dev.pawl.engine.step.EventTimes;
import java.util.Arrays;
import java.util.List;

/** The watermark of a query: it follows the event times of all its inputs, and never goes back. */
final class Watermark {
    private static final long UNSEEN = Long.MIN_VALUE;

    private final boolean isMax;
    private final long[] byInput;
    private long current;

    /** @param policy {@code min} or {@code max}: whether the slowest or the fastest input decides */
    Watermark(String policy, int inputs, long current) {
        this.isMax = policy.equals("max");
        this.byInput = new long[inputs];
        Arrays.fill(byInput, UNSEEN);
        this.current = current;
    }

    long currentMs() {
        return current;
    }

    /** Takes the event times of a batch into account. */
    void advance(List<EventTimes> seen, List<Long> delaysMs) {
        for (int i = 0; i < byInput.length; i++) {
            // An input that never had a row holds the watermark back at 0, as in Spark.
            long reached = seen.get(i).count() > 0 ? seen.get(i).max() - delaysMs.get(i) : 0;
            boolean isFirst = byInput[i] == UNSEEN;
            if (isFirst || (seen.get(i).count() > 0 && reached > byInput[i])) {
                byInput[i] = reached;
            }
        }
        if (byInput.length > 0) {
            long chosen = byInput[0];
            for (long each : byInput) {
                chosen = isMax ? Math.max(chosen, each) : Math.min(chosen, each);
            }
            current = Math.max(current, chosen);
        }
    }
}
