package dev.pawl.engine.run;

import dev.pawl.engine.step.EventTimes;
import java.util.Arrays;
import java.util.List;

/** The watermark of a query: it follows the event times of all its inputs, and never goes back. */
final class Watermark {
    private static final long UNSEEN = Long.MIN_VALUE;

    private final boolean isMax;
    /** Which of the inputs each step watches. */
    private final int[] inputs;

    private final long[] byInput;
    private long current;

    /**
     * @param policy {@code min} or {@code max}: whether the slowest or the fastest input decides
     * @param declarations of each step that watches: steps of one declaration see one input, as the copies of a view do
     */
    Watermark(String policy, List<?> declarations, long current) {
        this.isMax = policy.equals("max");
        List<?> distinct = declarations.stream().distinct().toList();
        this.inputs = declarations.stream().mapToInt(distinct::indexOf).toArray();
        this.byInput = new long[distinct.size()];
        Arrays.fill(byInput, UNSEEN);
        this.current = current;
    }

    long currentMs() {
        return current;
    }

    /** Takes the event times of a batch into account. */
    void advance(List<EventTimes> seen, List<Long> delaysMs) {
        for (int i = 0; i < inputs.length; i++) {
            if (seen.get(i).count() > 0) {
                int input = inputs[i];
                byInput[input] = Math.max(byInput[input], seen.get(i).max() - delaysMs.get(i));
            }
        }
        for (int input = 0; input < byInput.length; input++) {
            if (byInput[input] == UNSEEN) {
                // One that never had a row holds the watermark back at 0, as in Spark.
                byInput[input] = 0;
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
