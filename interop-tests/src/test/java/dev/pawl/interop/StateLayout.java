package dev.pawl.interop;

import java.util.EnumSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** The ways Spark can lay out its state below a checkpoint. */
enum StateLayout {
    /** Delta files, and a snapshot as soon as maintenance finds two deltas. */
    HDFS,
    /** A zip for every version, no changelog. */
    ROCKSDB_SNAPSHOT,
    /** A changelog for every version, a zip now and then. */
    ROCKSDB_CHANGELOG,
    /** As {@link #ROCKSDB_CHANGELOG}, with the unique ids of checkpoint format 2 in every file name. */
    ROCKSDB_FORMAT_2;

    private static final String PREFIX = "spark.sql.streaming.stateStore.";
    private static final String PROVIDERS = "org.apache.spark.sql.execution.streaming.state.";

    /** The session settings that make Spark write this layout. */
    Map<String, String> confs() {
        Map<String, String> confs = new HashMap<>();
        confs.put(
                PREFIX + "providerClass",
                PROVIDERS + (isRocksDb() ? "RocksDBStateStoreProvider" : "HDFSBackedStateStoreProvider"));
        confs.put(PREFIX + "minDeltasForSnapshot", "2");
        confs.put(PREFIX + "rocksdb.changelogCheckpointing.enabled", Boolean.toString(hasChangelogs()));
        confs.put(PREFIX + "checkpointFormatVersion", this == ROCKSDB_FORMAT_2 ? "2" : "1");
        return confs;
    }

    /** The forms a store of this layout can be rewritten in: without changelogs nothing tells what changed. */
    Set<StateForm> forms() {
        return this == ROCKSDB_SNAPSHOT ? Set.of(StateForm.SNAPSHOTS) : EnumSet.allOf(StateForm.class);
    }

    boolean isRocksDb() {
        return this != HDFS;
    }

    private boolean hasChangelogs() {
        return this == ROCKSDB_CHANGELOG || this == ROCKSDB_FORMAT_2;
    }
}
