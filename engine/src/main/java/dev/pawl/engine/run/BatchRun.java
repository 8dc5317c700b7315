package dev.pawl.engine.run;

import dev.pawl.checkpoint.error.ErrorCode;
import dev.pawl.checkpoint.error.PawlException;
import dev.pawl.checkpoint.error.Secrets;
import dev.pawl.checkpoint.log.SourceOffset;
import dev.pawl.checkpoint.storage.FencedOffException;
import dev.pawl.engine.deadletter.BatchLetters;
import dev.pawl.engine.deadletter.DeadLetters;
import dev.pawl.engine.deadletter.LetterOutbox;
import dev.pawl.engine.operator.EventTimeBounds;
import dev.pawl.engine.operator.Inlet;
import dev.pawl.engine.operator.OperatorCounts;
import dev.pawl.engine.plan.CompiledQuery;
import dev.pawl.engine.plan.Path;
import dev.pawl.engine.sink.SinkBatch;
import dev.pawl.engine.sink.StreamSink;
import dev.pawl.engine.sink.WrittenPart;
import dev.pawl.engine.source.Split;
import dev.pawl.engine.step.BatchInput;
import java.io.IOException;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import org.apache.spark.sql.internal.SQLConf;

/** Runs the rows of planned batches through the steps and operators of a query into its sink. */
final class BatchRun {
    private static final long MICROS_PER_MILLI = 1000;

    private final String queryId;
    private final CompiledQuery query;
    private final BatchInputs inputs;
    private final StreamSink sink;
    private final TaskPool tasks;
    private final int attempts;
    private final OperatorStages stages;
    private final Optional<DeadLetters> letters;
    private final LetterOutbox outbox;
    private final InstantSource clock;
    private final List<RowPath> paths;

    /** Whether it is known what letters an earlier start left of the batch that this one begins with. */
    private boolean isOutboxSettled;

    /**
     * A batch that is to be run.
     *
     * @param timestampMs its current time, also when it is run again
     * @param bounds what is late, and what will not change any more
     * @param isAgain whether it was planned before this start
     */
    record Planned(
            long batchId,
            long timestampMs,
            EventTimeBounds bounds,
            List<Optional<SourceOffset>> starts,
            List<Optional<SourceOffset>> ends,
            boolean isAgain) {}

    /**
     * What a batch did.
     *
     * @param rowsRead by input
     * @param operators those with state, by number
     * @param badRecords of the rows read, which became dead letters
     */
    record Done(List<Long> rowsRead, long rowsWritten, List<OperatorProgress> operators, long badRecords) {}

    /** @param letters empty where a bad record fails the query */
    BatchRun(
            String queryId,
            CompiledQuery query,
            BatchInputs inputs,
            StreamSink sink,
            OperatorStages stages,
            Optional<DeadLetters> letters,
            LetterOutbox outbox,
            TaskPool tasks,
            int attempts,
            InstantSource clock) {
        this.queryId = queryId;
        this.query = query;
        this.inputs = inputs;
        this.sink = sink;
        this.tasks = tasks;
        this.attempts = attempts;
        this.stages = stages;
        this.letters = letters;
        this.outbox = outbox;
        this.clock = clock;
        this.paths = query.paths().stream()
                .map(path -> new RowPath(path.steps(), path.inlet().map(stages::arrival)))
                .toList();
    }

    /**
     * Runs a batch up to and including the commit of the sink.
     *
     * @param beforeCommit called when everything is written and nothing is a result yet
     */
    Done run(Planned batch, Timings timings, Runnable beforeCommit) throws Exception {
        // A batch that is a result already may still have state to be written.
        boolean isResult = batch.isAgain() && sink.isCommitted(batch.batchId());
        if (isResult) {
            settleLetters(batch.batchId());
            if (stages.isEmpty()) {
                timings.put("getBatch", 0);
                return new Done(Collections.nCopies(inputs.count(), 0L), 0, List.of(), 0);
            }
        } else {
            forgetLetters(batch.batchId());
        }
        query.batchTime().set(batch.timestampMs() * MICROS_PER_MILLI);
        Done done = attempts(batch, isResult, timings, beforeCommit);
        if (done.badRecords() > 0) {
            // Not within an attempt: where the letters cannot go, the rows are not written again.
            letters.ifPresent(all -> all.deliver(batch.batchId()));
        }
        return done;
    }

    private Done attempts(Planned batch, boolean isResult, Timings timings, Runnable beforeCommit) throws Exception {
        int attemptsMax = sink.takesTasksBack() ? 1 : attempts;
        for (int attempt = 1; ; attempt++) {
            try {
                return attempt(batch, isResult, timings, beforeCommit);
            } catch (InterruptedException e) {
                throw e;
            } catch (Exception e) {
                boolean isStopped = Thread.currentThread().isInterrupted();
                if (attempt >= attemptsMax || isStopped || !Failures.isWorthRetry(e)) {
                    throw e;
                }
                if (!isResult && sink.isCommitted(batch.batchId())) {
                    // What failed came after the commit: the next start finds it and does the rest.
                    throw e;
                }
            }
        }
    }

