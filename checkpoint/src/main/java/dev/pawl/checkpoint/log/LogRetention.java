package dev.pawl.checkpoint.log;

import java.util.List;

/**
 * Which batches the logs may forget.
 *
 * @param batchesRetained how many batches before the newest one stay, {@code spark.sql.streaming.minBatchesToRetain}
 */
public record LogRetention(int batchesRetained) {
    public LogRetention {
        if (batchesRetained < 1) {
            throw new IllegalArgumentException("at least 1 batch must be retained, was " + batchesRetained);
        }
    }

    /**
     * The first batch to keep once a batch is planned. Where ids have gaps, the newest one before that batch stays in any
     * case: it says where the batch starts.
     *
     * @param batchIds those of one log, ascending
     */
    public long firstKept(List<Long> batchIds, long plannedBatchId) {
        long first = Math.max(0, plannedBatchId - batchesRetained);
        for (int i = batchIds.size() - 1; i >= 0; i--) {
            if (batchIds.get(i) < plannedBatchId) {
                return Math.min(first, batchIds.get(i));
            }
        }
        return 0;
    }
}
