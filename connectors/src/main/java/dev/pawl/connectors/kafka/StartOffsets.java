package dev.pawl.connectors.kafka;

import dev.pawl.checkpoint.error.ErrorCode;
import dev.pawl.checkpoint.error.PawlException;
import java.util.HashMap;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Set;
import org.apache.kafka.common.TopicPartition;

/** Turns a position of an option into offsets, by asking Kafka. */
final class StartOffsets {
    private final KafkaCluster cluster;
    private final String owner;
    private final Position.Side side;
    private final Position.NoMatch noMatch;

    private StartOffsets(KafkaCluster cluster, SourceSettings settings, Position.Side side, Position.NoMatch noMatch) {
        this.cluster = cluster;
        this.owner = settings.options().owner();
        this.side = side;
        this.noMatch = noMatch;
    }

    static PartitionOffsets starting(KafkaCluster cluster, SourceSettings settings, Position position) {
        return new StartOffsets(cluster, settings, Position.Side.STARTING, settings.noMatch()).of(position);
    }

    static PartitionOffsets ending(KafkaCluster cluster, SourceSettings settings, Position position) {
        return new StartOffsets(cluster, settings, Position.Side.ENDING, Position.NoMatch.LATEST).of(position);
    }

    private PartitionOffsets of(Position position) {
        NavigableSet<TopicPartition> partitions = cluster.partitions();
        if (position == Position.Edge.FIRST) {
            return all(partitions, Position.EARLIEST);
        }
        if (position == Position.Edge.LAST) {
            return all(partitions, Position.LATEST);
        }
        if (position instanceof Position.Offsets offsets) {
            requireAll(
                    ErrorCode.KAFKA_START_OFFSET_DOES_NOT_MATCH_ASSIGNED,
                    side.offsetsOption(),
                    offsets.offsets().navigableKeySet(),
                    partitions);
            return cluster.resolved(offsets.offsets());
        }
        if (position instanceof Position.Timestamps timestamps) {
            requireAll(
                    ErrorCode.KAFKA_TIMESTAMP_OFFSET_DOES_NOT_MATCH_ASSIGNED,
                    side.timestampsOption(),
                    timestamps.timestamps().navigableKeySet(),
                    partitions);
            return at(timestamps.timestamps());
        }
        Map<TopicPartition, Long> timestamps = new HashMap<>();
        partitions.forEach(partition -> timestamps.put(partition, ((Position.Timestamp) position).timestamp()));
        return at(timestamps);
    }

    private PartitionOffsets all(Set<TopicPartition> partitions, long offset) {
        Map<TopicPartition, Long> offsets = new HashMap<>();
        partitions.forEach(partition -> offsets.put(partition, offset));
        return cluster.resolved(offsets);
    }

    private PartitionOffsets at(Map<TopicPartition, Long> timestamps) {
        Map<TopicPartition, Long> offsets = cluster.atTimestamps(timestamps);
        offsets.forEach((partition, offset) -> {
            if (offset == Position.LATEST && noMatch == Position.NoMatch.ERROR) {
                throw new PawlException(
                        ErrorCode.OPTION_INVALID,
                        "No offset matched from request of topic-partition " + partition + " and timestamp "
                                + timestamps.get(partition) + " of " + owner + ": all its records are older. Set"
                                + " startingOffsetsByTimestampStrategy to latest to start behind them.");
            }
        });
        return cluster.resolved(offsets);
    }

    private void requireAll(
            ErrorCode code, String option, Set<TopicPartition> specified, Set<TopicPartition> assigned) {
        if (!Partitions.sorted(specified).equals(Partitions.sorted(assigned))) {
            throw new PawlException(
                    code,
                    "Option " + option + " of " + owner + " must name every partition. Specified: " + specified
                            + " Assigned: " + assigned + ".");
        }
    }
}
