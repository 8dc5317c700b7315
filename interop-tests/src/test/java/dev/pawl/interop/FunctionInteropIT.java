package dev.pawl.interop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.checkpoint.Checkpoint;
import dev.pawl.checkpoint.StoreState;
import dev.pawl.checkpoint.entry.StateCursor;
import dev.pawl.checkpoint.storage.FencedStorage;
import dev.pawl.checkpoint.storage.Storage;
import dev.pawl.checkpoint.storage.Storages;
import dev.pawl.checkpoint.verify.Finding;
import dev.pawl.checkpoint.verify.Severity;
import dev.pawl.checkpoint.verify.Verifier;
import dev.pawl.engine.KeyedStream;
import dev.pawl.engine.Pawl;
import dev.pawl.engine.StreamWriter;
import dev.pawl.engine.lease.Owner;
import dev.pawl.engine.run.World;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.apache.spark.api.java.function.VoidFunction2;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.streaming.GroupStateTimeout;
import org.apache.spark.sql.streaming.OutputMode;
import org.apache.spark.sql.streaming.TimeMode;
import org.apache.spark.sql.streaming.Trigger;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The same functions with state, class by class, on Spark and on Pawl, which go on from each other's checkpoints. */
@ExtendWith(SparkExtension.class)
class FunctionInteropIT {
    private static final String COLUMNS = "k STRING, v INT, ts TIMESTAMP";
    private static final long FIRST_FILE_MS = 1_704_067_200_000L;
    private static final int LEGS = 3;
    private static final int FILES_PER_LEG = 3;
    private static final Map<String, String> CONFS = Map.of(
            "spark.sql.streaming.stateStore.providerClass",
            "org.apache.spark.sql.execution.streaming.state.RocksDBStateStoreProvider",
            "spark.sql.streaming.stateStore.rocksdb.changelogCheckpointing.enabled",
            "true",
            // Spark's own default, which Pawl keeps to.
            "spark.sql.streaming.fileSource.log.compactInterval",
            "10");

    @TempDir
    private Path directory;

    enum Shape {
        LEDGER,
        LEDGER_BY_CLOCK,
        TALLY;

        Dataset<Row> onSpark(Dataset<Row> rows) {
            return switch (this) {
                case LEDGER -> Ledger.inEventTime(rows);
                case LEDGER_BY_CLOCK -> Ledger.inProcessingTime(rows);
                case TALLY -> Tally.query(rows);
            };
        }

        StreamWriter onPawl(KeyedStream<String, Row> rows) {
            return switch (this) {
                case LEDGER -> transform(rows, TimeMode.EventTime());
                case LEDGER_BY_CLOCK -> transform(rows, TimeMode.ProcessingTime());
                case TALLY ->
                    rows.flatMapGroupsWithState(
                            new Tally(),
                            OutputMode.Append(),
                            Encoders.tuple(Encoders.LONG(), Encoders.LONG()),
                            Encoders.STRING(),
                            GroupStateTimeout.EventTimeTimeout());
            };
        }

        private static StreamWriter transform(KeyedStream<String, Row> rows, TimeMode timeMode) {
            return rows.transformWithState(Ledger.of(timeMode), timeMode, OutputMode.Append(), Encoders.STRING());
        }
    }

    /** This machine at another time. */
    private record Shifted(World world, Duration shift) implements World {
        @Override
        public Storage storage(String location) {
            return world.storage(location);
        }

        @Override
        public FencedStorage fenced(String location) {
            return world.fenced(location);
        }

        @Override
        public Owner owner() {
            return world.owner();
        }

        @Override
        public InstantSource clock() {
            return () -> Instant.now().plus(shift);
        }

        @Override
        public Supplier<String> uniqueNames() {
            return world.uniqueNames();
        }
    }

    private void writeFile(int number, List<String> lines) throws IOException {
        Path in = Files.createDirectories(directory.resolve("in"));
        Path file = in.resolve("%03d.json".formatted(number));
        Files.write(file, lines);
        Files.setLastModifiedTime(file, FileTime.fromMillis(FIRST_FILE_MS + number * 1000L));
    }

