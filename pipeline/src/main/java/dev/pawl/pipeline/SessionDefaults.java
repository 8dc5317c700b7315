package dev.pawl.pipeline;

import java.util.Map;

/** Configurations in which Pawl differs from Spark's own defaults, whatever runs the pipeline. A checkpoint keeps what it began with. */
public final class SessionDefaults {
    /** Of a query with state; each costs files in every batch. */
    public static final int STATE_PARTITIONS = 4;

    /** Its state can be larger than the heap. */
    public static final String STATE_STORE_PROVIDER =
            "org.apache.spark.sql.execution.streaming.state.RocksDBStateStoreProvider";

    public static final Map<String, String> CONFS = Map.of(
            "spark.sql.shuffle.partitions",
            Integer.toString(STATE_PARTITIONS),
            "spark.sql.streaming.stateStore.providerClass",
            STATE_STORE_PROVIDER);

    private SessionDefaults() {}
}
