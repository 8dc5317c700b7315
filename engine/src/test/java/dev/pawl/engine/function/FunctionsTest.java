package dev.pawl.engine.function;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pawl.checkpoint.Checkpoint;
import dev.pawl.checkpoint.StoreState;
import dev.pawl.checkpoint.entry.StateCursor;
import dev.pawl.checkpoint.error.ErrorCode;
import dev.pawl.checkpoint.error.PawlException;
import dev.pawl.checkpoint.storage.FencedStorage;
import dev.pawl.checkpoint.storage.Storage;
import dev.pawl.checkpoint.storage.Storages;
import dev.pawl.checkpoint.verify.Finding;
import dev.pawl.checkpoint.verify.Severity;
import dev.pawl.checkpoint.verify.Verifier;
import dev.pawl.engine.KeyedStream;
import dev.pawl.engine.Pawl;
import dev.pawl.engine.StreamWriter;
import dev.pawl.engine.builtin.MemoryTables;
import dev.pawl.engine.lease.Owner;
import dev.pawl.engine.run.StreamingQuery;
import dev.pawl.engine.run.Trigger;
import dev.pawl.engine.run.World;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.spark.api.java.function.FlatMapGroupsWithStateFunction;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.streaming.GroupStateTimeout;
import org.apache.spark.sql.streaming.OutputMode;
import org.apache.spark.sql.streaming.StatefulProcessor;
import org.apache.spark.sql.streaming.TimeMode;
import org.apache.spark.sql.streaming.TimerValues;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.unsafe.types.UTF8String;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import scala.collection.Iterator;

/** Functions of Java with state, batch by batch and over restarts. */
class FunctionsTest {
    private static final StructType ROWS = StructType.fromDDL("k STRING, word STRING, at TIMESTAMP");
    private static final String TIMED = "SELECT * FROM STREAM rows WATERMARK at DELAY OF INTERVAL 10 SECONDS";

    @TempDir
    private Path checkpoint;

    private final AtomicLong nowMs = new AtomicLong(1_000_000);
    private final List<List<InternalRow>> all = new ArrayList<>();

    /** This machine with a clock that the test moves on. */
    private record Timed(World world, InstantSource clock) implements World {
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
        public Supplier<String> uniqueNames() {
            return world.uniqueNames();
        }
    }

    private static InternalRow row(String key, String word, long second) {
        return new GenericInternalRow(
                new Object[] {UTF8String.fromString(key), UTF8String.fromString(word), second * 1_000_000});
    }

    /** Text such as {@code a set 5@12; b add x}: key, words, event time. */
    private static List<InternalRow> rows(String text) {
        List<InternalRow> rows = new ArrayList<>();
        for (String each : text.split("; ", 0)) {
            String[] parts = each.split("@", 0);
            String[] words = parts[0].split(" ", 2);
            rows.add(row(words[0], words[1], parts.length > 1 ? Long.parseLong(parts[1]) : 0));
        }
        return rows;
    }

    private Pawl pawl() {
        Pawl pawl = Pawl.on(new Timed(Pawl.outside(), () -> Instant.ofEpochMilli(nowMs.get())), 2);
        MemoryTables.Input input = pawl.memory().input("rows", ROWS);
        all.forEach(input::add);
        pawl.sql("CREATE TEMPORARY VIEW rows USING memory OPTIONS (name 'rows');"
                + "SET spark.sql.shuffle.partitions = 2;"
                + "SET spark.sql.streaming.stateStore.minDeltasForSnapshot = 2");
        return pawl;
    }

    private StreamingQuery start(Pawl pawl, String select, Function<KeyedStream<String, Row>, StreamWriter> function) {
        return function.apply(pawl.stream(select).groupByKey(row -> row.getString(0), Encoders.STRING()))
                .format("memory")
                .queryName("out")
                .option("checkpointLocation", checkpoint.toString())
                .start();
    }

    /** A query that runs for some batches and is stopped; what each batch gave. */
    private final class Run implements AutoCloseable {
        private final Pawl pawl = pawl();
        private final StreamingQuery query;
        private int seen;

        Run(String select, Function<KeyedStream<String, Row>, StreamWriter> function) {
            query = start(pawl, select, function);
        }

