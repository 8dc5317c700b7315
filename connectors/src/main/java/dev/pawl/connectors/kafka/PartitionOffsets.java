package dev.pawl.connectors.kafka;

import dev.pawl.checkpoint.error.ErrorCode;
import dev.pawl.checkpoint.error.PawlException;
import dev.pawl.checkpoint.json.JsonProblem;
import dev.pawl.checkpoint.log.SourceOffset;
import java.util.Collections;
import java.util.Map;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.TreeMap;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/** The offset of the next record to read, for each partition. */
final class PartitionOffsets {
    private final NavigableMap<TopicPartition, Long> next;
    private @Nullable SourceOffset text;

    private PartitionOffsets(NavigableMap<TopicPartition, Long> next, @Nullable SourceOffset text) {
        this.next = Collections.unmodifiableNavigableMap(next);
        this.text = text;
    }

    static PartitionOffsets of(Map<TopicPartition, Long> next) {
        TreeMap<TopicPartition, Long> sorted = new TreeMap<>(Partitions.ORDER);
        sorted.putAll(next);
        return new PartitionOffsets(sorted, null);
    }

    /** As a log holds them. */
    static PartitionOffsets parse(SourceOffset offset) {
        try {
            return new PartitionOffsets(PartitionJson.numbers(offset.text()), offset);
        } catch (JsonProblem e) {
            throw new PawlException(
                    ErrorCode.OFFSET_LOG_CORRUPT,
                    "The offset of a Kafka source must look like {\"topic\":{\"0\":23}}, but " + e.reason() + ".");
        }
    }

    SourceOffset toSourceOffset() {
        if (text == null) {
            text = new SourceOffset(PartitionJson.format(next));
        }
        return text;
    }

    NavigableMap<TopicPartition, Long> asMap() {
        return next;
    }

    NavigableSet<TopicPartition> partitions() {
        return next.navigableKeySet();
    }

    boolean isEmpty() {
        return next.isEmpty();
    }

    @Nullable
    Long find(TopicPartition partition) {
        return next.get(partition);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof PartitionOffsets offsets && next.equals(offsets.next);
    }

    @Override
    public int hashCode() {
        return next.hashCode();
    }

    @Override
    public String toString() {
        return toSourceOffset().text();
    }
}
