package dev.pawl.interop;

import java.nio.file.Path;
import java.util.Map;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.execution.streaming.state.StateStore$;

/** A real Spark in this process: one small local cluster, and a fresh session for whoever asks. */
public final class SparkHarness implements AutoCloseable {
    public static final int STATE_PARTITIONS = 2;
    static final int COMPACT_INTERVAL = 3;
    /** Everything, which takes more than an hour, or a choice and short cuts. */
    public static final boolean IS_FULL = Boolean.getBoolean("interop.full");

    private final SparkSession root;

    SparkHarness(Path directory) {
        SparkSession.Builder builder = SparkSession.builder();
        ForklessFiles.confs().forEach(builder::config);
        root = builder.master("local[2]")
                .appName("pawl-interop")
                .config("spark.ui.enabled", false)
                .config("spark.driver.host", "127.0.0.1")
                .config("spark.driver.bindAddress", "127.0.0.1")
                .config("spark.local.dir", directory.resolve("local").toString())
                .config(
                        "spark.sql.warehouse.dir",
                        directory.resolve("warehouse").toString())
                .config("spark.sql.session.timeZone", "UTC")
                .config("spark.sql.shuffle.partitions", STATE_PARTITIONS)
                .config("spark.sql.codegen.wholeStage", false)
                // Plans again after each stage, of which small queries have one or two.
                .config("spark.sql.adaptive.enabled", false)
                .config("spark.sql.extensions", "io.delta.sql.DeltaSparkSessionExtension")
                .config("spark.sql.catalog.spark_catalog", "org.apache.spark.sql.delta.catalog.DeltaCatalog")
                // Often enough to happen within a few steps.
                .config("spark.sql.streaming.fileSource.log.compactInterval", COMPACT_INTERVAL)
                .config("spark.sql.streaming.fileSink.log.compactInterval", COMPACT_INTERVAL)
                // Maintenance has one clock per process, set by the first store: short, so that snapshots appear soon.
                .config("spark.sql.streaming.stateStore.maintenanceInterval", "250ms")
                .getOrCreate();
    }

    /** A session with the defaults of the harness and {@code confs} on top; it shares the cluster, not its settings. */
    public SparkSession session(Map<String, String> confs) {
        SparkSession session = root.newSession();
        if (!IS_FULL) {
            // Compiling code for a handful of rows takes longer than everything else.
            session.conf().set("spark.sql.codegen.factoryMode", "NO_CODEGEN");
        }
        confs.forEach(session.conf()::set);
        return session;
    }

    /** Lets running background work on state end and closes every store: after this nothing writes below any checkpoint. */
    public void quiesce() {
        // Not StateStore.stop(): it waits for maintenance with a lock in its hand that maintenance needs.
        StateStore$.MODULE$.setMaintenancePaused(true);
        StateStore$.MODULE$.stopMaintenanceTaskWithoutLock();
        StateStore$.MODULE$.unloadAll();
        StateStore$.MODULE$.setMaintenancePaused(false);
    }

    @Override
    public void close() {
        quiesce();
        root.stop();
    }
}
