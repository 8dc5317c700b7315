package dev.pawl.connectors;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.checkpoint.Checkpoint;
import dev.pawl.checkpoint.error.PawlException;
import dev.pawl.checkpoint.json.Json;
import dev.pawl.checkpoint.json.JsonProblem;
import dev.pawl.checkpoint.storage.Content;
import dev.pawl.checkpoint.storage.CrashMatrix;
import dev.pawl.checkpoint.storage.SimulatedCrash;
import dev.pawl.checkpoint.storage.SimulatedMachine;
import dev.pawl.checkpoint.storage.Storage;
import dev.pawl.checkpoint.storage.StorageEntry;
import dev.pawl.checkpoint.verify.Finding;
import dev.pawl.checkpoint.verify.Verifier;
import dev.pawl.checkpoint.view.StateRows;
import dev.pawl.engine.Pawl;
import dev.pawl.engine.QueryPlan;
import dev.pawl.engine.deadletter.DeadLetter;
import dev.pawl.engine.option.Options;
import dev.pawl.engine.source.RowReader;
import dev.pawl.engine.source.SourceFormat;
import dev.pawl.engine.source.Split;
import dev.pawl.engine.source.StaticSource;
import dev.pawl.pipeline.Pipeline;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/**
 * A query with the rows {@code (id BIGINT, name STRING)} from {@code /in} to {@code /out}, which is compiled once and then runs on a machine
 * that crashes. Its last word is that every row is in the output once and the checkpoint is sound.
 */
final class CrashedQuery implements AutoCloseable {
    private static final int BATCHES = 3;
    private static final StructType COLUMNS = StructType.fromDDL("id BIGINT, name STRING");

    private static final long SEED = 1;
    private static final int ROWS_PER_BATCH = 2;
    private static final String CHECKPOINT = "/checkpoint";

    private static final List<CrashMatrix.MachineRun> NOTHING_BEFORE = List.of((machine, promises) -> {});

    private final SimulatedWorld world = new SimulatedWorld();
    private final Pawl pawl = Pawl.on(world, 1);
    private final Function<Pawl, QueryPlan> compiler;
    private final Output output;
    private @Nullable QueryPlan plan;
    private final boolean isReplay;
    /** What is in {@code /bad}. */
    private final List<Long> letters;
    /** The output. */
    private final List<String> expected;
    /** The state after the last batch. */
    private final List<String> remembered;
    /** What happens before the query runs, each time that it does. */
    private final List<CrashMatrix.MachineRun> before;

    /** Reads what the query wrote. */
    interface Output {
        /** Each row with its values joined by spaces. */
        List<String> rows() throws IOException;
    }

    /** @param output reads what the query wrote to {@code /out} */
    CrashedQuery(String pipeline, SourceFormat output) {
        this(compiled(pipeline), output, false, List.of(), all(List.of()), List.of(), NOTHING_BEFORE);
    }

    /** For a query that is put together by a program. */
    CrashedQuery(Function<Pawl, QueryPlan> compiler, SourceFormat output) {
        this(compiler, output, false, List.of(), all(List.of()), List.of(), NOTHING_BEFORE);
    }

    private static Function<Pawl, QueryPlan> compiled(String pipeline) {
        return pawl -> pawl.compile(Pipeline.parse("crash.sql", pipeline, Map.of(), Map.of()))
                .get(0);
    }

    private CrashedQuery(
            Function<Pawl, QueryPlan> compiler,
            SourceFormat output,
            boolean isReplay,
            List<Long> letters,
            List<String> expected,
            List<String> remembered,
            List<CrashMatrix.MachineRun> before) {
        this.compiler = compiler;
        this.output = () -> rows(output);
        this.isReplay = isReplay;
        this.letters = letters;
        this.expected = expected;
        this.remembered = remembered;
        this.before = before;
    }

    /** For a query that writes to something beyond the machine. */
    CrashedQuery(String pipeline, Output output) {
        this.compiler = compiled(pipeline);
        this.output = output;
        this.isReplay = false;
        this.letters = List.of();
        this.expected = all(List.of());
        this.remembered = List.of();
        this.before = NOTHING_BEFORE;
    }

    /** A query that sends rows to {@code /bad}: those and no others are to be found there. */
    static CrashedQuery withDeadLetters(String pipeline, SourceFormat output, Long... bad) {
        return new CrashedQuery(
                compiled(pipeline), output, false, List.of(bad), all(List.of(bad)), List.of(), NOTHING_BEFORE);
    }

    /** The replay of what the preparation left in {@code /bad}; then nothing is missing. */
    static CrashedQuery replay(String pipeline, SourceFormat output, Long... bad) {
        return new CrashedQuery(
                compiled(pipeline), output, true, List.of(bad), all(List.of()), List.of(), NOTHING_BEFORE);
    }

    /**
     * A query that brings rows together, and what it has written and still remembers when in the end the files {@code closing} have come, one
     * after the other.
     */
    static CrashedQuery remembering(
            String pipeline, SourceFormat output, List<String> expected, List<String> remembered, String... closing) {
        List<CrashMatrix.MachineRun> before = new ArrayList<>(NOTHING_BEFORE);
        for (String line : closing) {
            before.add((machine, promises) -> writeLast(machine, line));
        }
        return new CrashedQuery(compiled(pipeline), output, false, List.of(), expected, remembered, before);
    }

    /** A query that is run several times, each time after something came in. */
    static CrashedQuery after(List<CrashMatrix.MachineRun> before, String pipeline, SourceFormat output) {
        return new CrashedQuery(compiled(pipeline), output, false, List.of(), all(List.of()), List.of(), before);
    }

