package dev.pawl.checkpoint.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.pawl.checkpoint.error.ErrorCode;
import dev.pawl.checkpoint.error.PawlException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FileSourceLogTest {
    private static final CompactionPolicy EVERY_THIRD = new CompactionPolicy(3, 4, Duration.ZERO);
    private static final Instant LATER = Instant.ofEpochMilli(1_000_000);

    private final FakeStorage storage = new FakeStorage();
    private final FileSourceLog log = new FileSourceLog(storage, "0", EVERY_THIRD);

    private static SourceFile file(long id) {
        return new SourceFile("file:///in/" + id + ".json", 1000 + id, id);
    }

    private static List<SourceFile> upTo(FileSourceLog log, long id) {
        List<SourceFile> files = new ArrayList<>();
        log.visitFilesUpTo(id, files::add);
        return files;
    }

    private void appendUpTo(long last) {
        for (long id = 0; id <= last; id++) {
            log.append(id, List.of(file(id)));
        }
    }

    @Test
    void everyThirdFileHoldsAllBeforeIt() {
        appendUpTo(5);
        assertThat(storage.names("sources/0")).containsExactly("0", "1", "2.compact", "3", "4", "5.compact");
        assertThat(storage.text("sources/0/1"))
                .isEqualTo("v1\n{\"path\":\"file:///in/1.json\",\"timestamp\":1001,\"batchId\":1}");
        assertThat(storage.text("sources/0/5.compact").lines())
                .hasSize(7)
                .last()
                .asString()
                .endsWith("\"batchId\":5}");
        assertThat(upTo(log, 5))
                .hasSize(6)
                .containsExactlyElementsOf(List.of(file(0), file(1), file(2), file(3), file(4), file(5)));
    }

    @Test
    void theLogSparkWroteIsReproducedByteForByte() {
        FakeStorage spark = LogFixtures.checkpoint("filesource-sink-compact");
        List<SourceFile> all = upTo(new FileSourceLog(spark, "0", EVERY_THIRD), 9);
        assertThat(all).hasSize(10);
        for (SourceFile file : all) {
            log.append(file.logId(), List.of(file));
            log.purge(file.logId(), LATER);
        }
        List<String> names = spark.names("sources/0").stream()
                .filter(name -> !name.startsWith("."))
                .toList();
        assertThat(storage.names("sources/0"))
                .isEqualTo(names)
                .containsExactly("5.compact", "6", "7", "8.compact", "9");
        for (String name : names) {
            assertThat(storage.text("sources/0/" + name)).isEqualTo(spark.text("sources/0/" + name));
        }
    }

    @Test
    void aRangeIsReadFromItsOwnFilesOrTheCompactionThatHoldsIt() {
        appendUpTo(7);
        assertThat(log.filesBetween(3, 6)).containsExactly(file(4), file(5), file(6));
        storage.delete("sources/0/3");
        storage.delete("sources/0/4");
        assertThat(log.filesBetween(2, 6)).containsExactly(file(3), file(4), file(5), file(6));
        assertThat(upTo(log, 4)).containsExactly(file(0), file(1), file(2), file(3), file(4));
        assertThat(log.filesBetween(6, 6)).isEmpty();
        assertThat(log.filesBetween(-1, 0)).containsExactly(file(0));
    }

    @Test
    void aMissingIdIsNamed() {
        appendUpTo(7);
        storage.delete("sources/0/6");
        assertThatExceptionOfType(PawlException.class)
                .isThrownBy(() -> log.filesBetween(5, Long.MAX_VALUE))
                .withMessageContaining("sources/0/6")
                .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.BATCH_NOT_FOUND));
        assertThatExceptionOfType(PawlException.class)
                .isThrownBy(() -> log.append(8, List.of(file(8))))
                .withMessageContaining("sources/0/6");
        assertThat(log.latest()).hasValue(7);
    }

    @Test
    void theSecondWriterLoses() {
        appendUpTo(2);
        for (long id = 1; id <= 2; id++) {
            long taken = id;
            assertThatExceptionOfType(PawlException.class)
                    .isThrownBy(() -> log.append(taken, List.of()))
                    .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.CONCURRENT_STREAM_LOG_UPDATE));
        }
        assertThat(upTo(log, 2)).containsExactly(file(0), file(1), file(2));
    }

    @Test
    void purgeWaitsForTheCleanupDelay() {
        FileSourceLog patient = new FileSourceLog(storage, "0", new CompactionPolicy(3, 4, Duration.ofMillis(100)));
        appendUpTo(9);
        patient.purge(9, Instant.ofEpochMilli(102));
        assertThat(storage.names("sources/0"))
                .containsExactly("2.compact", "3", "4", "5.compact", "6", "7", "8.compact", "9");
    }

    @Test
    void purgeDeletesNothingWithoutTheCompactionThatReplacesIt() {
        appendUpTo(9);
        storage.delete("sources/0/5.compact");
        log.purge(9, LATER);
        assertThat(storage.names("sources/0")).contains("0", "1", "2.compact", "3", "4");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "v1\n{}",
                "v1\n\n",
                "v1\n{\"path\":1,\"timestamp\":1,\"batchId\":0}",
                "v1\n{\"path\":\"a\",\"timestamp\":1}",
                "v1\n{\"path\":\"a\",\"timestamp\":1,\"batchId\":0"
            })
    void damageIsReported(String text) {
        storage.put("sources/0/0", text);
        assertThatExceptionOfType(PawlException.class)
                .isThrownBy(() -> upTo(log, 0))
                .withMessageContaining("sources/0/0 below memory:/checkpoint is damaged in line ")
                .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.SOURCE_LOG_CORRUPT));
    }

    @Test
    void aDamagedFileIsNotCompacted() {
        appendUpTo(1);
        storage.put("sources/0/1", "v1\n{\"path\":");
        assertThatExceptionOfType(PawlException.class)
                .isThrownBy(() -> log.append(2, List.of(file(2))))
                .withMessageContaining("sources/0/1");
        assertThat(storage.names("sources/0")).containsExactly("0", "1");
    }

    @Test
    void aNewerVersionIsRefused() {
        storage.put("sources/0/0", "v2\n");
        assertThatExceptionOfType(PawlException.class)
                .isThrownBy(() -> upTo(log, 0))
                .withMessageContaining("only v1 is supported")
                .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_LOG_VERSION));
    }
}
