package dev.pawl.spark;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.spark.sql.execution.streaming.runtime.StreamExecution;
import org.apache.spark.sql.execution.streaming.runtime.StreamingQueryWrapper;
import org.apache.spark.sql.execution.streaming.runtime.TERMINATED$;
import org.apache.spark.sql.streaming.StreamingQuery;

/** An end between two batches. What Spark offers is to interrupt whatever the query is doing. */
final class Stop {
    private static final long LOOK_AGAIN_MS = 20;

    private Stop() {}

    /** Lets the batch that runs finish and begins no other; returns when the query has ended. */
    static void afterBatch(StreamingQuery query) throws TimeoutException, InterruptedException {
        StreamExecution execution = ((StreamingQueryWrapper) query).streamingQuery();
        // So Spark itself ends a query that has read what is there: it looks at this between batches.
        execution.state().set(TERMINATED$.MODULE$);
        // Twice: a batch may have been about to begin.
        for (int idle = 0; idle < 2; idle = execution.status().isTriggerActive() ? 0 : idle + 1) {
            TimeUnit.MILLISECONDS.sleep(LOOK_AGAIN_MS);
        }
        // Who waits for the next trigger does not look.
        query.stop();
    }
}