    private void writeRandom(int files) throws IOException {
        Random random = new Random(4711);
        for (int file = 0; file < files; file++) {
            List<String> lines = new ArrayList<>();
            for (int row = random.nextInt(8); row > 0; row--) {
                long second = 100L + file * 12L + random.nextInt(20) - (random.nextInt(5) == 0 ? 40 : 0);
                lines.add("{\"k\":\"%c\",\"v\":%d,\"ts\":\"%s\"}"
                        .formatted('a' + random.nextInt(4), row, Instant.ofEpochSecond(second)));
            }
            // A file of no bytes is not taken by Pawl, one without rows is.
            writeFile(file, lines.isEmpty() ? List.of("") : lines);
        }
    }

    private Map<Long, List<String>> onSpark(SparkHarness spark, Shape shape, Path checkpoint, Trigger trigger)
            throws Exception {
        SparkSession session = spark.session(CONFS);
        Dataset<Row> rows = session.readStream()
                .schema(StructType.fromDDL(COLUMNS))
                .option("maxFilesPerTrigger", 1)
                .json(directory.resolve("in").toString());
        Map<Long, List<String>> batches = new TreeMap<>();
        VoidFunction2<Dataset<Row>, Long> keep = (told, batchId) -> batches.put(
                batchId,
                told.collectAsList().stream()
                        .map(row -> row.getString(0))
                        .sorted()
                        .toList());
        shape.onSpark(rows)
                .writeStream()
                .outputMode("append")
                .option("checkpointLocation", checkpoint.toString())
                .trigger(trigger)
                .foreachBatch(keep)
                .start()
                .awaitTermination();
        spark.quiesce();
        return batches;
    }

    private Map<Long, List<String>> onPawl(
            Shape shape, Path checkpoint, Duration shift, dev.pawl.engine.run.Trigger trigger) throws Exception {
        Map<Long, List<String>> batches = new TreeMap<>();
        try (Pawl pawl = Pawl.on(new Shifted(Pawl.outside(), shift), 2)) {
            CONFS.forEach((key, value) -> pawl.sql("SET " + key + " = " + value));
            pawl.sql("SET spark.sql.shuffle.partitions = " + SparkHarness.STATE_PARTITIONS
                    + "; CREATE TEMPORARY VIEW events (" + COLUMNS + ") USING json OPTIONS (path '"
                    + directory.resolve("in") + "', maxFilesPerTrigger 1)");
            String select = "SELECT * FROM STREAM events WATERMARK ts DELAY OF INTERVAL 10 SECONDS WHERE k IS NOT NULL";
            shape.onPawl(pawl.stream(select).groupByKey(row -> row.getString(0), Encoders.STRING()))
                    .option("checkpointLocation", checkpoint.toString())
                    .trigger(trigger)
                    .foreachBatch((rows, batchId) -> batches.put(
                            batchId,
                            rows.stream().map(row -> row.getString(0)).sorted().toList()))
                    .start()
                    .awaitTermination();
        }
        return batches;
    }

    /** Every byte of the newest state, by partition, and the column families it is of. */
    private static Map<String, List<String>> newestState(Path checkpoint) throws IOException {
        Map<String, List<String>> all = new TreeMap<>();
        try (Checkpoint opened = Checkpoint.open(Storages.open(checkpoint.toString()))) {
            long version =
                    opened.restorableBatches().get(opened.restorableBatches().size() - 1) + 1;
            StoreState store = opened.operators().get(0).stores().get(0);
            for (long partition : store.partitions()) {
                List<String> rows = new ArrayList<>();
                try (StateCursor cursor = store.load(partition, version)) {
                    while (cursor.next()) {
                        rows.add(cursor.key() + " " + cursor.value());
                    }
                }
                rows.sort(null);
                all.put("%d %d %s".formatted(version, partition, families(store, partition, version)), rows);
            }
        }
        return all;
    }

    private static Map<String, Integer> families(StoreState store, long partition, long version) {
        return store.schemas().size() > 1 ? new TreeMap<>(store.columnFamilies(partition, version)) : new HashMap<>();
    }

    private static List<Finding> findings(Path checkpoint) {
        List<Finding> findings = new ArrayList<>();
        try (Checkpoint opened = Checkpoint.open(Storages.open(checkpoint.toString()))) {
            new Verifier(opened).run(findings::add);
        }
        // Spark leaves the tables of a snapshot that it has written anew.
        findings.removeIf(finding -> finding.severity() == Severity.INFO);
        return findings;
    }

