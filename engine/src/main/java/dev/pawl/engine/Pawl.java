package dev.pawl.engine;

import dev.pawl.engine.builtin.MemoryTables;
import dev.pawl.engine.plan.JavaFunction;
import dev.pawl.engine.run.QueryListener;
import dev.pawl.engine.run.QueryRunner;
import dev.pawl.engine.run.QueryStart;
import dev.pawl.engine.run.RunSettings;
import dev.pawl.engine.run.StreamingQuery;
import dev.pawl.engine.run.World;
import dev.pawl.engine.sink.SinkRequest;
import dev.pawl.engine.state.StateMemory;
import dev.pawl.pipeline.Pipeline;
import dev.pawl.pipeline.QueryText;
import dev.pawl.pipeline.Statement;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** Streaming queries in this process. Closing it stops them all. */
public final class Pawl implements AutoCloseable {
    private final MemoryTables memory = new MemoryTables();
    private final World outside;
    private final Formats formats;
    private final PipelineCompiler session;
    private final ExecutorService tasks;
    private final StateMemory stateMemory;
    private final List<QueryListener> listeners = new ArrayList<>();
    // Who starts a query again does so from the thread that saw it fail.
    private final List<StreamingQuery> queries = new CopyOnWriteArrayList<>();
    private final List<ScratchCheckpoint> scratch = new CopyOnWriteArrayList<>();

    private Pawl(World outside, int threads, PrintStream console) {
        this.outside = outside;
        this.formats = Formats.installed(memory, console);
        this.stateMemory = StateMemory.ofProcess(() -> UUID.randomUUID().toString());
        this.session = new PipelineCompiler(formats, outside);
        AtomicInteger number = new AtomicInteger();
        this.tasks = Executors.newFixedThreadPool(threads, task -> {
            Thread thread = new Thread(task, "task " + number.getAndIncrement());
            thread.setDaemon(true);
            return thread;
        });
    }

    /** On this machine, with a thread for each processor. */
    public static Pawl local() {
        return local(System.out);
    }

    /** On this machine; what goes into a {@code console} is printed there. */
    public static Pawl local(PrintStream console) {
        return new Pawl(outside(), Runtime.getRuntime().availableProcessors(), console);
    }

    /** The disks, the network and the clock of this machine. */
    public static World outside() {
        return new LocalWorld();
    }

    /** In a world of the caller's, which tests make. */
    public static Pawl on(World outside, int threads) {
        return new Pawl(outside, threads, System.out);
    }

    /** Tables in memory that this program fills and reads. */
    public MemoryTables memory() {
        return memory;
    }

    public void addListener(QueryListener listener) {
        listeners.add(listener);
    }

    /** Compiles all queries of a pipeline, and starts none. Its names are its own. */
    public List<QueryPlan> compile(Pipeline pipeline) {
        return new PipelineCompiler(formats, outside).compile(pipeline);
    }

    /** Runs statements as a pipeline file has them; queries among them are started. */
    public List<StreamingQuery> sql(String text) {
        List<StreamingQuery> started = new ArrayList<>();
        for (Statement statement :
                Pipeline.parse("sql", text, Map.of(), Map.of()).statements()) {
            session.add(statement).map(this::start).ifPresent(started::add);
        }
        return started;
    }

    /** A query on what {@link #sql} has defined, to be started once it is said where its rows go. */
    public StreamWriter stream(String select) {
        return new StreamWriter(this, select);
    }

    QueryPlan compile(QuerySetup setup, QueryText select) {
        return session.compile(setup, select);
    }

    /** Makes a function of Java known to the SQL of this object. */
    public void register(String name, JavaFunction function) {
        session.define(name, function);
    }

    /**
     * A query that feeds the dead letters of another one, those that are there when it starts, through the same {@code SELECT} into
     * the same sink. It has a checkpoint of its own, which knows the letters that it has read.
     */
    public QueryPlan replay(QueryPlan plan) {
        return Replay.of(plan, formats, outside);
    }

    /** Starts a query that was compiled. */
    public StreamingQuery start(QueryPlan plan) {
        return start(plan, RunSettings.of(plan.query().conf(), plan.stores()));
    }

    /** Starts a query that was compiled, within limits of the caller's. */
    public StreamingQuery start(QueryPlan plan, RunSettings settings) {
        String checkpoint = plan.checkpoint().orElseGet(this::scratchCheckpoint);
        QueryStart start = new QueryStart(
                Optional.of(plan.name()),
                checkpoint,
                plan.query(),
                (queryId, nextBatchId) -> Placed.at(plan.position(), () -> plan.sink()
                        .open(
                                new SinkRequest(
                                        plan.sinkOptions(),
                                        plan.query().columns(),
                                        plan.partitionColumns(),
                                        plan.mode(),
                                        queryId,
                                        nextBatchId),
                                outside)),
                plan.badRecords()
                        .map(bad -> new QueryStart.LetterPlan(
                                bad.limits(),
                                queryId -> Placed.at(
                                        plan.position(),
                                        () -> LetterPlaces.target(bad, plan.name(), queryId, formats, outside)))),
                plan.trigger(),
                settings,
                plan.kept());
        StreamingQuery query = QueryRunner.start(start, outside, tasks, stateMemory, listeners);
        queries.add(query);
        return query;
    }

    private String scratchCheckpoint() {
        ScratchCheckpoint made = ScratchCheckpoint.create();
        scratch.add(made);
        return made.directory().toString();
    }

    /** Those that were started, also those that have ended. */
    public List<StreamingQuery> queries() {
        return List.copyOf(queries);
    }

    @Override
    public void close() {
        for (StreamingQuery query : queries) {
            query.stop();
        }
        tasks.shutdownNow();
        stateMemory.close();
        scratch.forEach(ScratchCheckpoint::close);
    }
}
