package dev.pawl.checkpoint.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LogRetentionTest {
    @ParameterizedTest
    @CsvSource({"4, 9, 5", "2, 8, 6", "100, 100, 0", "100, 101, 1", "1, 0, 0", "1, 1, 0", "1, 2, 1", "3, 2, 0"})
    void asManyBatchesStayBeforeTheNewest(int retained, long planned, long firstKept) {
        List<Long> ids = LongStream.rangeClosed(0, planned).boxed().toList();
        assertThat(new LogRetention(retained).firstKept(ids, planned)).isEqualTo(firstKept);
    }

    @Test
    void theStartOfTheNewestBatchStaysAcrossAGap() {
        assertThat(new LogRetention(1).firstKept(List.of(0L, 4L, 8L, 10L), 10)).isEqualTo(8);
        assertThat(new LogRetention(1).firstKept(List.of(3L), 10)).isEqualTo(3);
        assertThat(new LogRetention(1).firstKept(List.of(), 10)).isZero();
    }

    @ParameterizedTest
    @CsvSource({"retention-minbatches2, 2", "filesource-sink-compact, 4"})
    void runningBatchByBatchLeavesWhatSparkLeft(String fixture, int retained) {
        FakeStorage spark = LogFixtures.checkpoint(fixture);
        FakeStorage storage = new FakeStorage();
        OffsetLog offsets = new OffsetLog(storage);
        CommitLog commits = new CommitLog(storage);
        LogPurge purge = new LogPurge(new LogRetention(retained), offsets, commits);
        OffsetMetadata metadata = new OffsetLog(spark).entry(8).metadata().orElseThrow();
        for (long id = 0; id <= new OffsetLog(spark).latest().orElseThrow(); id++) {
            offsets.append(OffsetEntry.of(id, metadata, List.of(new SourceOffset("1"))));
            purge.planned(id);
            commits.append(CommitEntry.v1(id, 0));
            purge.committed(id);
        }
        assertThat(offsets.batchIds()).isEqualTo(new OffsetLog(spark).batchIds());
        assertThat(commits.batchIds()).isEqualTo(new CommitLog(spark).batchIds());
    }

    @Test
    void atLeastOneBatchIsRetained() {
        assertThatIllegalArgumentException().isThrownBy(() -> new LogRetention(0));
    }
}
