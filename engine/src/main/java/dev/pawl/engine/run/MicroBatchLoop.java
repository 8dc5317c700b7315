package dev.pawl.engine.run;

import dev.pawl.checkpoint.log.CommitLog;
import dev.pawl.checkpoint.log.LogPurge;
import dev.pawl.checkpoint.log.OffsetEntry;
import dev.pawl.checkpoint.log.OffsetLog;
import dev.pawl.checkpoint.log.OffsetMetadata;
import dev.pawl.checkpoint.log.RecordedConfs;
import dev.pawl.checkpoint.log.SourceOffset;
import dev.pawl.checkpoint.storage.Storage;
import dev.pawl.engine.operator.EventTimeBounds;
import dev.pawl.engine.restart.Restart;
import dev.pawl.engine.source.ReadLimit;
import dev.pawl.engine.step.EventTimes;
import dev.pawl.engine.step.WatermarkStep;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;

/**
 * The batches of a query, one after the other: {@code offsets/N} before anything is read, the sink before {@code commits/N}.
 * Used by the query's thread only.
 */
final class MicroBatchLoop {
    private final QueryStart start;
    private final QueryIdentity identity;
    private final OffsetLog offsets;
    private final CommitLog commits;
    private final LogPurge purge;
    private final BatchInputs inputs;
    private final BatchRun run;
    private final OperatorStages stages;
    private final Runnable guard;
    private final InstantSource clock;
    private final Consumer<QueryProgress> reports;
    private final String sinkDescription;
    private final RecordedConfs confs;
    private final Watermark watermark;

    private long batchId;
    private List<Optional<SourceOffset>> committed;
    private Optional<OffsetEntry> planned;
    private long previousWatermarkMs;

    /** Whether the last batch moved the watermark, so that operators have something to do without rows. Unknown after a start, as in Spark. */
    private boolean isAwaitedByOperators;

    private Optional<Instant> lastTrigger = Optional.empty();

    /** Who a query is, for its reports. */
    record QueryIdentity(String id, String runId, Optional<String> name) {}

    /** @param guard throws if this process must not write the checkpoint any more */
    MicroBatchLoop(
            QueryStart start,
            QueryIdentity identity,
            Storage checkpoint,
            Restart restart,
            BatchInputs inputs,
            BatchRun run,
            OperatorStages stages,
            String sinkDescription,
            Runnable guard,
            InstantSource clock,
            Consumer<QueryProgress> reports) {
        this.start = start;
        this.identity = identity;
        this.offsets = new OffsetLog(checkpoint);
        this.commits = new CommitLog(checkpoint);
        this.purge = new LogPurge(start.settings().retention(), offsets, commits);
        this.inputs = inputs;
        this.run = run;
        this.stages = stages;
        this.sinkDescription = sinkDescription;
        this.guard = guard;
        this.clock = clock;
        this.reports = reports;
        this.confs = restart.confs();
        this.batchId = restart.batchId();
        this.committed = restart.start();
        this.planned = restart.planned();
        this.previousWatermarkMs = restart.previousWatermarkMs();
        this.watermark = new Watermark(
                confs.multipleWatermarkPolicy(),
                start.query().watermarks().stream()
                        .map(WatermarkStep::declaration)
                        .toList(),
                restart.watermarkMs());
    }

    /** Whether there was a batch to run. */
    boolean runNext() throws Exception {
        Timings timings = new Timings(clock);
        // A query is planned when it starts; who watches Spark's queries looks for it in each batch.
        timings.put("queryPlanning", 0);
        Instant triggered = clock.instant();
        inputs.turnTo(batchId);
        Optional<BatchRun.Planned> batch = planned.isPresent() ? again(planned.get()) : plan(timings);
        if (batch.isEmpty()) {
            return false;
        }
        long batchWatermarkMs = watermark.currentMs();
        long from = clock.millis();
        BatchRun.Done done = run.run(batch.get(), timings, guard);
        timings.put("addBatch", clock.millis() - from);
        List<EventTimes> seen =
                start.query().watermarks().stream().map(WatermarkStep::take).toList();
        watermark.advance(
                seen,
                start.query().watermarks().stream().map(WatermarkStep::delayMs).toList());
        timings.timed("commitOffsets", () -> commits.append(stages.commitEntry(batchId, watermark.currentMs())));
        stages.committed(batchId);
        purge.committed(batchId);
        timings.put("triggerExecution", clock.millis() - triggered.toEpochMilli());
        report(triggered, batch.get(), done, seen, timings);
        committed = batch.get().ends();
        planned = Optional.empty();
        previousWatermarkMs = batchWatermarkMs;
        isAwaitedByOperators =
                start.settings().runsWithoutRows() && stages.actOnWatermark(batchWatermarkMs, watermark.currentMs());
        batchId++;
        return true;
    }

