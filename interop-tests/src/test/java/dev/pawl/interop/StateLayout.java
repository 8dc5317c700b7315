package dev.pawl.interop;

import java.util.HashMap;
import java.util.Map;

/** The ways Spark can lay out its state below a checkpoint. */
enum StateLayout {
    /** Delta files, and a snapshot as soon as maintenance finds two deltas. */
    HDFS(Map.of(
            "providerClass", "org.apache.spark.sql.execution.streaming.state.HDFSBackedStateStoreProvider",
            "minDeltasForSnapshot", "2")),

    /** A zip for every version, no changelog. */
    ROCKSDB_SNAPSHOT(rocksDb(Map.of("rocksdb.changelogCheckpointing.enabled", "false"))),

    /** A changelog for every version, a zip now and then. */
    ROCKSDB_CHANGELOG(rocksDb(Map.of("rocksdb.changelogCheckpointing.enabled", "true", "minDeltasForSnapshot", "2"))),

    /** As {@link #ROCKSDB_CHANGELOG}, with the unique ids of checkpoint format 2 in every file name. */
    ROCKSDB_FORMAT_2(rocksDb(Map.of(
            "rocksdb.changelogCheckpointing.enabled",
            "true",
            "minDeltasForSnapshot",
            "2",
            "checkpointFormatVersion",
            "2")));

    private static final String PREFIX = "spark.sql.streaming.stateStore.";

    private final Map<String, String> stateStoreConfs;

    StateLayout(Map<String, String> stateStoreConfs) {
        this.stateStoreConfs = Map.copyOf(stateStoreConfs);
    }

    /** The session settings that make Spark write this layout. */
    Map<String, String> confs() {
        Map<String, String> confs = new HashMap<>();
        stateStoreConfs.forEach((key, value) -> confs.put(PREFIX + key, value));
        return confs;
    }

    boolean isRocksDb() {
        return this != HDFS;
    }

    private static Map<String, String> rocksDb(Map<String, String> more) {
        Map<String, String> confs = new HashMap<>(more);
        confs.put("providerClass", "org.apache.spark.sql.execution.streaming.state.RocksDBStateStoreProvider");
        return confs;
    }
}
