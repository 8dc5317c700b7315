package dev.pawl.pipeline;

import java.util.Map;

/** Configurations in which Pawl differs from Spark's own defaults, whatever runs the pipeline. */
public final class SessionDefaults {
    /** Of a new query with state. A checkpoint keeps its number; each costs files in every batch. */
    public static final int STATE_PARTITIONS = 4;

    public static final Map<String, String> CONFS =
            Map.of("spark.sql.shuffle.partitions", Integer.toString(STATE_PARTITIONS));

    private SessionDefaults() {}
}
