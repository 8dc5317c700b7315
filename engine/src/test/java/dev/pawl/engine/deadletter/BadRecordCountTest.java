package dev.pawl.engine.deadletter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pawl.engine.source.RawRecord;
import java.time.Instant;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** Limits on bad records. */
class BadRecordCountTest {
    private static final DeadLetter FIRST = new DeadLetter(
            Instant.EPOCH, "q", "id", 0, "t", 0, "t-0, offset 1", "X", "[X] Wrong.", RawRecord.ofRow("{}"));

    private static BadRecordCount count(long countMax, double ratioMax) {
        return new BadRecordCount(
                new BadRecordLimits(OptionalLong.of(countMax), OptionalDouble.of(ratioMax)), "q", "/bad");
    }

    @Test
    void aBatchThatIsTriedAgainCountsOnce() {
        BadRecordCount count = count(3, 1);
        for (int attempt = 0; attempt < 3; attempt++) {
            count.begin(0);
            assertThat(count.isOver(3)).isFalse();
            count.add(0, 2, 10, FIRST);
        }

        count.begin(1);

        assertThat(count.isOver(1)).isFalse();
        assertThatThrownBy(() -> count.add(1, 2, 10, FIRST))
                .hasMessageContaining("Batch 1 of q has 2 bad records after 2 since the start of the query, more than"
                        + " maxBadRecords = 3 allows. The first of them: t-0, offset 1: [X] Wrong. Nothing");
    }

    @Test
    void theRowsOfABatchThatIsTriedAgainMakeNoRatio() {
        BadRecordCount count = count(100, 0.02);
        for (int attempt = 0; attempt < 2; attempt++) {
            count.begin(0);
            count.add(0, 2, 60, FIRST);
        }
        count.begin(1);
        count.add(1, 0, 40, null);
        count.begin(2);
        count.add(2, 2, 100, FIRST);
        count.begin(3);

        assertThatThrownBy(() -> count.add(3, 3, 100, FIRST))
                .hasMessageContaining(
                        "3 bad records of 100, a ratio of 0.0300 and more than maxBadRatio = 0.02 allows");
    }

    @Test
    void rowsThatAreGoodCanCompleteTheHundredThatTell() {
        BadRecordCount count = count(100, 0.02);
        count.begin(0);
        count.add(0, 3, 60, FIRST);
        count.begin(1);

        assertThatThrownBy(() -> count.add(1, 0, 40, null))
                .hasMessageContaining(
                        "Batch 1 of q has 3 bad records of 100 together with the small batches before it, a"
                                + " ratio of 0.0300 and more than maxBadRatio = 0.02 allows. The first of them: t-0, offset 1:");
    }
}
