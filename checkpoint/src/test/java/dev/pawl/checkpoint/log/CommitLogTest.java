package dev.pawl.checkpoint.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.pawl.checkpoint.error.ErrorCode;
import dev.pawl.checkpoint.error.PawlException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CommitLogTest {
    private final FakeStorage storage = new FakeStorage();
    private final CommitLog log = new CommitLog(storage);

    @Test
    void aCommitIsWrittenAsSparkWritesIt() {
        log.append(CommitEntry.v1(0, 1704067212000L));
        assertThat(storage.text("commits/0")).isEqualTo("v1\n{\"nextBatchWatermarkMs\":1704067212000}");
        assertThat(log.entry(0)).isEqualTo(CommitEntry.v1(0, 1704067212000L));
        assertThat(log.latest()).hasValue(0);
    }

    @Test
    void uniqueIdsAreKeptByOperatorPartitionAndStore() {
        CommitEntry entry =
                CommitEntry.v2(1, 5, Map.of(0L, List.of(List.of("a", "b", "c", "d"), List.of("e", "f", "g", "h"))));
        log.append(entry);
        assertThat(storage.text("commits/1"))
                .isEqualTo("v2\n{\"nextBatchWatermarkMs\":5,\"stateUniqueIds\":{\"0\":"
                        + "[[\"a\",\"b\",\"c\",\"d\"],[\"e\",\"f\",\"g\",\"h\"]]}}");
        assertThat(log.entry(1)).isEqualTo(entry);
    }

    @ParameterizedTest
    @ValueSource(strings = {"v1\n{}", "v1\n{}\n", "v1", "v1\n", " v1 \r\n{}\r\n"})
    void aMissingWatermarkIsZero(String text) {
        storage.put("commits/7", text);
        assertThat(log.entry(7)).isEqualTo(CommitEntry.v1(7, 0));
    }

    @Test
    void unknownFieldsSurviveARewrite() {
        String text = "v1\n{\"nextBatchWatermarkMs\":3,\"later\":{\"a\":[1]}}";
        storage.put("commits/0", text);
        assertThat(log.entry(0).format()).isEqualTo(text);
    }

    @Test
    void theSecondWriterLoses() {
        log.append(CommitEntry.v1(0, 1));
        assertThatExceptionOfType(PawlException.class)
                .isThrownBy(() -> log.append(CommitEntry.v1(0, 2)))
                .withMessageContaining("Batch 0 was already committed")
                .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.CONCURRENT_STREAM_LOG_UPDATE));
        assertThat(log.entry(0)).isEqualTo(CommitEntry.v1(0, 1));
    }

    @Test
    void versionThreeIsRefused() {
        storage.put("commits/0", "v3\n{\"nextBatchWatermarkMs\":3}");
        assertThatExceptionOfType(PawlException.class)
                .isThrownBy(() -> log.entry(0))
                .withMessageContaining("commits/0")
                .withMessageContaining("v3, but supported are v1 to v2")
                .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_LOG_VERSION));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "''                                    | line 1 | expected a version",
                "v1\\n{\"nextBatchWatermarkMs\":1.5}   | line 2 | nextBatchWatermarkMs",
                "v1\\n{}\\n{}                          | line 3 | end of the file",
                "v2\\n{\"stateUniqueIds\":[]}          | line 2 | stateUniqueIds",
                "v2\\n{\"stateUniqueIds\":{\"x\":[]}}  | line 2 | number of an operator",
                "v2\\n{\"stateUniqueIds\":{\"0\":{}}}  | line 2 | array",
                "v2\\n{\"stateUniqueIds\":{\"0\":[1]}} | line 2 | array",
                "v2\\n{\"stateUniqueIds\":{\"0\":[[1]]}} | line 2 | unique id",
            })
    void damageIsReportedWithItsLine(String text, String line, String reason) {
        storage.put("commits/0", text.replace("\\n", "\n"));
        assertThatExceptionOfType(PawlException.class)
                .isThrownBy(() -> log.entry(0))
                .withMessageContaining("commits/0 below memory:/checkpoint")
                .withMessageContaining(line)
                .withMessageContaining(reason)
                .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.COMMIT_LOG_CORRUPT));
    }
}
