package dev.pawl.engine.run;

import dev.pawl.checkpoint.error.PawlException;
import dev.pawl.engine.sink.WrittenPart;
import java.io.IOException;
import java.util.Optional;
import org.apache.spark.sql.internal.SQLConf;

/** Rows of a batch on their way from one place to the next, tried again if that fails. */
final class BatchTask<R> implements TaskPool.Task<BatchTask.Done<R>> {
    private final Work<R> work;
    private final RowPath path;
    private final Outlet outlet;
    private final int task;
    private final int seed;
    private final int attemptsMax;
    private final SQLConf conf;

    /** Where the rows come from. */
    interface Work<R> {
        /**
         * Sends the rows through the lane to the output. Whatever an attempt before this one did to more than these is undone first.
         *
         * @param seed what the random numbers of the task begin with
         * @param stop once it is up nothing that fails is to be blamed on a row
         */
        R run(RowPath.Lane lane, Outlet.Attempt output, int seed, StopSign stop) throws IOException;

        /** Called when the rows are where they are to be. */
        default void finish() throws IOException {}

        /** Called instead: what the attempt did beside the output is thrown away. */
        default void abort() {}

        /** The failure in words. */
        PawlException failure(Exception e);
    }

    /**
     * What became of a task.
     *
     * @param part empty if it gave nothing to the sink
     */
    record Done<R>(R result, Optional<WrittenPart> part) {}

    /** @param seed what the random numbers of the task begin with */
    BatchTask(Work<R> work, RowPath path, Outlet outlet, int task, int seed, int attemptsMax, SQLConf conf) {
        this.work = work;
        this.path = path;
        this.outlet = outlet;
        this.task = task;
        this.seed = seed;
        this.attemptsMax = attemptsMax;
        this.conf = conf;
    }

    @Override
    public Done<R> run(StopSign stop) throws Exception {
        for (int attempt = 0; ; attempt++) {
            int number = attempt;
            try {
                // Steps are compiled and run under the configuration of their query.
                return SQLConf.withExistingConf(conf, () -> Failures.unchecked(() -> run(number, stop)));
            } catch (Exception e) {
                if (attempt + 1 >= attemptsMax || stop.isUp() || !Failures.isWorthRetry(e)) {
                    throw work.failure(e);
                }
            }
        }
    }

    private Done<R> run(int attempt, StopSign stop) throws IOException {
        RowPath.Lane lane = path.take();
        Outlet.Attempt output = outlet.open(lane, task, attempt);
        boolean isWritten = false;
        R result;
        Optional<WrittenPart> part;
        try {
            result = work.run(lane, output, seed, stop);
            part = output.finish();
            isWritten = true;
        } finally {
            if (!isWritten) {
                output.abort();
                work.abort();
            }
        }
        work.finish();
        lane.finish();
        path.giveBack(lane);
        return new Done<>(result, part);
    }
}
