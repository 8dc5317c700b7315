package dev.pawl.engine.run;

import dev.pawl.checkpoint.error.PawlException;
import dev.pawl.checkpoint.error.Secrets;
import dev.pawl.checkpoint.kept.KeptPipeline;
import dev.pawl.checkpoint.log.CommitLog;
import dev.pawl.checkpoint.log.OffsetLog;
import dev.pawl.checkpoint.log.QueryMetadata;
import dev.pawl.checkpoint.storage.FencedStorage;
import dev.pawl.checkpoint.storage.Storage;
import dev.pawl.engine.deadletter.DeadLetters;
import dev.pawl.engine.deadletter.LetterOutbox;
import dev.pawl.engine.exchange.SpillBudget;
import dev.pawl.engine.lease.Lease;
import dev.pawl.engine.plan.CompiledQuery;
import dev.pawl.engine.plan.QueryInput;
import dev.pawl.engine.restart.Restart;
import dev.pawl.engine.restart.StartCheck;
import dev.pawl.engine.sink.StreamSink;
import dev.pawl.engine.state.StateContext;
import dev.pawl.engine.state.StateMemory;
import dev.pawl.engine.state.StateStores;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apache.spark.sql.internal.SQLConf;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A query from start to end, on a thread of its own. */
public final class QueryRunner implements StreamingQuery {
    private static final Logger LOG = LoggerFactory.getLogger(QueryRunner.class);

    /** By itself, for programs that tell failures in their own way. */
    private static final Logger FAILURES = LoggerFactory.getLogger(QueryRunner.class.getName() + ".failure");

    private final QueryStart start;
    private final World outside;
    private final ExecutorService threads;
    private final StateMemory stateMemory;
    private final TaskPool tasks;
    private final List<QueryListener> listeners;
    private final Storage checkpoint;
    private final Lease lease;
    private final MicroBatchLoop.QueryIdentity identity;
    private final QueryState state;
    private final Thread thread;

    private QueryRunner(
            QueryStart start,
            World outside,
            ExecutorService tasks,
            StateMemory stateMemory,
            List<QueryListener> listeners,
            Storage checkpoint,
            Lease lease,
            String queryId) {
        this.start = start;
        this.outside = outside;
        this.threads = tasks;
        this.stateMemory = stateMemory;
        this.tasks = new TaskPool(tasks);
        this.listeners = List.copyOf(listeners);
        this.checkpoint = checkpoint;
        this.lease = lease;
        this.identity =
                new MicroBatchLoop.QueryIdentity(queryId, UUID.randomUUID().toString(), start.name());
        this.state = new QueryState(start.settings().progressRetained());
        this.thread = new Thread(this::runToEnd, "query " + start.name().orElse(queryId));
    }

    /**
     * Opens the checkpoint and starts the query. What is wrong with the checkpoint is thrown here; what goes wrong later ends the
     * query.
     *
     * @param tasks threads for the tasks of batches, shared with other queries
     * @param stateMemory shared with other queries
     */
    public static StreamingQuery start(
            QueryStart start,
            World outside,
            ExecutorService tasks,
            StateMemory stateMemory,
            List<QueryListener> listeners) {
        FencedStorage checkpoint = outside.fenced(start.checkpoint());
        try {
            Lease lease =
                    Lease.acquire(checkpoint, outside.owner(), start.settings().leaseStaleAfter(), outside.clock());
            try {
                String id = queryId(checkpoint, outside.uniqueNames());
                QueryRunner runner =
                        new QueryRunner(start, outside, tasks, stateMemory, listeners, checkpoint, lease, id);
                runner.thread.start();
                return runner;
            } catch (RuntimeException | Error e) {
                lease.close();
                throw e;
            }
        } catch (RuntimeException | Error e) {
            close(checkpoint);
            throw e;
        }
    }

    private static String queryId(Storage checkpoint, Supplier<String> names) {
        Optional<QueryMetadata> known = QueryMetadata.read(checkpoint);
        if (known.isPresent()) {
            return known.get().id();
        }
        boolean hasLogs = new OffsetLog(checkpoint).latest().isPresent()
                || new CommitLog(checkpoint).latest().isPresent();
        if (hasLogs) {
            throw StartCheck.metadataMissing(checkpoint);
        }
        QueryMetadata created = new QueryMetadata(names.get());
        created.createNew(checkpoint);
        return created.id();
    }