    private Done attempt(Planned batch, boolean isResult, Timings timings, Runnable beforeCommit) throws Exception {
        Optional<BatchLetters> bad = letters.map(all -> all.begin(batch.batchId(), batch.timestampMs()));
        SinkBatch written = isResult ? new DiscardedRows() : sink.begin(batch.batchId());
        boolean isCommitting = false;
        try (OperatorStages.Batch operators = stages.begin(batch.batchId(), batch.bounds())) {
            Tally tally = new Tally();
            Function<Optional<Inlet>, Outlet> outlets =
                    inlet -> inlet.map(operators::outlet).orElseGet(() -> Outlet.into(written, sink.description()));
            List<BatchTask<SplitWork.Read>> reading =
                    timings.timed("getBatch", () -> readingTasks(batch, outlets, bad, tally));
            tasks.run(reading).forEach(tally::addRead);
            for (OperatorStage stage : stages.childrenFirst()) {
                List<BatchTask<PartitionWork.Worked>> working = new ArrayList<>();
                for (PartitionWork work : operators.works(stage, clock)) {
                    working.add(task(work, stage.path(), outlets.apply(stage.next()), batch, tally));
                }
                tally.addOperator(stage, tasks.run(working));
                operators.isDone(stage);
            }
            // Those of a batch that is a result already are settled.
            long badRecords = isResult ? 0 : bad.map(tally::prepare).orElse(0L);
            if (badRecords > 0) {
                // Whether they are to be delivered, or were, the next start learns from the sink alone.
                written.requireStamp();
            }
            beforeCommit.run();
            isCommitting = true;
            timings.timed("commitBatch", () -> written.commit(tally.parts));
            return tally.done(badRecords);
        } finally {
            bad.ifPresent(BatchLetters::close);
            // Once the commit has begun nobody knows whether it happened: then recovery decides.
            if (!isCommitting) {
                written.abort();
            }
        }
    }

    /** Those of an attempt that never became a result, also if none are sent any more: they would be delivered later for rows of another one. */
    private void forgetLetters(long batchId) {
        if (!isOutboxSettled) {
            outbox.remove(batchId);
            isOutboxSettled = true;
        }
    }

    /** What the sink has without its letters cannot be made whole by a query that sends none. */
    private void settleLetters(long batchId) {
        isOutboxSettled = true;
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
        letters.ifPresent(all -> all.requireNew(batchId));
    }

    private List<BatchTask<SplitWork.Read>> readingTasks(
            Planned batch, Function<Optional<Inlet>, Outlet> outlets, Optional<BatchLetters> bad, Tally tally) {
        SQLConf.withExistingConf(query.conf(), () -> Failures.unchecked(this::loadBatchInputs));
        List<List<Split>> splits = new ArrayList<>();
        for (int i = 0; i < inputs.count(); i++) {
            splits.add(inputs.splits(i, batch.starts().get(i), batch.ends().get(i)));
        }
        List<BatchTask<SplitWork.Read>> todo = new ArrayList<>();
        for (int i = 0; i < paths.size(); i++) {
            Path path = query.paths().get(i);
            int branch = i;
            for (Split split : splits.get(path.source())) {
                SplitWork work = new SplitWork(path.source(), split, bad.map(all -> () -> all.task(branch)));
                todo.add(task(work, paths.get(i), outlets.apply(path.inlet()), batch, tally));
            }
        }
        return todo;
    }

    private <R> BatchTask<R> task(BatchTask.Work<R> work, RowPath path, Outlet outlet, Planned batch, Tally tally) {
        int number = tally.tasks++;
        int taskAttempts = sink.takesTasksBack() ? attempts : 1;
        return new BatchTask<>(work, path, outlet, number, seed(batch.batchId(), number), taskAttempts, query.conf());
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

    /** What the tasks of a batch did so far. */
    private final class Tally {
        private int tasks;
        private long rowsWritten;
        private final List<Long> rowsRead = new ArrayList<>(Collections.nCopies(inputs.count(), 0L));
        private final List<WrittenPart> parts = new ArrayList<>();
        private final List<BatchLetters.OfTask> bad = new ArrayList<>();

        /** The last operator comes first. */
        private final Deque<PartitionWork.Worked> worked = new ArrayDeque<>();

        void addRead(BatchTask.Done<SplitWork.Read> task) {
            SplitWork.Read read = task.result();
            rowsRead.set(read.input(), Math.addExact(rowsRead.get(read.input()), read.rows()));
            read.letters().ifPresent(bad::add);
            addPart(task);
        }

        void addOperator(OperatorStage stage, List<BatchTask.Done<PartitionWork.Worked>> partitions) {
            OperatorCounts all = OperatorCounts.NONE;
            long workMs = 0;
            for (BatchTask.Done<PartitionWork.Worked> partition : partitions) {
                all = all.plus(partition.result().counts());
                workMs += partition.result().millis();
                addPart(partition);
            }
            if (stage.stateId().isPresent()) {
                worked.addFirst(new PartitionWork.Worked(all, workMs));
            }
        }

        private void addPart(BatchTask.Done<?> task) {
            task.part().ifPresent(part -> {
                parts.add(part);
                rowsWritten += part.rows();
            });
        }

        /** How many bad records there are. */
        long prepare(BatchLetters letters) {
            return letters.prepare(
                    bad, rowsRead.stream().mapToLong(Long::longValue).sum());
        }

        Done done(long badRecords) {
            return new Done(rowsRead, rowsWritten, stages.progress(List.copyOf(worked)), badRecords);
        }
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
