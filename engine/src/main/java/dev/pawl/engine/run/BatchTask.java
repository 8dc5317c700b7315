package dev.pawl.engine.run;

import dev.pawl.engine.sink.RowWriter;
import dev.pawl.engine.sink.SinkBatch;
import dev.pawl.engine.sink.WrittenPart;
import dev.pawl.engine.source.RowReader;
import dev.pawl.engine.source.Split;
import java.io.IOException;
import java.util.concurrent.Callable;
import org.apache.spark.sql.internal.SQLConf;

/** One split of a batch on its way from the source into the sink, tried again if it fails. */
final class BatchTask implements Callable<BatchTask.Done> {
    private final Split split;
    private final RowPath path;
    private final SinkBatch sink;
    private final int task;
    private final int seed;
    private final int attemptsMax;
    private final SQLConf conf;

    /**
     * What became of a task.
     *
     * @param rowsRead from the source
     */
    record Done(int input, long rowsRead, WrittenPart part) {}

    BatchTask(Split split, RowPath path, SinkBatch sink, int task, int seed, int attemptsMax, SQLConf conf) {
        this.split = split;
        this.path = path;
        this.sink = sink;
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
        boolean isFinished = false;
        try {
            // Steps are compiled and run under the configuration of their query.
            RowPath.Lane lane = SQLConf.withExistingConf(conf, path::take);
            long rows = SQLConf.withExistingConf(
                    conf,
                    () -> Failures.unchecked(() -> {
                        lane.start(seed, writer::write);
                        return read(lane);
                    }));
            WrittenPart part = writer.finish();
            isFinished = true;
            lane.finish();
            path.giveBack(lane);
            return new Done(path.input(), rows, part);
        } finally {
            if (!isFinished) {
                writer.abort();
            }
        }
    }

    private long read(RowPath.Lane lane) throws IOException {
        long rows = 0;
        try (RowReader reader = split.open()) {
            while (reader.next()) {
                lane.accept(reader.row());
                rows++;
                if ((rows & 0xFFF) == 0 && Thread.currentThread().isInterrupted()) {
                    throw new java.io.InterruptedIOException("the query was told to stop");
                }
            }
        }
        return rows;
    }
}