    /** Whoever waits for the query must not wait for ever, whatever it dies of. */
    private void runToEnd() {
        // Sources and sinks read, write and plan by the settings of their query, as its tasks do.
        @Nullable
        Throwable death =
                SQLConf.withExistingConf(start.query().conf(), this::runToDeath).orElse(null);
        // Who hears of the end may start the query again at once: by then the lease is given back.
        try {
            try {
                death = death instanceof Exception e ? lease.reasonFor(e) : death;
            } finally {
                lease.close();
                close(checkpoint);
            }
        } catch (RuntimeException | Error e) {
            death = death == null || e instanceof Error ? e : death;
        }
        Optional<PawlException> failure = failure(death);
        state.end(failure.orElse(null));
        // Without the causes: their texts are of libraries, which know nothing of secrets.
        failure.ifPresent(e -> FAILURES.error(
                "query failed, id={}: {}", identity.id(), Secrets.withoutSecrets(String.valueOf(e.getMessage()))));
        tell(listener -> listener.onTerminated(this, failure));
    }

    /** What the query died of; empty if it came to its end. */
    private Optional<Throwable> runToDeath() {
        try {
            LOG.info("query started, id={}, checkpoint={}", identity.id(), checkpoint.root());
            tell(listener -> listener.onStarted(this));
            run();
            return Optional.empty();
        } catch (Throwable e) {
            return Optional.of(e);
        }
    }

    private Optional<PawlException> failure(@Nullable Throwable death) {
        if (death == null || (death instanceof Exception && state.shallStopNow())) {
            return Optional.empty();
        }
        Exception cause = death instanceof Exception e ? e : new IllegalStateException(death.toString(), death);
        return Optional.of(BatchRun.failed(lastBatch(), cause));
    }

    private long lastBatch() {
        return lastProgress().map(progress -> progress.batchId() + 1).orElse(0L);
    }

    private void run() throws Exception {
        List<QueryInput> read = start.query().inputs();
        Restart restart = StartCheck.require(checkpoint, start.query());
        CompiledQuery query = start.query().on(restart.confs());
        try (StreamSink sink = start.sink().open(identity.id(), restart.batchId());
                DeadLetters letters = openLetters(restart.batchId());
                BatchInputs inputs = new BatchInputs(read, checkpoint, identity.id());
                Background background = new Background("state of " + thread.getName());
                StateStores memory = memory(query, restart, background.thread())) {
            OperatorStages stages = new OperatorStages(
                    query, memory, SpillBudget.forHeap(Runtime.getRuntime().maxMemory()));
            stages.growthWarnings()
                    .forEach(warning ->
                            LOG.warn("{} query={}", warning, start.name().orElse(identity.id())));
            stages.load(restart.batchId());
            BatchRun batches = new BatchRun(
                    identity.id(),
                    start.query(),
                    inputs,
                    sink,
                    stages,
                    Optional.ofNullable(letters),
                    new LetterOutbox(checkpoint),
                    tasks,
                    start.settings().taskAttempts(),
                    outside.clock());
            MicroBatchLoop loop = new MicroBatchLoop(
                    start,
                    identity,
                    checkpoint,
                    restart,
                    inputs,
                    batches,
                    stages,
                    sink.description(),
                    lease::check,
                    outside.clock(),
                    this::report);
            // A batch that was planned before is run again first; what is there now counts after it.
            boolean isPinned = false;
            boolean isTextKept = false;
            while (!state.shallStop()) {
                Instant triggered = outside.clock().instant();
                if (!isPinned
                        && start.trigger().endsByItself()
                        && restart.planned().isEmpty()) {
                    inputs.pinEnds();
                    isPinned = true;
                }
                if (!isTextKept) {
                    keepText();
                    isTextKept = true;
                }
                boolean ran = loop.runNext();
                if (!isPinned && start.trigger().endsByItself()) {
                    inputs.pinEnds();
                    isPinned = true;
                    if (ran) {
                        continue;
                    }
                }
                if (endsAfter(ran)) {
                    return;
                }
                if (!ran) {
                    // Who has nothing to commit would not hear of it otherwise.
                    lease.checkLastRenewal();
                    state.foundNothing();
                    tell(listener -> listener.onIdle(this));
                }
                state.pause(pauseAfter(triggered, ran));
            }
        }
    }

