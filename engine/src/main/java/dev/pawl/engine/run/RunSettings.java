package dev.pawl.engine.run;

import dev.pawl.checkpoint.log.LogRetention;
import dev.pawl.engine.state.StateSettings;
import dev.pawl.engine.state.StoreKind;
import java.time.Duration;
import org.apache.spark.sql.internal.SQLConf;

/**
 * Limits of a running query.
 *
 * @param taskAttempts how often a task is tried before the query fails
 * @param pollInterval how long the query waits before it asks sources again that had nothing
 * @param progressRetained how many progress reports stay in memory
 * @param runsWithoutRows whether a batch runs without rows where the watermark alone changes something
 * @param leaseStaleAfter an owner of the checkpoint that was silent for so long is taken for gone
 */
public record RunSettings(
        LogRetention retention,
        int taskAttempts,
        Duration pollInterval,
        int progressRetained,
        boolean runsWithoutRows,
        StateSettings state,
        Duration leaseStaleAfter) {
    /** Spark's defaults where Spark has the setting. */
    public static final RunSettings DEFAULT = new RunSettings(
            new LogRetention(100), 4, Duration.ofMillis(10), 100, true, StateSettings.DEFAULT, Duration.ofSeconds(15));

    /**
     * As the pipeline sets them, by Spark's names.
     *
     * @param stores where the query keeps its state while it runs
     */
    public static RunSettings of(SQLConf conf, StoreKind stores) {
        return new RunSettings(
                new LogRetention(conf.minBatchesToRetain()),
                DEFAULT.taskAttempts(),
                Duration.ofMillis(conf.streamingPollingDelay()),
                conf.streamingProgressRetention(),
                conf.streamingNoDataMicroBatchesEnabled(),
                StateSettings.of(stores, conf),
                DEFAULT.leaseStaleAfter());
    }

    public RunSettings {
        if (taskAttempts < 1 || progressRetained < 1) {
            throw new IllegalArgumentException(
                    "at least one attempt and one report, was " + taskAttempts + ", " + progressRetained);
        }
        if (leaseStaleAfter.isNegative() || leaseStaleAfter.isZero()) {
            throw new IllegalArgumentException("leases must live for some time, was " + leaseStaleAfter);
        }
    }

    /** The same with another life of leases. */
    public RunSettings withLeaseStaleAfter(Duration silence) {
        return new RunSettings(
                retention, taskAttempts, pollInterval, progressRetained, runsWithoutRows, state, silence);
    }
}
