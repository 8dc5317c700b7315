package dev.pawl.engine.state;

import java.util.List;
import java.util.Map;

/**
 * What the stores of one operator hold and what a batch did to them, by the names of Spark's progress reports. Times of rows are
 * those of the operator and not part of this.
 *
 * @param heaviest the partitions with most rows, the heaviest first; none without rows
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
        Map<String, Long> customMetrics,
        List<PartitionSize> heaviest) {
    public StateMetrics {
        customMetrics = Map.copyOf(customMetrics);
        heaviest = List.copyOf(heaviest);
    }

    /** How many times the rows of a partition of middling weight the heaviest one has; 1 if they are all the same. */
    public double skew() {
        return heaviest.isEmpty() ? 1 : (double) heaviest.get(0).rows() * numShufflePartitions / numRowsTotal;
    }
}
