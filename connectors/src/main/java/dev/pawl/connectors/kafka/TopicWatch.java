package dev.pawl.connectors.kafka;

import dev.pawl.checkpoint.error.ErrorCode;
import dev.pawl.checkpoint.gap.GapRange;
import dev.pawl.connectors.kafka.DataLoss.Loss;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Looks whether topics are still those that the offsets of a checkpoint speak of, each time Kafka tells of its topics. */
final class TopicWatch {
    private final KafkaCluster cluster;
    private final TopicIds ids;
    private final DataLoss dataLoss;
    private KafkaCluster.@Nullable Topology seen;

    TopicWatch(KafkaCluster cluster, TopicIds ids, DataLoss dataLoss) {
        this.cluster = cluster;
        this.ids = ids;
        this.dataLoss = dataLoss;
    }

    TopicIds ids() {
        return ids;
    }

    /** A query starts that has no offsets yet: the topics are those that are there. */
    void begin() {
        KafkaCluster.Topology now = cluster.topology();
        Map<String, TopicIds.Known> first = new HashMap<>();
        now.ids().forEach((topic, id) -> first.put(topic, new TopicIds.Known(id, TopicIds.ALWAYS)));
        ids.begin(first);
        seen = now;
    }

    /**
     * Refuses offsets of topics that were made anew, or remembers that these are read from their beginning.
     *
     * @param offsets what the checkpoint holds, by partition
     * @param next the batch that reads a topic that was made anew from its beginning
     * @return those topics
     */
    @SuppressWarnings("ReferenceEquality") // what was looked at before, and not something like it
    Set<String> look(Supplier<PartitionOffsets> offsets, long next) {
        KafkaCluster.Topology now = cluster.topology();
        if (now == seen) {
            return Set.of();
        }
        Map<String, TopicIds.Known> changed = new HashMap<>();
        List<Loss> losses = new ArrayList<>();
        Set<String> anew = new TreeSet<>();
        now.ids().forEach((topic, id) -> {
            TopicIds.Known last = ids.find(topic).orElse(null);
            if (last == null) {
                changed.put(topic, new TopicIds.Known(id, TopicIds.ALWAYS));
            } else if (!last.id().equals(id)) {
                List<Loss> lost = losses(offsets.get(), topic, last.id(), id);
                changed.put(topic, new TopicIds.Known(id, lost.isEmpty() ? TopicIds.ALWAYS : next));
                losses.addAll(lost);
                anew.add(topic);
            }
        });
        dataLoss.requireNone(losses);
        ids.put(changed);
        seen = now;
        return anew;
    }

    private static List<Loss> losses(PartitionOffsets offsets, String topic, String last, String now) {
        List<Loss> losses = new ArrayList<>();
        offsets.asMap().forEach((partition, offset) -> {
            if (partition.topic().equals(topic)) {
                losses.add(new Loss(
                        ErrorCode.KAFKA_TOPIC_RECREATED,
                        partition,
                        GapRange.from(offset),
                        "Topic " + topic + " was deleted and made anew: expected to read partition " + partition
                                + " on at offset " + offset + " of the topic with id " + last + ", found id " + now
                                + "."));
            }
        });
        return losses;
    }
}
