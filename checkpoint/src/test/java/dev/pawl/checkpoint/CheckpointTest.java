package dev.pawl.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pawl.checkpoint.error.ErrorCode;
import dev.pawl.checkpoint.error.PawlException;
import dev.pawl.checkpoint.log.SourceKind;
import dev.pawl.checkpoint.log.SourceLogKind;
import dev.pawl.checkpoint.storage.Storages;
import dev.pawl.checkpoint.verify.Finding;
import dev.pawl.checkpoint.verify.Severity;
import dev.pawl.checkpoint.verify.Verifier;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class CheckpointTest {
    @TempDir
    Path temp;

    static List<String> fixtures() {
        return Fixtures.names();
    }

    @ParameterizedTest
    @MethodSource("fixtures")
    void everyFixtureWouldStart(String fixture) {
        try (Checkpoint checkpoint = Fixtures.open(fixture)) {
            Health expected = fixture.equals("crash-uncommitted") ? Health.UNCOMMITTED : Health.OK;
            assertThat(checkpoint.health()).isEqualTo(expected);
        }
    }

    @ParameterizedTest
    @MethodSource("fixtures")
    void sizesAddUpToTheDirectory(String fixture) throws IOException {
        try (Checkpoint checkpoint = Fixtures.open(fixture);
                Stream<Path> walk = Files.walk(Fixtures.directory(fixture))) {
            List<Path> files = walk.filter(Files::isRegularFile).toList();

            assertThat(checkpoint.sizes().stream().mapToLong(PartSize::files).sum())
                    .isEqualTo(files.size());
            assertThat(checkpoint.sizes().stream().mapToLong(PartSize::bytes).sum())
                    .isEqualTo(files.stream().mapToLong(CheckpointTest::size).sum());
        }
    }

    private static long size(Path file) {
        return file.toFile().length();
    }

    @ParameterizedTest
    @CsvSource({
        "agg-simple-hdfs, 0, 4",
        "agg-simple-rocksdb-snapshot, 0, 4",
        "agg-simple-rocksdb-ckptv2, 0, 4",
        "agg-global, 0, 1",
        "limit-global, 0, 2",
        "join-inner-v2-hdfs, 0, 6",
        "join-inner-v3-rocksdb, 0, 6",
        "tws-event, 0, 5",
        "crash-uncommitted, 0, 1",
        "rate, 0, 3",
        "other-versions/join-inner-v1-hdfs-spark-3.5.7, 0, 6"
    })
    void whatWasCommittedAndKeptCanBeRestored(String fixture, long oldest, long newest) {
        try (Checkpoint checkpoint = Fixtures.open(fixture)) {
            assertThat(checkpoint.restorableBatches())
                    .containsExactlyElementsOf(
                            LongStream.rangeClosed(oldest, newest).boxed().toList());
        }
    }

    /** A restart at batch 6 would look for the plan of batch 5. */
    @Test
    void theOldestRetainedBatchCannotBeRestored() {
        try (Checkpoint checkpoint = Fixtures.open("retention-minbatches2")) {
            assertThat(checkpoint.commits().batchIds()).containsExactly(6L, 7L, 8L);
            assertThat(checkpoint.restorableBatches()).containsExactly(7L, 8L);
        }
    }

    @ParameterizedTest
    @CsvSource({
        // fixture, deleted file, restorable afterwards, health afterwards
        "agg-simple-hdfs, state/0/1/2.delta, 0 3 4, OK",
        "agg-simple-hdfs, state/0/1/5.delta, 0 1 2 3, DAMAGED",
        "agg-simple-hdfs, metadata, 0 1 2 3 4, DAMAGED",
        "agg-simple-hdfs, commits/4, 0 1 2 3, UNCOMMITTED",
        "agg-simple-hdfs, offsets/3, 0 1 2, DAMAGED",
        "agg-simple-hdfs, offsets/4, 0 1 2 3, DAMAGED",
        "agg-simple-rocksdb-snapshot, state/0/0/3.zip, 0 1 3 4, OK",
        "join-inner-v2-hdfs, state/0/0/left-keyToNumValues/7.delta, 0 1 2 3 4 5, DAMAGED",
        "kafka-agg, state/0/1/1.delta, '', DAMAGED",
    })
    void aMissingFileCostsTheBatchesThatNeedIt(String fixture, String file, String restorable, Health health)
            throws IOException {
        Path copy = copy(fixture);
        Files.delete(copy.resolve(file));

        try (Checkpoint checkpoint = Checkpoint.open(Storages.open(copy.toString()))) {
            assertThat(checkpoint.restorableBatches())
                    .containsExactlyElementsOf(Stream.of(restorable.split(" "))
                            .filter(text -> !text.isEmpty())
                            .map(Long::valueOf)
                            .toList());
            assertThat(checkpoint.health()).isEqualTo(health);
        }
    }

    @Test
    void gapsOfAsynchronousProgressTrackingAreNoDamage() {
        try (Checkpoint checkpoint = Fixtures.open("kafka-async-progress")) {
            assertThat(checkpoint.restorableBatches()).containsExactly(0L, 2L, 4L, 6L, 8L, 10L);
        }
    }

    @Test
    void aPartitionThatIsGoneAltogetherIsMissed() throws IOException {
        Path copy = copy("agg-simple-hdfs");
        deleteTree(copy.resolve("state/0/1"));

        try (Checkpoint checkpoint = Checkpoint.open(Storages.open(copy.toString()))) {
            assertThat(checkpoint.restorableBatches()).isEmpty();
            assertThat(checkpoint.health()).isEqualTo(Health.DAMAGED);
        }
    }

    @Test
    void aQueryThatNeverRanIsEmpty() throws IOException {
        Files.writeString(temp.resolve("metadata"), "{\"id\":\"7d0d0e14-5f0e-4d0c-9b5a-1d2f0f0a8a11\"}");
        Files.createDirectories(temp.resolve("offsets"));

        try (Checkpoint checkpoint = Checkpoint.open(Storages.open(temp.toString()))) {
            assertThat(checkpoint.health()).isEqualTo(Health.EMPTY);
            assertThat(checkpoint.restorableBatches()).isEmpty();
            assertThat(checkpoint.operators()).isEmpty();
        }
    }

    @Test
    void stateWithoutAnyPlanIsDamaged() throws IOException {
        Path copy = copy("agg-simple-hdfs");
        deleteTree(copy.resolve("offsets"));
        deleteTree(copy.resolve("commits"));

        try (Checkpoint checkpoint = Checkpoint.open(Storages.open(copy.toString()))) {
            assertThat(checkpoint.health()).isEqualTo(Health.DAMAGED);
        }
    }

    /** Spark's reader of state makes them when it is asked for an operator that is not there. */
    @Test
    void emptyDirectoriesOfAReaderAreNoOperators() throws IOException {
        Path copy = copy("agg-simple-hdfs");
        Files.createDirectories(copy.resolve("state/9/0/_metadata"));

        try (Checkpoint checkpoint = Checkpoint.open(Storages.open(copy.toString()))) {
            assertThat(checkpoint.operators()).hasSize(1);
            assertThat(checkpoint.health()).isEqualTo(Health.OK);
            List<Finding> findings = new ArrayList<>();
            new Verifier(checkpoint).run(findings::add);
            assertThat(findings).noneMatch(finding -> finding.severity() != Severity.INFO);
        }
    }

    @Test
    void continuousProcessingIsNoDamage() throws IOException {
        Files.createDirectories(temp.resolve("offsets"));
        Files.createDirectories(temp.resolve("commits"));
        Files.writeString(temp.resolve("metadata"), "{\"id\":\"7d0d0e14-5f0e-4d0c-9b5a-1d2f0f0a8a11\"}");
        for (int epoch = 0; epoch < 2; epoch++) {
            Files.writeString(
                    temp.resolve("offsets/" + epoch),
                    "v1\n\n{\"0\":{\"value\":" + epoch + ",\"runTimeMs\":1},\"1\":{\"value\":3,\"runTimeMs\":2}}");
            Files.writeString(temp.resolve("commits/" + epoch), "v1\n{\"nextBatchWatermarkMs\":0}");
        }

        try (Checkpoint checkpoint = Checkpoint.open(Storages.open(temp.toString()))) {
            assertThat(checkpoint.isContinuous()).isTrue();
            assertThat(checkpoint.health()).isEqualTo(Health.OK);
            List<Finding> findings = new ArrayList<>();
            assertThat(new Verifier(checkpoint).run(findings::add).restorableBatches())
                    .containsExactly(0L, 1L);
            assertThat(findings).isEmpty();
            assertThat(SourceKind.of(
                            SourceLogKind.NONE, checkpoint.offsets().entry(1).offset("0")))
                    .isEqualTo(SourceKind.RATE);
        }
    }

    @Test
    void stateOfAllPartitionsIsNotGivenWithoutOne() throws IOException {
        Path copy = copy("agg-simple-hdfs");
        deleteTree(copy.resolve("state/0/1"));

        try (Checkpoint checkpoint = Checkpoint.open(Storages.open(copy.toString()))) {
            StoreState store = checkpoint.operators().get(0).stores().get(0);
            assertThatThrownBy(() -> store.partitionsAt(5))
                    .isInstanceOfSatisfying(
                            PawlException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.STATE_PARTITION_MISSING))
                    .hasMessageContaining("Directory state/0/1 below " + copy + " does not exist, but operator 0");
            assertThat(store.partitionsAt(0)).containsExactly(0L);
            assertThat(store.partitionsKnown()).containsExactly(0L, 1L);
        }
    }

    @Test
    void anOperatorWithoutAnyStateIsMissed() throws IOException {
        Path copy = copy("agg-simple-hdfs");
        deleteTree(copy.resolve("state/0"));
        Files.createDirectory(copy.resolve("state/0"));

        try (Checkpoint checkpoint = Checkpoint.open(Storages.open(copy.toString()))) {
            assertThat(checkpoint.diagnosis().reason()).isEqualTo("Operator 0 has a directory, but no state in it.");
            assertThat(checkpoint.health()).isEqualTo(Health.DAMAGED);
            assertThat(checkpoint.restorableBatches()).isEmpty();
        }
    }

    @Test
    void anOperatorThatTheCommitNamesIsMissed() throws IOException {
        Path copy = copy("agg-simple-rocksdb-ckptv2");
        deleteTree(copy.resolve("state"));

        try (Checkpoint checkpoint = Checkpoint.open(Storages.open(copy.toString()))) {
            assertThat(checkpoint.health()).isEqualTo(Health.DAMAGED);
            assertThat(checkpoint.diagnosis().reason())
                    .isEqualTo("commits/4 names state of operators that have no directory: [0].");
        }
    }

    /** As in checkpoints of Spark 3.5. */
    @Test
    void aLimitWithoutMetadataKeepsAllStateInOnePartition() throws IOException {
        Path copy = copy("limit-global");
        deleteTree(copy.resolve("state/0/_metadata"));

        try (Checkpoint checkpoint = Checkpoint.open(Storages.open(copy.toString()))) {
            assertThat(checkpoint.operators().get(0).partitionsExpected()).containsExactly(0L);
            assertThat(checkpoint.health()).isEqualTo(Health.OK);
        }
    }

    /** Without commits nobody knows which attempt counts; guessing would give rows of an attempt that was thrown away. */
    @Test
    void stateWithUniqueIdsIsNotReadWithoutItsCommits() throws IOException {
        Path copy = copy("agg-simple-rocksdb-ckptv2");
        deleteTree(copy.resolve("commits"));

        try (Checkpoint checkpoint = Checkpoint.open(Storages.open(copy.toString()))) {
            StoreState store = checkpoint.operators().get(0).stores().get(0);
            assertThat(store.loadable(0)).containsExactly(0L);
            assertThatThrownBy(() -> store.load(0, 1))
                    .isInstanceOfSatisfying(PawlException.class, e -> assertThat(e.code())
                            .isEqualTo(ErrorCode.STATE_VERSION_NOT_COMMITTED));
        }
    }

    @Test
    void aStorageThatDoesNotAnswerIsNotCalledDamaged() throws IOException {
        Path copy = copy("agg-simple-hdfs");
        Files.delete(copy.resolve("offsets/4"));
        Files.createSymbolicLink(copy.resolve("offsets/4"), Path.of("4"));

        try (Checkpoint checkpoint = Checkpoint.open(Storages.open(copy.toString()))) {
            assertThat(checkpoint.diagnosis().health()).isEqualTo(Health.UNREACHABLE);
            assertThat(checkpoint.diagnosis().reason()).startsWith("Cannot read file offsets/4 below " + copy);
        }
    }

    @Test
    void aDirectoryWithoutACheckpointIsRefused() {
        assertThatThrownBy(() -> Checkpoint.open(Storages.open(temp.toString())))
                .isInstanceOfSatisfying(
                        PawlException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CHECKPOINT_NOT_FOUND))
                .hasMessageContaining(temp.toString());
    }

    @Test
    void aFileIsRefusedAsOne() throws Exception {
        Path file = Files.writeString(temp.resolve("file"), "");

        assertThatThrownBy(() -> Checkpoint.isCheckpoint(Storages.open(file.toString())))
                .isInstanceOfSatisfying(
                        PawlException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CHECKPOINT_NOT_FOUND))
                .hasMessageContaining("There is no checkpoint at " + file + ": it is a file, not a directory.");
    }

    private Path copy(String fixture) {
        return Fixtures.copy(fixture, temp.resolve("copy"));
    }

    private static void deleteTree(Path directory) throws IOException {
        try (Stream<Path> walk = Files.walk(directory)) {
            for (Path path : walk.sorted((a, b) -> b.compareTo(a)).toList()) {
                Files.delete(path);
            }
        }
    }
}