        List<String> batch(String text) throws Exception {
            if (!text.isEmpty()) {
                List<InternalRow> rows = rows(text);
                all.add(rows);
                pawl.memory().input("rows", ROWS).add(rows);
            }
            query.processAllAvailable();
            // A look that had begun before the clock moved on counts for nothing.
            query.processAllAvailable();
            List<String> out = pawl.memory().rows("out", "UTC");
            List<String> fresh = out.subList(seen, out.size()).stream()
                    .map(row -> row.substring("{\"value\":\"".length(), row.length() - 2))
                    .sorted()
                    .toList();
            seen = out.size();
            return fresh;
        }

        @Override
        public void close() {
            query.stopAfterBatch();
            try {
                query.awaitTermination();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            pawl.close();
        }
    }

    private static Function<KeyedStream<String, Row>, StreamWriter> told(Told told, TimeMode timeMode) {
        return keyed -> keyed.transformWithState(told, timeMode, OutputMode.Update(), Encoders.STRING());
    }

    private void assertSound() {
        try (Checkpoint opened = Checkpoint.open(Storages.open(checkpoint.toString()))) {
            List<Finding> findings = new ArrayList<>();
            new Verifier(opened).run(findings::add);
            // A snapshot that a test takes away leaves its tables.
            findings.removeIf(finding -> finding.severity() == Severity.INFO);
            assertThat(findings).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"memory", "rocksdb"})
    void remembersValuesListsAndMapsOverARestart(String stores) throws Exception {
        Function<KeyedStream<String, Row>, StreamWriter> function =
                keyed -> told(new Told(), TimeMode.None()).apply(keyed).option("stateStore", stores);
        try (Run run = new Run(TIMED, function)) {
            assertThat(run.batch("a set 5; a add x; a put p 1; b add y; a add z; a stop; a set 9"))
                    .containsExactly("a 5 [x, z] {p=1}", "b - [y] {}");
            assertThat(run.batch("a put q 2; a put p 7; b more z,w; b set 1"))
                    .containsExactly("a 5 [x, z] {p=7, q=2}", "b 1 [y, z, w] {}");
            nowMs.addAndGet(Duration.ofMinutes(2).toMillis());
            assertThat(run.batch("a ask; b ask")).containsExactly("a 5 [x, z] {p=7, q=2}", "b 1 [y, z, w] {}");
            awaitSnapshot(3);
        }
        // Only the snapshot that was made in the background has what came before.
        Files.delete(checkpoint.resolve("state/0/0/1.zip"));
        Files.delete(checkpoint.resolve("state/0/1/1.zip"));
        try (Run run = new Run(TIMED, function)) {
            assertThat(run.batch("a take p; b list n; b unset; c add 1"))
                    .containsExactly("a 5 [x, z] {q=2}", "b - [n] {}", "c - [1] {}");
            assertThat(run.batch("a unmap; a unlist; b add m; c unlist; c add 2"))
                    .containsExactly("a 5 [] {}", "b - [n, m] {}", "c - [2] {}");
        }
        try (Run run = new Run(TIMED, told(new Told(Duration.ZERO, "more"), TimeMode.None()))) {
            assertThat(run.batch("a ask; b ask; c ask")).containsExactly("a 5 [] {}", "b - [n, m] {}", "c - [2] {}");
        }
        assertSound();
    }

    private void awaitSnapshot(long version) throws Exception {
        Instant end = Instant.now().plusSeconds(60);
        for (int partition = 0; partition < 2; partition++) {
            Path zip = checkpoint.resolve("state/0/" + partition + "/" + version + ".zip");
            while (!Files.exists(zip)) {
                assertThat(Instant.now()).as("%s", zip).isBefore(end);
                Thread.onSpinWait();
            }
        }
    }

    @Test
    void firesTimersInTheOrderOfEventTime() throws Exception {
        Function<KeyedStream<String, Row>, StreamWriter> function = told(new Told(), TimeMode.EventTime());
        try (Run run = new Run(TIMED, function)) {
            assertThat(run.batch("a timer 12000@5; a timer 11000@5; a timer 11000@5; b timer 30000@5; b timer 9000@5"))
                    .containsExactly("a - [] {}", "b - [] {}");
            // The watermark moves on, and then a batch without rows fires.
            assertThat(run.batch("c untimer 5@22; b untimer 9000@22"))
                    .containsExactly(
                            "a fired 11000 - [t11000] {}",
                            "a fired 12000 - [t11000, t12000] {}",
                            "b - [] {}",
                            "c - [] {}");
            // Too late.
            assertThat(run.batch("a set 1@11")).isEmpty();
        }
        try (Run run = new Run(TIMED, function)) {
            assertThat(run.batch("a ask@50")).containsExactly("a - [t11000, t12000] {}", "b fired 30000 - [t30000] {}");
        }
        assertSound();
    }

