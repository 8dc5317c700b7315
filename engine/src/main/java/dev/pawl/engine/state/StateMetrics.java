package dev.pawl.engine.state;

import java.util.Map;

/**
 * What the stores of one operator hold and what a batch did to them, by the names of Spark's progress reports. Times of rows are
 * those of the operator and not part of this.
 */
public record StateMetrics(
        String operatorName,
        long numRowsTotal,
        long numRowsUpdated,
        long numRowsRemoved,
        long commitTimeMs,
        long memoryUsedBytes,
        long numShufflePartitions,
        long numStateStoreInstances,
        Map<String, Long> customMetrics) {
    public StateMetrics {
        customMetrics = Map.copyOf(customMetrics);
    }
}
