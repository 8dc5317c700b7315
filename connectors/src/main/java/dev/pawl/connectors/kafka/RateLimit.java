package dev.pawl.connectors.kafka;

import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/** Shares the offsets that one batch may take among the partitions, in proportion to what waits in each. */
final class RateLimit {
    private RateLimit() {}

    /**
     * @param from where each partition stands, also those that are new; one without a start is not limited
     * @param until what is there
     */
    static PartitionOffsets apply(long limit, PartitionOffsets from, PartitionOffsets until) {
        double total = 0;
        for (Map.Entry<TopicPartition, Long> end : until.asMap().entrySet()) {
            total += waiting(from.find(end.getKey()), end.getValue());
        }
        if (total <= limit) {
            return until;
        }
        Map<TopicPartition, Long> limited = new HashMap<>();
        for (Map.Entry<TopicPartition, Long> end : until.asMap().entrySet()) {
            Long begin = from.find(end.getKey());
            long waiting = waiting(begin, end.getValue());
            limited.put(
                    end.getKey(),
                    begin == null || waiting == 0
                            ? end.getValue()
                            : Math.min(end.getValue(), begin + share(limit, waiting, total)));
        }
        return PartitionOffsets.of(limited);
    }

    private static long waiting(@Nullable Long begin, long end) {
        return begin == null ? 0 : Math.max(0, end - begin);
    }

    /** Less than one becomes one, so that a small partition never starves beside a large one. */
    private static long share(long limit, long waiting, double total) {
        double share = limit * (waiting / total);
        return (long) (share < 1 ? Math.ceil(share) : Math.floor(share));
    }
}
