package dev.pawl.connectors.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

final class RetentionHeadroomTest {
    private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");
    private static final TopicPartition ONE = new TopicPartition("orders", 1);
    private static final TopicPartition TWO = new TopicPartition("orders", 2);

    private final RetentionHeadroom headroom = new RetentionHeadroom();

    private static PartitionOffsets offsets(long one, long two) {
        return PartitionOffsets.of(Map.of(ONE, one, TWO, two));
    }

    private Optional<RetentionHeadroom.Nearest> at(
            Instant now, PartitionOffsets read, Map<TopicPartition, Long> times) {
        return headroom.nearest(now, read, offsets(500, 500), times);
    }

    @Test
    void theOldestUnreadRecordComesFirst() {
        headroom.add(NOON, offsets(0, 0), Map.of("orders", Duration.ofHours(2).toMillis()));
        Map<TopicPartition, Long> times = Map.of(
                ONE, NOON.minus(Duration.ofMinutes(50)).toEpochMilli(),
                TWO, NOON.minus(Duration.ofMinutes(100)).toEpochMilli());

        RetentionHeadroom.Nearest nearest = at(NOON, offsets(100, 100), times).orElseThrow();
        assertThat(nearest)
                .isEqualTo(new RetentionHeadroom.Nearest(
                        TWO, Duration.ofMinutes(20).toMillis(), 100));
        assertThat(headroom.isShort(nearest))
                .as("less than a quarter of two hours")
                .isTrue();
        assertThat(RetentionHeadroom.metrics(nearest))
                .containsOnly(
                        Map.entry("pawlRetentionHeadroomMs", "1200000"),
                        Map.entry("pawlRetentionHeadroomPartition", "orders-2"));

        RetentionHeadroom.Nearest other = at(NOON, offsets(100, 500), times).orElseThrow();
        assertThat(other.partition()).as("all of the other one is read").isEqualTo(ONE);
        assertThat(headroom.isShort(other)).isFalse();
        assertThat(at(NOON.plus(Duration.ofHours(1)), offsets(100, 100), times)
                        .orElseThrow()
                        .millis())
                .as("overdue")
                .isZero();
    }

    @Test
    void aBeginningThatComesNearerTellsWithoutAnyAge() {
        headroom.add(NOON, offsets(0, 0), Map.of());
        assertThat(at(NOON, offsets(100, 100), Map.of())).isEmpty();
        headroom.add(NOON.plusSeconds(10), offsets(20, 0), Map.of());

        assertThat(at(NOON.plusSeconds(10), offsets(100, 100), Map.of()))
                .as("two offsets a second, 80 to go")
                .contains(new RetentionHeadroom.Nearest(ONE, 40_000, 100));
    }

    @Test
    void onlyTheLastMinutesCount() {
        headroom.add(NOON, offsets(0, 0), Map.of());
        for (int minute = 1; minute <= 30; minute++) {
            headroom.add(NOON.plus(Duration.ofMinutes(minute)), offsets(60, 0), Map.of());
        }
        assertThat(at(NOON.plus(Duration.ofMinutes(30)), offsets(100, 100), Map.of()))
                .isEmpty();
    }

    @Test
    void kafkaIsAskedNowAndThen() {
        assertThat(headroom.isDue(NOON)).isTrue();
        headroom.add(NOON, offsets(0, 0), Map.of());
        assertThat(headroom.isDue(NOON.plusSeconds(9))).isFalse();
        assertThat(headroom.isDue(NOON.plusSeconds(10))).isTrue();
    }
}