    @Test
    void forgetsByTheClockAlsoWithoutRows() throws Exception {
        Function<KeyedStream<String, Row>, StreamWriter> function =
                told(new Told(Duration.ofSeconds(10), ""), TimeMode.ProcessingTime());
        String select = "SELECT * FROM STREAM rows";
        try (Run run = new Run(select, function)) {
            assertThat(run.batch("a set 5; a add x; a put p 1; b set 1; b after 3000"))
                    .containsExactly("a 5 [x] {p=1}", "b 1 [] {}");
            nowMs.addAndGet(4000);
            assertThat(run.batch("a add y; a put q 2; c list x,y"))
                    .containsExactly("a 5 [x, y] {p=1, q=2}", "b fired 1003000 1 [t1003000] {}", "c - [x, y] {}");
            nowMs.addAndGet(6000);
            assertThat(run.batch("a ask; b ask")).containsExactly("a - [y] {q=2}", "b - [t1003000] {}");
        }
        nowMs.addAndGet(3000);
        try (Run run = new Run(select, function)) {
            assertThat(run.batch("a set 6; c ask")).containsExactly("a 6 [y] {q=2}", "c - [x, y] {}");
            nowMs.addAndGet(1000);
            assertThat(run.batch("")).isEmpty();
            nowMs.addAndGet(9000);
            assertThat(run.batch("")).isEmpty();
        }
        try (Checkpoint opened = Checkpoint.open(Storages.open(checkpoint.toString()))) {
            // The time is what it was; nothing is left of any variable or its indexes.
            assertThat(rowsLeft(opened)).isZero();
        }
        assertSound();
    }

    private static int rowsLeft(Checkpoint opened) throws Exception {
        long batchId = opened.restorableBatches().get(opened.restorableBatches().size() - 1);
        StoreState store = opened.operators().get(0).stores().get(0);
        int rows = 0;
        for (long partition : store.partitions()) {
            try (StateCursor all = store.load(partition, batchId + 1)) {
                while (all.next()) {
                    rows++;
                }
            }
        }
        return rows;
    }

    private static final FlatMapGroupsWithStateFunction<String, Row, Long, String> COUNT = (key, rows, state) -> {
        if (state.hasTimedOut()) {
            String last = key + " leaves " + (state.exists() ? state.get() : "nothing");
            state.remove();
            return List.of(last).iterator();
        }
        long count = state.exists() ? state.get() : 0;
        String word = "";
        while (rows.hasNext()) {
            word = rows.next().getString(1);
            count++;
        }
        if (word.equals("remove")) {
            state.remove();
        } else if (!word.equals("wait")) {
            state.update(count);
        }
        if (word.equals("wait") || word.equals("stay")) {
            state.setTimeoutDuration("5 seconds");
        }
        return List.of(key + " " + count).iterator();
    };

    @Test
    void callsAFunctionWithTheStateOfEachKey() throws Exception {
        Function<KeyedStream<String, Row>, StreamWriter> function = keyed -> keyed.flatMapGroupsWithState(
                COUNT,
                OutputMode.Update(),
                Encoders.LONG(),
                Encoders.STRING(),
                GroupStateTimeout.ProcessingTimeTimeout());
        String select = "SELECT * FROM STREAM rows";
        try (Run run = new Run(select, function)) {
            assertThat(run.batch("a x; a y; b stay; c wait")).containsExactly("a 2", "b 1", "c 1");
            assertThat(run.batch("a x; a stay; d x")).containsExactly("a 4", "d 1");
        }
        nowMs.addAndGet(5001);
        try (Run run = new Run(select, function)) {
            assertThat(run.batch("a remove; d remove")).containsExactly("a 5", "b leaves 1", "c leaves nothing", "d 2");
            assertThat(run.batch("a x; b x; c x; d x")).containsExactly("a 1", "b 1", "c 1", "d 1");
        }
        assertSound();
    }

