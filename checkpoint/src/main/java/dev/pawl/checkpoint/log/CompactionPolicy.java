package dev.pawl.checkpoint.log;

import java.time.Duration;

/**
 * When a log that grows is folded into one file, and when the folded files go.
 *
 * @param interval batches from one compaction to the next, for a log that has none yet
 * @param batchesRetained how many of the last batches must stay readable
 * @param cleanupDelay how long a file stays after it was last needed, for readers that are slow
 */
public record CompactionPolicy(int interval, int batchesRetained, Duration cleanupDelay) {
    /** Spark's defaults. */
    public static final CompactionPolicy DEFAULT = new CompactionPolicy(10, 100, Duration.ofMinutes(10));

    public CompactionPolicy {
        if (interval < 1 || batchesRetained < 1 || cleanupDelay.isNegative()) {
            throw new IllegalArgumentException("no compaction with interval " + interval + ", " + batchesRetained
                    + " batches retained, cleanup delay " + cleanupDelay);
        }
    }
}