    /** As after a crash between the sink and the commit. */
    private static void uncommitLast(Path checkpoint) throws IOException {
        Path commits = checkpoint.resolve("commits");
        try (Stream<Path> files = Files.list(commits)) {
            Path last = files.filter(file -> file.getFileName().toString().matches("\\d+"))
                    .max(Comparator.comparingLong(
                            file -> Long.parseLong(file.getFileName().toString())))
                    .orElseThrow();
            Files.delete(last);
            Files.deleteIfExists(commits.resolve("." + last.getFileName() + ".crc"));
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = Shape.class,
            names = {"LEDGER", "TALLY"})
    void goOnWhereTheOtherStopped(Shape shape, SparkHarness spark) throws Exception {
        Path alone = directory.resolve("alone");
        List<Path> shared = List.of(directory.resolve("sparkFirst"), directory.resolve("pawlFirst"));
        Map<Long, List<String>> expected = new TreeMap<>();
        List<Map<Long, List<String>>> found = List.of(new TreeMap<>(), new TreeMap<>());
        for (int leg = 0; leg < LEGS; leg++) {
            writeRandom((leg + 1) * FILES_PER_LEG);
            if (leg % 2 == 1) {
                uncommitLast(alone);
                for (Path checkpoint : shared) {
                    uncommitLast(checkpoint);
                }
            }
            expected.putAll(onSpark(spark, shape, alone, Trigger.AvailableNow()));
            for (int i = 0; i < shared.size(); i++) {
                boolean isOnSpark = leg % 2 == i;
                found.get(i)
                        .putAll(
                                isOnSpark
                                        ? onSpark(spark, shape, shared.get(i), Trigger.AvailableNow())
                                        : onPawl(
                                                shape,
                                                shared.get(i),
                                                Duration.ZERO,
                                                dev.pawl.engine.run.Trigger.availableNow()));
            }
        }

        assertThat(expected.values().stream().mapToInt(List::size).sum()).isGreaterThan(15);
        for (int i = 0; i < shared.size(); i++) {
            assertThat(found.get(i)).isEqualTo(expected);
            assertThat(findings(shared.get(i))).isEmpty();
            assertThat(newestState(shared.get(i))).isEqualTo(newestState(alone));
        }
    }

    /** Everything expires ten hours after it was written, and timers go off then: by the clock of whoever runs the batch. */
    @Test
    @SuppressWarnings("deprecation") // One batch, and none without rows after it.
    void whatIsWrittenByOneExpiresForTheOther(SparkHarness spark) throws Exception {
        Shape shape = Shape.LEDGER_BY_CLOCK;
        Path checkpoint = directory.resolve("checkpoint");
        String event = "{\"k\":\"%s\",\"v\":%d,\"ts\":\"2024-01-01T00:00:00Z\"}";
        var once = dev.pawl.engine.run.Trigger.once();
        Duration past = Duration.ofHours(-11);

        writeFile(0, List.of(event.formatted("a", 1), event.formatted("a", 2), event.formatted("b", 5)));
        assertThat(onPawl(shape, checkpoint, past, once).get(0L))
                .containsExactly("a: total 3, history [1, 2]", "b: total 5, history [5]");

        // What Pawl wrote eleven hours ago has expired by now.
        writeFile(1, List.of(event.formatted("a", 4), event.formatted("c", 7)));
        assertThat(onSpark(spark, shape, checkpoint, Trigger.Once()).get(1L))
                .containsExactly(
                        "a: timer, total known: true",
                        "a: total 4, history [4]",
                        "b: timer, total known: false",
                        "c: total 7, history [7]");

        // Pawl sees what Spark has just written, and later on it has expired.
        writeFile(2, List.of(event.formatted("c", 1)));
        assertThat(onPawl(shape, checkpoint, Duration.ZERO, once).get(2L))
                .containsExactly("c: total 8, history [7, 1]");
        writeFile(3, List.of(event.formatted("d", 1)));
        assertThat(onPawl(shape, checkpoint, Duration.ofHours(11), once).get(3L))
                .contains("d: total 1, history [1]", "a: timer, total known: false", "c: timer, total known: false");

        // And Spark finds nothing of it.
        writeFile(4, List.of(event.formatted("a", 9), event.formatted("b", 9), event.formatted("c", 9)));
        assertThat(onSpark(spark, shape, checkpoint, Trigger.Once()).get(4L))
                .containsExactly("a: total 9, history [9]", "b: total 9, history [9]", "c: total 9, history [9]");
        assertThat(findings(checkpoint)).isEmpty();
    }
}
