package dev.pawl.connectors.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.OptionalLong;
import java.util.stream.LongStream;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

final class SplitSizesTest {
    private static List<String> cut(OptionalLong partsMin, OptionalLong recordsMax, long... sizes) {
        List<OffsetRange> ranges = LongStream.range(0, sizes.length)
                .mapToObj(i -> new OffsetRange(new TopicPartition("t", (int) i), 100, 100 + sizes[(int) i]))
                .toList();
        return new SplitSizes(partsMin, recordsMax)
                .cut(ranges).stream().map(OffsetRange::toString).toList();
    }

    @Test
    void withoutOptionsEveryRangeWithOffsetsIsOneSplit() {
        assertThat(cut(OptionalLong.empty(), OptionalLong.empty(), 5, 0, 7))
                .containsExactly("t-0 from 100 to 105", "t-2 from 100 to 107");
    }

    @Test
    void aRangeIsCutIntoPartsOfAtMostTheRecordsOfOne() {
        assertThat(cut(OptionalLong.empty(), OptionalLong.of(4), 9, 4))
                .containsExactly(
                        "t-0 from 100 to 103", "t-0 from 103 to 106", "t-0 from 106 to 109", "t-1 from 100 to 104");
    }

    @Test
    void largeRangesAreCutUntilThereAreEnoughParts() {
        assertThat(cut(OptionalLong.of(4), OptionalLong.empty(), 90, 10))
                .containsExactly(
                        "t-0 from 100 to 130", "t-0 from 130 to 160", "t-0 from 160 to 190", "t-1 from 100 to 110");
    }

    @Test
    void fewerRecordsThanPartsGiveNoEmptyPart() {
        assertThat(cut(OptionalLong.of(10), OptionalLong.empty(), 2))
                .containsExactly("t-0 from 100 to 101", "t-0 from 101 to 102");
    }

    @Test
    void enoughPartsAreNotCutFurther() {
        assertThat(cut(OptionalLong.of(2), OptionalLong.of(5), 10, 3)).hasSize(3);
    }
}