    private Optional<BatchRun.Planned> again(OffsetEntry entry) {
        long timestamp = entry.metadata().map(OffsetMetadata::batchTimestampMs).orElse(0L);
        return Optional.of(new BatchRun.Planned(
                batchId, timestamp, bounds(), inputs.started(committed), Restart.ends(entry, inputs.count()), true));
    }

    private Optional<BatchRun.Planned> plan(Timings timings) {
        ReadLimit limit = start.trigger().kind() == Trigger.Kind.ONCE ? ReadLimit.NONE : ReadLimit.BY_OPTIONS;
        List<Optional<SourceOffset>> starts = inputs.started(committed);
        List<Optional<SourceOffset>> ends = timings.timed("latestOffset", () -> inputs.latest(starts, limit));
        boolean isNew = false;
        List<Optional<SourceOffset>> reached = new ArrayList<>();
        for (int i = 0; i < ends.size(); i++) {
            Optional<SourceOffset> end = ends.get(i);
            isNew |= end.isPresent() && !end.equals(committed.get(i));
            reached.add(end.isPresent() ? end : committed.get(i));
        }
        boolean isDue = start.settings().runsWithoutRows() && stages.actAt(clock.millis());
        if (!isNew && !isAwaitedByOperators && !isDue) {
            return Optional.empty();
        }
        run.requireNew(batchId);
        long timestamp = clock.millis();
        List<SourceOffset> logged =
                reached.stream().map(end -> end.orElse(SourceOffset.NONE)).toList();
        OffsetMetadata metadata = OffsetMetadata.of(watermark.currentMs(), timestamp, confs);
        timings.timed("walCommit", () -> {
            guard.run();
            offsets.append(OffsetEntry.of(batchId, metadata, logged));
        });
        if (batchId > 0) {
            inputs.committed(committed);
        }
        purge.planned(batchId);
        return Optional.of(new BatchRun.Planned(batchId, timestamp, bounds(), starts, reached, false));
    }

    private EventTimeBounds bounds() {
        return new EventTimeBounds(previousWatermarkMs, watermark.currentMs());
    }

    private void report(
            Instant triggered, BatchRun.Planned batch, BatchRun.Done done, List<EventTimes> seen, Timings timings) {
        List<SourceProgress> sources = new ArrayList<>();
        for (int i = 0; i < inputs.count(); i++) {
            sources.add(new SourceProgress(
                    inputs.source(i).description(),
                    // As Spark: what a query begins with that has committed nothing is no offset of a batch.
                    committed.get(i),
                    batch.ends().get(i),
                    inputs.source(i).reportedLatest(),
                    done.rowsRead().get(i),
                    inputs.source(i).metrics()));
        }
        EventTimes all = seen.stream().reduce(EventTimes.NONE, EventTimes::plus);
        reports.accept(new QueryProgress(
                identity.id(),
                identity.runId(),
                identity.name(),
                triggered,
                batchId,
                clock.millis() - triggered.toEpochMilli(),
                lastTrigger
                        .map(last -> triggered.toEpochMilli() - last.toEpochMilli())
                        .orElse(0L),
                timings.millis(),
                all,
                seen.isEmpty() ? Optional.empty() : Optional.of(watermark.currentMs()),
                done.operators(),
                sources,
                sinkDescription,
                done.rowsWritten(),
                start.badRecords().isPresent() ? OptionalLong.of(done.badRecords()) : OptionalLong.empty(),
                stages.growth(clock.instant())));
        lastTrigger = Optional.of(triggered);
    }
}
