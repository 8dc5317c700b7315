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

class FileSinkLogTest {
    private static final CompactionPolicy EVERY_THIRD = new CompactionPolicy(3, 4, Duration.ZERO);
    private static final Instant LATER = Instant.ofEpochMilli(1_000_000);

    private final FakeStorage output = new FakeStorage();
    private final FileSinkLog log = new FileSinkLog(output, EVERY_THIRD);

    private static SinkFile file(String name) {
        return new SinkFile("file:///out/" + name, 17, false, 1795163951199L, 1, 33554432, SinkFile.ADD);
    }

    private static List<SinkFile> files(FileSinkLog log) {
        List<SinkFile> files = new ArrayList<>();
        log.visitFiles(files::add);
        return files;
    }

    @Test
    void aNewLogHasNoFiles() {
        assertThat(files(log)).isEmpty();
        assertThat(log.isCommitted(0)).isFalse();
    }

    @Test
    void everyBatchUpToTheLatestIsCommitted() {
        log.append(0, List.of(file("a")));
        log.append(1, List.of());
        assertThat(log.isCommitted(0)).isTrue();
        assertThat(log.isCommitted(1)).isTrue();
        assertThat(log.isCommitted(2)).isFalse();
        assertThat(output.text("_spark_metadata/1")).isEqualTo("v1");
        assertThat(files(log)).containsExactly(file("a"));
    }

    @Test
    void theLogSparkWroteIsReproducedByteForByte() {
        FakeStorage spark = LogFixtures.directory("filesource-sink-compact/out");
        List<SinkFile> all = files(new FileSinkLog(spark, EVERY_THIRD));
        assertThat(all).hasSize(10).allMatch(file -> file.action().equals("add") && file.blockSize() == 33554432);
        for (int batch = 0; batch < all.size(); batch++) {
            log.append(batch, List.of(all.get(batch)));
            log.purge(batch, LATER);
        }
        List<String> names = spark.names("_spark_metadata").stream()
                .filter(name -> !name.startsWith("."))
                .toList();
        assertThat(output.names("_spark_metadata")).isEqualTo(names);
        for (String name : names) {
            assertThat(output.text("_spark_metadata/" + name)).isEqualTo(spark.text("_spark_metadata/" + name));
        }
    }

    @Test
    void directoriesAreNoResults() {
        SinkFile directory = new SinkFile("file:///out/d", 0, true, 1, 1, 1, SinkFile.ADD);
        log.append(0, List.of(directory, file("a")));
        assertThat(files(log)).containsExactly(file("a"));
        assertThat(output.text("_spark_metadata/0")).contains("\"isDir\":true");
    }

    @Test
    void compactionKeepsEveryEntryAndEveryField() {
        String strange = "{\"path\":\"p\",\"size\":1,\"isDir\":false,\"modificationTime\":2,\"blockReplication\":1,"
                + "\"blockSize\":3,\"action\":\"delete\",\"later\":true}";
        output.put("_spark_metadata/0", "v1\n" + strange);
        log.append(1, List.of(file("a")));
        log.append(2, List.of(file("b")));
        assertThat(output.text("_spark_metadata/2.compact")).startsWith("v1\n" + strange + "\n");
        assertThat(files(log)).extracting(SinkFile::action).containsExactly("delete", "add", "add");
    }

    @Test
    void theSecondWriterLoses() {
        log.append(0, List.of(file("a")));
        assertThatExceptionOfType(PawlException.class)
                .isThrownBy(() -> log.append(0, List.of(file("b"))))
                .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.CONCURRENT_STREAM_LOG_UPDATE));
        assertThat(files(log)).containsExactly(file("a"));
    }

    @Test
    void damageIsReportedWithItsLine() {
        output.put("_spark_metadata/0", "v1\n{\"path\":\"p\",\"size\":1,\"isDir\":0}");
        assertThatExceptionOfType(PawlException.class)
                .isThrownBy(() -> files(log))
                .withMessageContaining("_spark_metadata/0 below memory:/checkpoint is damaged in line 2")
                .withMessageContaining("isDir")
                .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.SINK_LOG_CORRUPT));
    }
}
