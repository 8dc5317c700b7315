package dev.pawl.checkpoint.gap;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.checkpoint.storage.CrashMatrix;
import dev.pawl.checkpoint.storage.Storage;
import java.time.Instant;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** After a crash before any step the log holds each gap it was given once, and nothing half-written. */
class GapLogCrashTest {
    private static final long SEED = 1;

    @Test
    void acknowledgedGapsSurviveAndAreToldOnce() {
        int crashes = CrashMatrix.run(
                SEED, GapLogCrashTest::loseInFourBatches, GapLogCrashTest::loseInFourBatches, GapLogCrashTest::check);

        assertThat(crashes).isGreaterThan(500);
    }

    /** A query that finds what is missing again whenever it runs a batch again. */
    private static void loseInFourBatches(Storage storage, Set<String> promises) {
        check(storage, promises);
        GapLog log = new GapLog(storage);
        for (long batch = 0; batch < 4; batch++) {
            log.append(List.of(gap("a-0", batch), gap("a-1", batch)));
            promises.add("batch " + batch);
        }
    }

    private static Gap gap(String part, long batch) {
        return new Gap(
                "0",
                part,
                GapRange.of(10 * batch, 10 * batch + 5),
                Instant.EPOCH,
                "Kafka aged them out.",
                OptionalLong.of(batch));
    }

    private static void check(Storage storage, Set<String> promises) {
        List<Gap> gaps = new GapLog(storage).gaps();
        assertThat(gaps).doesNotHaveDuplicates();
        for (long batch = 0; batch < 4; batch++) {
            long found = batch;
            long told = gaps.stream()
                    .filter(gap -> gap.batchId().equals(OptionalLong.of(found)))
                    .count();
            assertThat(told).isIn(0L, 2L);
            assertThat(told == 2 || !promises.contains("batch " + batch)).isTrue();
        }
    }
}
