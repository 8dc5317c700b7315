package dev.pawl.interop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.checkpoint.log.CommitEntry;
import dev.pawl.checkpoint.log.CommitLog;
import dev.pawl.checkpoint.log.CompactionPolicy;
import dev.pawl.checkpoint.log.FileSinkLog;
import dev.pawl.checkpoint.log.FileSourceLog;
import dev.pawl.checkpoint.log.OffsetEntry;
import dev.pawl.checkpoint.log.OffsetLog;
import dev.pawl.checkpoint.log.SinkFile;
import dev.pawl.checkpoint.log.SourceOffset;
import dev.pawl.checkpoint.storage.Durability;
import dev.pawl.checkpoint.storage.Storage;
import dev.pawl.checkpoint.storage.Storages;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.streaming.StreamingQueryException;
import org.apache.spark.sql.streaming.Trigger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** A query from files to files, whose two logs Spark and Pawl write in turn. Every batch is one file with one row. */
@ExtendWith(SparkExtension.class)
class FileSinkInteropIT {
    private static final int BATCHES_BEFORE = 5;

    /** Deletes at once what is not needed, so that nothing but the rest can be read. */
    private static final CompactionPolicy POLICY =
            new CompactionPolicy(SparkHarness.COMPACT_INTERVAL, 1, Duration.ZERO);

    private final SparkHarness spark;
    private final InputFiles inputs;
    private final Path output;
    private final Path checkpoint;
    private final Path directory;

    FileSinkInteropIT(SparkHarness spark, @TempDir Path directory) {
        this.spark = spark;
        this.directory = directory;
        inputs = new InputFiles(directory.resolve("inputs"));
        output = directory.resolve("output");
        checkpoint = directory.resolve("checkpoint");
    }

    @BeforeEach
    void sparkRunsTheFirstBatches() {
        runWithInputs(0, BATCHES_BEFORE);
    }

    @Test
    void sparkReadsAndGoesOnWithTheLogsThatPawlRewrote() throws IOException {
        List<SinkFile> results = results();
        Files.move(log(), directory.resolve("spark_metadata"));
        Files.copy(partFile(results.get(0)), output.resolve("part-left-by-a-failed-attempt.json"));
        try (Storage storage = open(output)) {
            FileSinkLog sink = new FileSinkLog(storage, POLICY);
            for (int batch = 0; batch < BATCHES_BEFORE; batch++) {
                sink.append(batch, List.of(results.get(batch)));
            }
        }
        Path rewritten = directory.resolve("rewritten");
        RewrittenCheckpoint.write(checkpoint, rewritten, StateForm.SNAPSHOTS);
        Files.move(checkpoint, directory.resolve("spark-checkpoint"));
        Files.move(rewritten, checkpoint);
        assertThat(names(log())).containsExactlyInAnyOrder("0", "1", "2.compact", "3", "4");
        assertThat(rows()).isEqualTo(rowsOf(BATCHES_BEFORE));

        runWithInputs(BATCHES_BEFORE, 7);

        assertThat(rows()).isEqualTo(rowsOf(7));
        assertThat(names(log())).contains("5.compact", "6");
        assertThat(names(checkpoint.resolve("sources/0"))).contains("2.compact", "5.compact", "6");
        assertThat(results()).hasSize(7).startsWith(results.toArray(SinkFile[]::new));
    }

    @Test
    void sparkGoesOnAfterABatchOfPawlThatCompactedAndPurgedBothLogs() throws IOException {
        planAndWrite(BATCHES_BEFORE);
        try (Storage storage = open(checkpoint)) {
            new CommitLog(storage).append(CommitEntry.v1(BATCHES_BEFORE, 0));
        }
        assertThat(names(log())).containsExactlyInAnyOrder("2.compact", "3", "4", "5.compact");
        assertThat(names(checkpoint.resolve("sources/0")))
                .containsExactlyInAnyOrder("2.compact", "3", "4", "5.compact");
        assertThat(rows()).isEqualTo(rowsOf(6));

        runWithInputs(6, 9);

        assertThat(rows()).isEqualTo(rowsOf(9));
        assertThat(names(log())).contains("6", "7", "8.compact");
        assertThat(names(checkpoint.resolve("sources/0"))).contains("6", "7", "8.compact");
        assertThat(results()).hasSize(9);
    }