    /** Not before the query can run: one that is refused must not take the text of the one that worked. */
    private void keepText() {
        start.text().ifPresentOrElse(text -> text.write(checkpoint), () -> KeptPipeline.forget(checkpoint));
    }

    private StateStores memory(CompiledQuery query, Restart restart, ExecutorService background) {
        StateContext context = new StateContext(
                checkpoint,
                restart.confs(),
                start.settings().state(),
                stateMemory,
                threads,
                background,
                outside.clock(),
                outside.uniqueNames());
        return StateStores.open(context, StartCheck.operators(query, restart.confs()));
    }

    private @Nullable DeadLetters openLetters(long nextBatchId) {
        QueryStart.LetterPlan plan = start.badRecords().orElse(null);
        if (plan == null) {
            return null;
        }
        DeadLetters letters = new DeadLetters(
                new DeadLetters.Sender(
                        identity.id(),
                        start.name().orElse(identity.id()),
                        start.query().paths().stream().map(start.query()::begin).toList()),
                plan.target().apply(identity.id()),
                plan.limits(),
                new LetterOutbox(checkpoint));
        try {
            letters.recover(nextBatchId);
            return letters;
        } catch (RuntimeException | Error e) {
            letters.close();
            throw e;
        }
    }

    private boolean endsAfter(boolean ran) {
        return switch (start.trigger().kind()) {
            case PROCESSING_TIME -> false;
            case ONCE -> true;
            case AVAILABLE_NOW -> !ran;
        };
    }

    private Duration pauseAfter(Instant triggered, boolean ran) {
        Duration interval = start.trigger().interval();
        if (interval.isZero()) {
            return ran ? Duration.ZERO : start.settings().pollInterval();
        }
        // As in Spark, triggers are at multiples of the interval.
        long millis = interval.toMillis();
        long next = (triggered.toEpochMilli() / millis + 1) * millis;
        return Duration.ofMillis(Math.max(0, next - outside.clock().millis()));
    }

    private void report(QueryProgress progress) {
        state.add(progress);
        LOG.info(
                "batch done, id={}, batchId={}, numInputRows={}, batchDuration={}",
                progress.id(),
                progress.batchId(),
                progress.numInputRows(),
                progress.batchDurationMs());
        if (progress.badRecords().orElse(0) > 0) {
            LOG.warn(
                    "bad records became dead letters, id={}, batchId={}, badRecords={}",
                    progress.id(),
                    progress.batchId(),
                    progress.badRecords().orElse(0));
        }
        tell(listener -> listener.onProgress(progress));
    }

    private void tell(Consumer<QueryListener> event) {
        for (QueryListener listener : listeners) {
            try {
                event.accept(listener);
            } catch (RuntimeException e) {
                LOG.warn("a listener failed: {}", e.toString());
            }
        }
    }

    private static void close(Storage storage) {
        try {
            storage.close();
        } catch (IOException e) {
            LOG.warn("closing the checkpoint failed", e);
        }
    }

    @Override
    public String id() {
        return identity.id();
    }

    @Override
    public String runId() {
        return identity.runId();
    }

    @Override
    public Optional<String> name() {
        return identity.name();
    }

    @Override
    public boolean isActive() {
        return !state.isEnded();
    }

    @Override
    public Optional<PawlException> exception() {
        return state.failure();
    }

    @Override
    public Optional<QueryProgress> lastProgress() {
        List<QueryProgress> all = state.progress();
        return all.isEmpty() ? Optional.empty() : Optional.of(all.get(all.size() - 1));
    }

    @Override
    public List<QueryProgress> recentProgress() {
        return state.progress();
    }

    @Override
    public void awaitTermination() throws InterruptedException {
        state.awaitEnd();
    }

    @Override
    public boolean awaitTermination(Duration atMost) throws InterruptedException {
        return state.awaitEnd(atMost);
    }

    @Override
    public void processAllAvailable() throws InterruptedException {
        state.awaitNothingNew();
    }

    @Override
    public void stop() {
        state.stopNow();
        thread.interrupt();
        boolean wasInterrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                wasInterrupted = true;
            }
        }
        if (wasInterrupted) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void stopAfterBatch() {
        state.stopAfterBatch();
    }
}
