package dev.pawl.engine.run;

import dev.pawl.checkpoint.error.ErrorCode;
import dev.pawl.checkpoint.error.PawlException;
import dev.pawl.checkpoint.error.Secrets;
import dev.pawl.checkpoint.log.SourceOffset;
import dev.pawl.checkpoint.storage.FencedOffException;
import dev.pawl.engine.deadletter.BatchLetters;
import dev.pawl.engine.deadletter.DeadLetters;
import dev.pawl.engine.deadletter.LetterOutbox;
import dev.pawl.engine.plan.CompiledQuery;
import dev.pawl.engine.sink.SinkBatch;
import dev.pawl.engine.sink.StreamSink;
import dev.pawl.engine.sink.WrittenPart;
import dev.pawl.engine.source.Split;
import dev.pawl.engine.step.BatchInput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.apache.spark.sql.internal.SQLConf;

/** Runs the rows of planned batches through the steps of a query into its sink. */
final class BatchRun {
    private static final long MICROS_PER_MILLI = 1000;

    private final String queryId;
    private final CompiledQuery query;
    private final BatchInputs inputs;
    private final StreamSink sink;
    private final Optional<DeadLetters> letters;
    private final LetterOutbox outbox;
    private final TaskPool tasks;
    private final int attempts;
    private final List<RowPath> paths;

    /**
     * A batch that is to be run.
     *
     * @param timestampMs its current time, also when it is run again
     * @param isAgain whether it was planned before this start
     */
    record Planned(
            long batchId,
            long timestampMs,
            List<Optional<SourceOffset>> starts,
            List<Optional<SourceOffset>> ends,
            boolean isAgain) {}

    /**
     * What a batch did.
     *
     * @param rowsRead by input
     * @param badRecords of them, which became dead letters
     */
    record Done(List<Long> rowsRead, long rowsWritten, long badRecords) {}

    /** @param letters empty where a bad record fails the query */
    BatchRun(
            String queryId,
            CompiledQuery query,
            BatchInputs inputs,
            StreamSink sink,
            Optional<DeadLetters> letters,
            LetterOutbox outbox,
            TaskPool tasks,
            int attempts) {
        this.queryId = queryId;
        this.query = query;
        this.inputs = inputs;
        this.sink = sink;
        this.letters = letters;
        this.outbox = outbox;
        this.tasks = tasks;
        this.attempts = attempts;
        List<RowPath> all = new ArrayList<>();
        query.paths().forEach(path -> all.add(new RowPath(path, all.size())));
        this.paths = List.copyOf(all);
    }

    /**
     * Runs a batch up to and including the commit of the sink.
     *
     * @param beforeCommit called when everything is written and nothing is a result yet
     */
    Done run(Planned batch, Timings timings, Runnable beforeCommit) throws Exception {
        if (batch.isAgain() && sink.isCommitted(batch.batchId())) {
            settleLetters(batch.batchId());
            return new Done(Collections.nCopies(inputs.count(), 0L), 0, 0);
        }
        query.batchTime().set(batch.timestampMs() * MICROS_PER_MILLI);
        Optional<BatchLetters> bad = letters.map(all -> all.begin(batch.batchId(), batch.timestampMs()));
        SinkBatch written = sink.begin(batch.batchId());
        boolean isCommitting = false;
        try {
            List<BatchTask> todo = timings.timed("getBatch", () -> tasksOf(batch, written, bad));
            List<BatchTask.Done> done = tasks.run(todo);
            long badRecords = bad.map(ofBatch -> prepare(ofBatch, done)).orElse(0L);
            beforeCommit.run();
            isCommitting = true;
            List<WrittenPart> parts = done.stream().map(BatchTask.Done::part).toList();
            timings.timed("commitBatch", () -> written.commit(parts));
            if (badRecords > 0) {
                letters.ifPresent(all -> all.deliver(batch.batchId()));
            }
            return summary(done, badRecords);
        } finally {
            bad.ifPresent(BatchLetters::close);
            // Once the commit has begun nobody knows whether it happened: then recovery decides.
            if (!isCommitting) {
                written.abort();
            }
        }
    }

    private static long prepare(BatchLetters bad, List<BatchTask.Done> done) {
        return bad.prepare(
                done.stream().flatMap(task -> task.letters().stream()).toList(),
                done.stream().mapToLong(BatchTask.Done::rowsRead).sum());
    }

    /** What the sink has without its letters cannot be made whole by a query that sends none. */
    private void settleLetters(long batchId) {
        letters.ifPresent(all -> all.settle(batchId));
        if (letters.isEmpty() && outbox.has(batchId)) {
            throw new PawlException(
                    ErrorCode.DEAD_LETTERS_UNDELIVERED,
                    sink.description() + " has batch " + batchId + ", whose dead letters wait in "
                            + outbox.place(batchId) + ", but the query has no property badRecords any more.");
        }
    }

    /** Before a batch is planned: what the target has under its number already cannot be its rows. */
    void requireNew(long batchId) {
        if (sink.isCommitted(batchId)) {
            throw new PawlException(
                    ErrorCode.SINK_BATCH_UNKNOWN,
                    sink.description() + " has a batch " + batchId
                            + " already, which was written with another checkpoint or a later state of this one.");
        }
    }

    private List<BatchTask> tasksOf(Planned batch, SinkBatch written, Optional<BatchLetters> bad) {
        SQLConf.withExistingConf(query.conf(), () -> Failures.unchecked(this::loadBatchInputs));
        List<List<Split>> splits = new ArrayList<>();
        for (int i = 0; i < inputs.count(); i++) {
            splits.add(inputs.splits(i, batch.starts().get(i), batch.ends().get(i)));
        }
        List<BatchTask> todo = new ArrayList<>();
        for (RowPath path : paths) {
            for (Split split : splits.get(path.input())) {
                int task = todo.size();
                todo.add(new BatchTask(
                        split, path, written, bad, task, seed(batch.batchId(), task), attempts, query.conf()));
            }
        }
        return todo;
    }

    private String loadBatchInputs() throws IOException {
        for (BatchInput input : query.batchInputs()) {
            input.load();
        }
        return queryId;
    }

    /** Expressions that know their partition, but are not random, get its number. */
    private int seed(long batchId, int task) {
        return query.isRandom() ? Objects.hash(queryId, batchId, task) : task;
    }

    private Done summary(List<BatchTask.Done> done, long badRecords) {
        List<Long> read = new ArrayList<>(Collections.nCopies(inputs.count(), 0L));
        long written = 0;
        for (BatchTask.Done task : done) {
            read.set(task.input(), Math.addExact(read.get(task.input()), task.rowsRead()));
            written += task.part().rows();
        }
        return new Done(read, written, badRecords);
    }

    static PawlException failed(long batchId, Exception e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof FencedOffException) {
                return new PawlException(ErrorCode.LEASE_LOST, "Batch " + batchId + " was not committed.", e);
            }
        }
        if (e instanceof PawlException pawl) {
            return pawl;
        }
        return new PawlException(
                ErrorCode.STREAM_FAILED,
                "Batch " + batchId + " failed: " + e.getClass().getSimpleName() + ": "
                        + Secrets.withoutSecrets(String.valueOf(e.getMessage())) + ".",
                e);
    }
}