    @Test
    void sparkDoesNotWriteABatchAgainWhoseFilesPawlMadeResults() throws IOException {
        planAndWrite(BATCHES_BEFORE);

        runWithInputs(6, 7);

        assertThat(rows()).isEqualTo(rowsOf(7));
        assertThat(results()).hasSize(7);
        assertThat(results().get(BATCHES_BEFORE).path()).endsWith("part-by-pawl.json");
    }

    /** All of a batch but its commit. */
    private void planAndWrite(int batch) throws IOException {
        writeInput(batch);
        Path part = Files.writeString(output.resolve("part-by-pawl.json"), row(batch));
        try (Storage storage = open(checkpoint);
                Storage results = open(output)) {
            FileSourceLog source = new FileSourceLog(storage, "0", POLICY);
            source.append(batch, List.of(inputs.taken(batch, batch)));
            source.purge(batch, inAnHour());
            OffsetLog offsets = new OffsetLog(storage);
            SourceOffset offset = new SourceOffset("{\"logOffset\":%d}".formatted(batch));
            offsets.append(
                    OffsetEntry.of(batch, offsets.entry(batch - 1).metadata().orElseThrow(), List.of(offset)));
            FileSinkLog sink = new FileSinkLog(results, POLICY);
            sink.append(batch, List.of(sinkFile(part)));
            sink.purge(batch, inAnHour());
        }
    }

    private static Instant inAnHour() {
        return Instant.now().plus(Duration.ofHours(1));
    }

    private static SinkFile sinkFile(Path file) throws IOException {
        long modified = Files.getLastModifiedTime(file).toMillis();
        return new SinkFile(file.toUri().toString(), Files.size(file), false, modified, 1, 32 << 20, SinkFile.ADD);
    }

    private void runWithInputs(int first, int end) {
        IntStream.range(first, end).forEach(this::writeInput);
        SparkSession session = spark.session(Map.of());
        try {
            session.readStream()
                    .schema("v INT")
                    .option("maxFilesPerTrigger", 1)
                    .json(inputs.directory().toString())
                    .writeStream()
                    .format("json")
                    .option("path", output.toString())
                    .option("checkpointLocation", checkpoint.toString())
                    .trigger(Trigger.AvailableNow())
                    .start()
                    .awaitTermination();
        } catch (TimeoutException | StreamingQueryException e) {
            throw new AssertionError("the query did not finish", e);
        }
    }

    private void writeInput(int step) {
        inputs.write(step, List.of(row(step)));
    }

    /** What Spark finds in the output directory, as JSON, in order. */
    private List<String> rows() {
        return spark.session(Map.of()).read().schema("v INT").json(output.toString()).toJSON().collectAsList().stream()
                .sorted()
                .toList();
    }

    private static List<String> rowsOf(int batches) {
        return IntStream.range(0, batches).mapToObj(FileSinkInteropIT::row).toList();
    }

    private static String row(int step) {
        return "{\"v\":%d}".formatted(step);
    }

    private List<SinkFile> results() throws IOException {
        List<SinkFile> results = new ArrayList<>();
        try (Storage storage = Storages.open(output.toString())) {
            new FileSinkLog(storage, POLICY).visitFiles(results::add);
        }
        return results;
    }

    private Path log() {
        return output.resolve(FileSinkLog.DIRECTORY);
    }

    private Path partFile(SinkFile file) {
        return output.resolve(file.path().substring(file.path().lastIndexOf('/') + 1));
    }

    private static Storage open(Path path) {
        return Storages.openForWriting(path.toString(), Durability.UNSYNCED, new UniqueNames());
    }

    private static List<String> names(Path path) throws IOException {
        try (Stream<Path> files = Files.list(path)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> !name.startsWith("."))
                    .toList();
        }
    }
}