    /** Every row that goes in, upper case. */
    private static List<String> all(List<Long> but) {
        List<String> rows = new ArrayList<>();
        for (int id = 0; id < names().size(); id++) {
            if (!but.contains((long) id)) {
                rows.add(id + " N" + id);
            }
        }
        return rows;
    }

    /** Files of JSON in {@code /in}, one a batch. */
    static void writeJson(SimulatedMachine machine) throws IOException {
        try (Storage in = machine.storage("/in")) {
            for (int batch = 0; batch < BATCHES; batch++) {
                StringBuilder lines = new StringBuilder();
                for (int id = batch * ROWS_PER_BATCH; id < (batch + 1) * ROWS_PER_BATCH; id++) {
                    lines.append("{\"id\":" + id + ",\"name\":\"" + names().get(id) + "\"}\n");
                }
                in.createNew("events-" + batch + ".json", Content.of(lines.toString()));
            }
        }
    }

    private static void writeLast(SimulatedMachine machine, String line) throws IOException {
        try (Storage in = machine.storage("/in")) {
            String name = "last-" + Integer.toHexString(line.hashCode()) + ".json";
            if (in.list("").stream().noneMatch(entry -> entry.name().equals(name))) {
                in.createNew(name, Content.of(line + "\n"));
            }
        }
    }

    /** What goes in, by id. */
    static List<String> names() {
        List<String> names = new ArrayList<>();
        for (int id = 0; id < BATCHES * ROWS_PER_BATCH; id++) {
            names.add("n" + id);
        }
        return names;
    }

    /** How many crashes there were. */
    int crashEverywhere(CrashMatrix.Effort effort, CrashMatrix.MachineRun preparation) {
        return CrashMatrix.runOnMachine(
                SEED,
                effort,
                (machine, promises) -> {
                    world.boot(machine);
                    preparation.on(machine, promises);
                    QueryPlan compiled = compiler.apply(pawl);
                    plan = isReplay ? pawl.replay(compiled) : compiled;
                },
                this::run,
                (machine, promises) -> check(machine));
    }

    /**
     * The same for a query that writes to something beyond the machine, which goes through the crashes once and in their order.
     *
     * @param reset makes what is beyond the machine as new
     */
    int crashOnwards(Runnable reset) {
        return crashOnwards((machine, promises) -> {}, reset);
    }

    int crashOnwards(CrashMatrix.MachineRun preparation, Runnable reset) {
        return CrashMatrix.runOnMachine(
                SEED,
                CrashMatrix.Effort.IN_A_LINE,
                (machine, promises) -> {
                    world.boot(machine);
                    preparation.on(machine, promises);
                    plan = compiler.apply(pawl);
                },
                (machine, promises) -> {
                    reset.run();
                    run(machine, promises);
                },
                this::run,
                (machine, promises) -> check(machine));
    }

    /** A query that needs no crash, for preparations. */
    void runOther(String sql) throws InterruptedException {
        pawl.sql(sql).get(0).awaitTermination();
    }

    private void run(SimulatedMachine machine, Set<String> promises) throws Exception {
        world.boot(machine);
        for (CrashMatrix.MachineRun first : before) {
            first.on(machine, promises);
            runToEnd();
        }
    }

    private void runToEnd() throws InterruptedException {
        try {
            pawl.start(java.util.Objects.requireNonNull(plan)).awaitTermination();
        } catch (PawlException e) {
            for (Throwable cause = e; cause != null; cause = cause.getCause()) {
                if (cause instanceof SimulatedCrash crash) {
                    throw crash;
                }
            }
            throw e;
        }
    }

    private void check(SimulatedMachine machine) throws IOException {
        world.boot(machine);
        assertThat(output.rows()).containsExactlyInAnyOrderElementsOf(expected);
        assertThat(letters(machine)).containsExactlyInAnyOrderElementsOf(letters);
        try (Checkpoint checkpoint = Checkpoint.open(machine.storage(CHECKPOINT))) {
            assertThat(checkpoint.operators().isEmpty() ? List.of() : StateRows.last(checkpoint))
                    .isEqualTo(remembered);
            List<Finding> findings = new ArrayList<>();
            assertThat(new Verifier(checkpoint).run(findings::add).errors())
                    .as("%s", findings)
                    .isZero();
        }
    }

    /** The ids of the records in all files of {@code /bad}. */
    private static List<Long> letters(SimulatedMachine machine) throws IOException {
        List<Long> ids = new ArrayList<>();
        try (Storage storage = machine.storage("/bad")) {
            for (StorageEntry file : storage.list("")) {
                if (file.name().endsWith(".json")) {
                    String lines = new String(storage.read(file.name()).readAllBytes(), StandardCharsets.UTF_8);
                    for (String line : lines.split("\n", 0)) {
                        String raw = new String(
                                DeadLetter.parse(line, file.name())
                                        .raw()
                                        .content()
                                        .orElseThrow(),
                                StandardCharsets.UTF_8);
                        ids.add(Json.number(Json.parseObject(raw), "id"));
                    }
                }
            }
        } catch (JsonProblem e) {
            throw new AssertionError(e);
        }
        return ids;
    }

    private List<String> rows(SourceFormat format) throws IOException {
        List<String> rows = new ArrayList<>();
        Options options = new Options("output", Map.of("path", "/out"));
        try (StaticSource source =
                format.define(options, Optional.of(COLUMNS), world).openStatic(COLUMNS)) {
            for (Split split : source.splits()) {
                try (RowReader reader = split.open()) {
                    while (reader.next()) {
                        InternalRow row = reader.row();
                        rows.add(row.getLong(0) + " " + row.getUTF8String(1));
                    }
                }
            }
        }
        return rows;
    }

    @Override
    public void close() {
        pawl.close();
    }
}
