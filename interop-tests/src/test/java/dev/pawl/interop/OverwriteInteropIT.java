package dev.pawl.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pawl.checkpoint.Checkpoint;
import dev.pawl.checkpoint.OperatorState;
import dev.pawl.checkpoint.StoreState;
import dev.pawl.checkpoint.log.OffsetEntry;
import dev.pawl.checkpoint.log.OffsetLog;
import dev.pawl.checkpoint.log.OffsetMetadata;
import dev.pawl.checkpoint.storage.Durability;
import dev.pawl.checkpoint.storage.Storage;
import dev.pawl.checkpoint.storage.Storages;
import dev.pawl.checkpoint.verify.Finding;
import dev.pawl.checkpoint.verify.Severity;
import dev.pawl.checkpoint.verify.Verifier;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Files that Spark wrote, with the side files Hadoop adds, and that Pawl writes anew in the same place. */
@ExtendWith(SparkExtension.class)
class OverwriteInteropIT {
    private static final int STEPS_BEFORE = 3;

    private final SparkHarness spark;

    @TempDir
    private Path directory;

    OverwriteInteropIT(SparkHarness spark) {
        this.spark = spark;
    }

    @ParameterizedTest
    @CsvSource({"HDFS,CHANGES,delta", "ROCKSDB_SNAPSHOT,SNAPSHOTS,zip", "ROCKSDB_CHANGELOG,CHANGES,changelog"})
    void sparkGoesOnWithFilesThatPawlReplaced(StateLayout layout, StateForm form, String suffix) throws IOException {
        QueryRun run = QueryRun.fresh(spark, QueryShape.AGGREGATION, layout, directory);
        run.runSteps(0, STEPS_BEFORE);
        List<String> state = run.state().rows(Map.of());
        Path original = copyOf(run.checkpoint());
        List<Path> sideFiles = spoiledSideFiles(run.checkpoint(), suffix);
        assertThat(sideFiles).hasSizeGreaterThanOrEqualTo(STEPS_BEFORE * SparkHarness.STATE_PARTITIONS);

        replaceState(original, run.checkpoint(), form);
        replaceNewestPlan(run.checkpoint());

        assertThat(sideFiles).noneMatch(Files::exists);
        assertThat(problems(run.checkpoint())).isEmpty();
        assertThat(run.state().rows(Map.of())).isEqualTo(state);
        run.runSteps(STEPS_BEFORE, Steps.count());
        assertThat(run.output()).isEqualTo(ExpectedOutput.of(QueryShape.AGGREGATION));
    }

    /** What the test above rests on: Spark does look at side files. */
    @Test
    void sparkRefusesASnapshotNextToTheSideFileOfAnother() throws IOException {
        QueryRun run = QueryRun.fresh(spark, QueryShape.AGGREGATION, StateLayout.ROCKSDB_SNAPSHOT, directory);
        run.runSteps(0, 1);

        assertThat(spoiledSideFiles(run.checkpoint(), "zip")).isNotEmpty();

        assertThatThrownBy(() -> run.state().rows(Map.of())).hasStackTraceContaining("ChecksumException");
    }

    /** The side files of state files and of their checksum files, after each was made one of other content. */
    private static List<Path> spoiledSideFiles(Path checkpoint, String suffix) throws IOException {
        Pattern name = Pattern.compile("\\.\\d+\\." + suffix + "(\\.crc)?\\.crc");
        List<Path> sideFiles = filesBelow(checkpoint.resolve("state")).stream()
                .filter(file -> name.matcher(file.getFileName().toString()).matches())
                .toList();
        for (Path file : sideFiles) {
            byte[] bytes = Files.readAllBytes(file);
            bytes[bytes.length - 1] ^= 1;
            Files.write(file, bytes);
        }
        return sideFiles;
    }

    private Path copyOf(Path checkpoint) throws IOException {
        Path copy = directory.resolve("original");
        for (Path file : filesBelow(checkpoint)) {
            Path target = copy.resolve(checkpoint.relativize(file));
            Files.createDirectories(target.getParent());
            Files.copy(file, target);
        }
        return copy;
    }

    private void replaceState(Path from, Path to, StateForm form) throws IOException {
        UniqueNames ids = new UniqueNames();
        try (Checkpoint original = Checkpoint.open(Storages.open(from.toString()));
                Storage target = open(to)) {
            RewrittenState state = new RewrittenState(original, target, form, ids, directory.resolve("scratch"));
            for (OperatorState operator : original.operators()) {
                for (StoreState store : operator.stores()) {
                    for (long partition : store.partitions()) {
                        state.write(store, partition);
                    }
                }
            }
        }
    }

    /** As if the batch had been planned a millisecond later; only the plan is removed before, its side file stays. */
    private static void replaceNewestPlan(Path checkpoint) throws IOException {
        try (Storage storage = open(checkpoint)) {
            OffsetLog offsets = new OffsetLog(storage);
            OffsetEntry entry = offsets.entry(offsets.latest().orElseThrow());
            OffsetMetadata metadata = entry.metadata().orElseThrow();
            Files.delete(checkpoint.resolve("offsets/" + entry.batchId()));
            offsets.append(new OffsetEntry(
                    entry.batchId(),
                    entry.version(),
                    Optional.of(OffsetMetadata.of(
                            metadata.batchWatermarkMs(), metadata.batchTimestampMs() + 1, metadata.conf())),
                    entry.offsets()));
        }
    }

    private static Storage open(Path path) {
        return Storages.openForWriting(path.toString(), Durability.UNSYNCED, new UniqueNames());
    }

    private static List<Finding> problems(Path checkpoint) {
        List<Finding> problems = new ArrayList<>();
        try (Checkpoint opened = Checkpoint.open(Storages.open(checkpoint.toString()))) {
            new Verifier(opened).run(finding -> {
                if (finding.severity() != Severity.INFO) {
                    problems.add(finding);
                }
            });
        }
        return problems;
    }

    private static List<Path> filesBelow(Path path) throws IOException {
        try (Stream<Path> files = Files.walk(path)) {
            return files.filter(Files::isRegularFile).toList();
        }
    }
}
