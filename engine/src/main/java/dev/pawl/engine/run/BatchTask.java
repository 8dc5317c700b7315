package dev.pawl.engine.run;

import dev.pawl.engine.deadletter.BatchLetters;
import dev.pawl.engine.sink.RowWriter;
import dev.pawl.engine.sink.SinkBatch;
import dev.pawl.engine.sink.WrittenPart;
import dev.pawl.engine.source.Split;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.apache.spark.sql.internal.SQLConf;

/** One split of a batch on its way from the source into the sink, tried again if it fails. */
final class BatchTask implements Callable<BatchTask.Done> {
    private final Split split;
    private final RowPath path;
    private final SinkBatch sink;
    private final Optional<BatchLetters> letters;
    private final int task;
    private final int seed;
    private final int attemptsMax;
    private final SQLConf conf;

    /**
     * What became of a task.
     *
     * @param rowsRead from the source, with those that are bad
     */
    record Done(int input, long rowsRead, WrittenPart part, Optional<BatchLetters.OfTask> letters) {}

    /** @param letters empty where a bad record fails the query */
    BatchTask(
            Split split,
            RowPath path,
            SinkBatch sink,
            Optional<BatchLetters> letters,
            int task,
            int seed,
            int attemptsMax,
            SQLConf conf) {
        this.split = split;
        this.path = path;
        this.sink = sink;
        this.letters = letters;
        this.task = task;
        this.seed = seed;
        this.attemptsMax = attemptsMax;
        this.conf = conf;
    }

    @Override
    public Done call() throws Exception {
        for (int attempt = 0; ; attempt++) {
            try {
                return run(attempt);
            } catch (InterruptedException e) {
                throw e;
            } catch (Exception e) {
                if (attempt + 1 >= attemptsMax || Thread.currentThread().isInterrupted() || !Failures.isWorthRetry(e)) {
                    throw Failures.ofTask(split, e);
                }
            }
        }
    }

    private Done run(int attempt) throws Exception {
        RowWriter writer = sink.writer(task, attempt);
        Optional<BatchLetters.OfTask> own = letters.map(batch -> batch.task(path.branch()));
        boolean isFinished = false;
        try {
            // Steps are compiled and run under the configuration of their query.
            RowPath.Lane lane = SQLConf.withExistingConf(conf, path::take);
            RowFeed feed = new RowFeed(split, lane, writer);
            long rows = SQLConf.withExistingConf(
                    conf,
                    () -> Failures.unchecked(
                            () -> own.isPresent() ? feed.withLetters(seed, own.get()) : feed.all(seed)));
            WrittenPart part = writer.finish();
            isFinished = true;
            lane.finish();
            path.giveBack(lane);
            return new Done(path.input(), rows, part, own);
        } finally {
            if (!isFinished) {
                writer.abort();
                own.ifPresent(BatchLetters.OfTask::discard);
            }
        }
    }
}
