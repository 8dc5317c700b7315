package dev.pawl.connectors.kafka;

import java.util.Collection;
import java.util.Comparator;
import java.util.NavigableSet;
import java.util.TreeSet;
import org.apache.kafka.common.TopicPartition;

/** Partitions by topic and number. */
final class Partitions {
    static final Comparator<TopicPartition> ORDER =
            Comparator.comparing(TopicPartition::topic).thenComparingInt(TopicPartition::partition);

    private Partitions() {}

    static NavigableSet<TopicPartition> sorted(Collection<TopicPartition> partitions) {
        TreeSet<TopicPartition> sorted = new TreeSet<>(ORDER);
        sorted.addAll(partitions);
        return sorted;
    }

    static NavigableSet<TopicPartition> minus(Collection<TopicPartition> all, Collection<TopicPartition> without) {
        NavigableSet<TopicPartition> rest = sorted(all);
        rest.removeAll(sorted(without));
        return rest;
    }
}
