package dev.pawl.engine.state;

import java.time.Duration;
import org.apache.spark.sql.internal.SQLConf;

/**
 * Kind and limits of the stores of a query.
 *
 * @param batchesRetained how many batches before the newest one can be restored
 * @param deltasForSnapshotMin a snapshot is made when there are at least so many versions after the last one
 * @param kind where the state is while the query runs
 * @param maintenanceInterval how often it is looked whether snapshots are due and files can go; after many batches it is sooner
 */
public record StateSettings(
        StoreKind kind, int batchesRetained, int deltasForSnapshotMin, Duration maintenanceInterval) {
    /** Spark's defaults. */
    public static final StateSettings DEFAULT = new StateSettings(StoreKind.MEMORY, 100, 10, Duration.ofMinutes(1));

    public StateSettings {
        if (batchesRetained < 1 || deltasForSnapshotMin < 1) {
            throw new IllegalArgumentException(
                    "at least one batch and one delta, was " + batchesRetained + ", " + deltasForSnapshotMin);
        }
    }

    /** As the pipeline sets them, by Spark's names. */
    public static StateSettings of(StoreKind kind, SQLConf conf) {
        return new StateSettings(
                kind,
                conf.minBatchesToRetain(),
                conf.stateStoreMinDeltasForSnapshot(),
                Duration.ofMillis(conf.streamingMaintenanceInterval()));
    }
}
