package dev.pawl.connectors.kafka;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How long it takes until Kafka deletes the next record that was not read: by the age of that record, where the topic has a
 * retention time, and by how fast the beginning of the partition came nearer lately, whatever the reason. Kafka deletes whole
 * segments, so it may take longer.
 */
final class RetentionHeadroom {
    private static final Logger LOG = LoggerFactory.getLogger(RetentionHeadroom.class);

    /** Asking where partitions begin costs a round trip. */
    static final Duration SAMPLE_EVERY = Duration.ofSeconds(10);

    /** What counts as lately. */
    private static final Duration WINDOW = Duration.ofMinutes(10);

    private static final Duration WARN_EVERY = Duration.ofMinutes(1);

    /** Less than this is worth a warning, or than a quarter of a shorter retention time. */
    private static final Duration WARN_BELOW = Duration.ofHours(1);

    private final Deque<Sample> samples = new ArrayDeque<>();
    private Map<String, Long> retentionMillis = Map.of();
    private Instant lastWarning = Instant.MIN;

    private record Sample(Instant at, PartitionOffsets beginnings) {}

    /**
     * The partition that comes first.
     *
     * @param millis until its next unread record is deleted; 0 if that may happen at once
     * @param position the offset of that record
     */
    record Nearest(TopicPartition partition, long millis, long position) {}

    boolean isDue(Instant now) {
        Sample last = samples.peekLast();
        return last == null || !now.isBefore(last.at().plus(SAMPLE_EVERY));
    }

    /** @param retention of topics that delete records by their age */
    void add(Instant now, PartitionOffsets beginnings, Map<String, Long> retention) {
        samples.addLast(new Sample(now, beginnings));
        retentionMillis = Map.copyOf(retention);
        while (samples.size() > 2 && samples.getFirst().at().plus(WINDOW).isBefore(now)) {
            samples.removeFirst();
        }
    }

    /**
     * @param positions up to where partitions were read
     * @param timestamps of the next record, or the last one that was read before it; those of partitions that were read
     */
    Optional<Nearest> nearest(
            Instant now, PartitionOffsets positions, PartitionOffsets ends, Map<TopicPartition, Long> timestamps) {
        Nearest nearest = null;
        for (Map.Entry<TopicPartition, Long> end : ends.asMap().entrySet()) {
            TopicPartition partition = end.getKey();
            Long position = positions.find(partition);
            if (position == null || position >= end.getValue()) {
                continue;
            }
            OptionalLong millis = least(byAge(partition, timestamps.get(partition), now), byRate(partition, position));
            if (millis.isPresent() && (nearest == null || millis.getAsLong() < nearest.millis())) {
                nearest = new Nearest(partition, millis.getAsLong(), position);
            }
        }
        return Optional.ofNullable(nearest);
    }

    private OptionalLong byAge(TopicPartition partition, @Nullable Long timestamp, Instant now) {
        Long retention = retentionMillis.get(partition.topic());
        return retention == null || timestamp == null || timestamp < 0
                ? OptionalLong.empty()
                : OptionalLong.of(Math.max(0, timestamp + retention - now.toEpochMilli()));
    }

    private OptionalLong byRate(TopicPartition partition, long position) {
        Sample first = samples.peekFirst();
        Sample last = samples.peekLast();
        if (first == null || last == null || samples.size() < 2) {
            return OptionalLong.empty();
        }
        Long before = first.beginnings().find(partition);
        Long now = last.beginnings().find(partition);
        if (before == null || now == null || now <= before) {
            return OptionalLong.empty();
        }
        double perMilli = (double) (now - before)
                / Duration.between(first.at(), last.at()).toMillis();
        return OptionalLong.of((long) (Math.max(0, position - now) / perMilli));
    }

    private static OptionalLong least(OptionalLong one, OptionalLong other) {
        if (one.isPresent() && other.isPresent()) {
            return OptionalLong.of(Math.min(one.getAsLong(), other.getAsLong()));
        }
        return one.isPresent() ? one : other;
    }

    /** For progress. */
    static Map<String, String> metrics(Nearest nearest) {
        Map<String, String> metrics = new HashMap<>();
        metrics.put("pawlRetentionHeadroomMs", Long.toString(nearest.millis()));
        metrics.put("pawlRetentionHeadroomPartition", nearest.partition().toString());
        return metrics;
    }

    /** Says so in the log, now and then. */
    void warnIfShort(Nearest nearest, Instant now) {
        if (isShort(nearest) && !now.isBefore(lastWarning.plus(WARN_EVERY))) {
            lastWarning = now;
            LOG.warn(
                    "At the current rates Kafka deletes records of {} in {} seconds that were not read yet, from offset {} on."
                            + " Read faster, with more partitions or a larger maxOffsetsPerTrigger, or let the topic keep"
                            + " records longer (retention.ms, retention.bytes).",
                    nearest.partition(),
                    nearest.millis() / 1000,
                    nearest.position());
        }
    }

    boolean isShort(Nearest nearest) {
        Long retention = retentionMillis.get(nearest.partition().topic());
        long below = WARN_BELOW.toMillis();
        return nearest.millis() < (retention == null ? below : Math.min(below, retention / 4));
    }
}