    @Test
    void whatDoesNotFitIsRefused() throws Exception {
        try (Run run = new Run(TIMED, told(new Told(), TimeMode.EventTime()))) {
            run.batch("a set 1@1");
        }
        assertRefused(
                told(new Told(), TimeMode.None()),
                ErrorCode.STREAMING_STATEFUL_OPERATOR_NOT_MATCH_IN_STATE_METADATA,
                "operator 0 (transformWithStateExec) is changed: its timeMode was EventTime and is now NoTime");
        assertRefused(
                told(new Told(Duration.ofSeconds(1), ""), TimeMode.EventTime()),
                ErrorCode.UNSUPPORTED_STREAM,
                "Variable v has a TTL, which needs TimeMode.ProcessingTime(), and the time mode is EventTime.");
        assertRefused(
                told(new Told(Duration.ZERO, "v"), TimeMode.EventTime()),
                ErrorCode.UNSUPPORTED_STREAM,
                "Variable v is declared twice.");
        assertRefused(
                keyed -> keyed.flatMapGroupsWithState(
                        COUNT, OutputMode.Update(), Encoders.LONG(), Encoders.STRING(), GroupStateTimeout.NoTimeout()),
                ErrorCode.STREAMING_STATEFUL_OPERATOR_NOT_MATCH_IN_STATE_METADATA,
                "operator 0 (transformWithStateExec) is changed: it is flatMapGroupsWithState now");
        try (Run run = new Run(TIMED, told(new Told(Duration.ZERO, "more"), TimeMode.EventTime()))) {
            run.batch("a set 1@1");
        }
        assertRefused(
                told(new Told(), TimeMode.EventTime()),
                ErrorCode.STREAMING_STATEFUL_OPERATOR_NOT_MATCH_IN_STATE_METADATA,
                "is changed: it had the variable more, ValueState, and has it no longer");
    }

    @Test
    void layoutsThatHaveNoPlaceForItAreRefused() {
        assertRefused(
                "SET spark.sql.streaming.stateStore.providerClass ="
                        + " org.apache.spark.sql.execution.streaming.state.HDFSBackedStateStoreProvider",
                told(new Told(), TimeMode.None()),
                ErrorCode.STATE_LAYOUT_UNFIT,
                "transformWithStateExec keeps its state in the layout of RocksDB");
        assertRefused(
                "SET spark.sql.streaming.flatMapGroupsWithState.stateFormatVersion = 1",
                keyed -> keyed.flatMapGroupsWithState(
                        COUNT, OutputMode.Update(), Encoders.LONG(), Encoders.STRING(), GroupStateTimeout.NoTimeout()),
                ErrorCode.UNSUPPORTED_QUERY,
                "is of format 1, and Pawl knows format 2");
        assertRefused(
                keyed -> keyed.transformWithState(new Stuck(), TimeMode.None(), OutputMode.Update(), Encoders.STRING()),
                ErrorCode.UNSUPPORTED_STREAM,
                "Stuck cannot be copied for tasks: NotSerializableException");
    }

    private static final class Stuck extends StatefulProcessor<String, Row, String> {
        private static final long serialVersionUID = 1;

        private final Thread own = Thread.currentThread();

        @Override
        public void init(OutputMode outputMode, TimeMode timeMode) {
            // has no variables
        }

        @Override
        public Iterator<String> handleInputRows(String key, Iterator<Row> rows, TimerValues times) {
            throw new IllegalStateException("never called by " + own);
        }
    }

    private void assertRefused(
            Function<KeyedStream<String, Row>, StreamWriter> function, ErrorCode code, String message) {
        assertRefused("SET spark.sql.shuffle.partitions = 2", function, code, message);
    }

    private void assertRefused(
            String conf, Function<KeyedStream<String, Row>, StreamWriter> function, ErrorCode code, String message) {
        try (Pawl pawl = pawl()) {
            pawl.sql(conf);
            assertThatThrownBy(() -> start(
                                    pawl, TIMED, keyed -> function.apply(keyed).trigger(Trigger.once()))
                            .awaitTermination())
                    .isInstanceOfSatisfying(PawlException.class, e -> {
                        assertThat(e.code()).isEqualTo(code);
                        assertThat(e.getMessage()).contains(message);
                    });
        }
    }
}
