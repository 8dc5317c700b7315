package dev.pawl.connectors.kafka;

import dev.pawl.checkpoint.error.ErrorCode;
import dev.pawl.checkpoint.gap.GapRange;
import dev.pawl.connectors.kafka.DataLoss.Loss;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/** What a batch reads of each partition, and what it would have to read but cannot. */
final class BatchRanges {
    private final SourceSettings settings;
    private final KafkaCluster cluster;
    private final TopicIds ids;
    private final GapBook gaps;

    BatchRanges(SourceSettings settings, KafkaCluster cluster, TopicIds ids, GapBook gaps) {
        this.settings = settings;
        this.cluster = cluster;
        this.ids = ids;
        this.gaps = gaps;
    }

    /** Where a batch starts, with the partitions that are there again at where they were given up. */
    private PartitionOffsets withReturned(PartitionOffsets begun, PartitionOffsets until) {
        Map<TopicPartition, Long> returned =
                gaps.givenUp(Partitions.minus(until.partitions(), begun.partitions()), ids);
        if (returned.isEmpty()) {
            return begun;
        }
        Map<TopicPartition, Long> all = new HashMap<>(begun.asMap());
        all.putAll(returned);
        return PartitionOffsets.of(all);
    }

    /** Where a batch starts, without the partitions it reads from their beginning because their topic was made anew. */
    PartitionOffsets begun(PartitionOffsets from, long batchId) {
        Map<TopicPartition, Long> begun = new HashMap<>(from.asMap());
        return begun.keySet().removeIf(partition -> ids.since(partition.topic()) == batchId)
                ? PartitionOffsets.of(begun)
                : from;
    }

    /** Where a batch starts, with the partitions that are new to it at the first offset they have. */
    PartitionOffsets withNew(PartitionOffsets from, PartitionOffsets until) {
        PartitionOffsets begun = withReturned(from, until);
        NavigableSet<TopicPartition> added = Partitions.minus(until.partitions(), begun.partitions());
        if (added.isEmpty()) {
            return begun;
        }
        Map<TopicPartition, Long> all = new HashMap<>(begun.asMap());
        all.putAll(cluster.earliest(added).asMap());
        return PartitionOffsets.of(all);
    }

    /** @param losses gets what cannot be read */
    List<OffsetRange> of(PartitionOffsets from, PartitionOffsets until, long batchId, List<Loss> losses) {
        PartitionOffsets begun = withReturned(begun(from, batchId), until);
        PartitionOffsets begin = withNew(begun, until);
        losses.addAll(lostOfOldTopics(from, until, batchId));
        losses.addAll(lost(begun, until, batchId));
        List<OffsetRange> ranges = new ArrayList<>();
        until.asMap().forEach((partition, end) -> {
            if (ids.since(partition.topic()) <= batchId) {
                Long first = begin.find(partition);
                if (begun.find(partition) == null) {
                    addLostBeginning(partition, first, end, losses);
                }
                if (first != null) {
                    ranges.add(new OffsetRange(partition, first, end));
                }
            }
        });
        return ranges;
    }

    /** Of partitions that were read before: those that are gone, and those that end before where they were read to. */
    List<Loss> lost(PartitionOffsets begun, PartitionOffsets until, long batchId) {
        List<Loss> losses = new ArrayList<>();
        for (Map.Entry<TopicPartition, Long> begin : begun.asMap().entrySet()) {
            TopicPartition partition = begin.getKey();
            long position = begin.getValue();
            Long end = until.find(partition);
            if (ids.since(partition.topic()) > batchId) {
                continue; // told with the topic that is gone
            }
            if (end == null) {
                losses.add(deleted(partition, position));
            } else if (end < position) {
                losses.add(new Loss(
                        ErrorCode.KAFKA_PARTITION_OFFSET_CHANGED,
                        partition,
                        GapRange.from(position),
                        "Partition " + partition + " offset was changed: expected to read on at offset " + position
                                + ", found the end of the partition at " + end + "."));
            }
        }
        return losses;
    }

    private Loss deleted(TopicPartition partition, long position) {
        boolean hasGroup = settings.client().has("group.id");
        return new Loss(
                hasGroup
                        ? ErrorCode.KAFKA_PARTITIONS_DELETED_AND_GROUP_ID_CONFIG_PRESENT
                        : ErrorCode.KAFKA_PARTITIONS_DELETED,
                partition,
                GapRange.from(position),
                "Partition " + partition + " has been deleted: expected to read on at offset " + position
                        + ", found no such partition.");
    }

    /** What was not read of topics whose names other topics have now. */
    private List<Loss> lostOfOldTopics(PartitionOffsets from, PartitionOffsets until, long batchId) {
        List<Loss> losses = new ArrayList<>();
        from.asMap().forEach((partition, position) -> {
            if (ids.since(partition.topic()) >= batchId) {
                losses.add(recreated(partition, position));
            }
        });
        until.asMap().forEach((partition, end) -> {
            if (ids.since(partition.topic()) > batchId && from.find(partition) == null) {
                losses.add(recreated(partition, 0));
            }
        });
        return losses;
    }

    private static Loss recreated(TopicPartition partition, long position) {
        return new Loss(
                ErrorCode.KAFKA_TOPIC_RECREATED,
                partition,
                GapRange.from(position),
                "Topic " + partition.topic() + " was deleted and made anew: expected to read partition " + partition
                        + " on at offset " + position + " of the topic that is gone.");
    }

    private static void addLostBeginning(TopicPartition partition, @Nullable Long first, long end, List<Loss> losses) {
        if (first == null) {
            losses.add(new Loss(
                    ErrorCode.KAFKA_INITIAL_OFFSET_NOT_FOUND_FOR_PARTITIONS,
                    partition,
                    GapRange.of(0, end),
                    "Cannot find the initial offset of partition " + partition
                            + ", which has been deleted: expected to read it up to offset " + end + "."));
        } else if (first != 0) {
            losses.add(new Loss(
                    ErrorCode.KAFKA_ADDED_PARTITION_DOES_NOT_START_FROM_OFFSET_ZERO,
                    partition,
                    GapRange.of(0, first),
                    "Added partition " + partition + " starts from " + first
                            + " instead of 0: expected to read all of it."));
        }
    }
}
