package dev.pawl.checkpoint.log;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A configuration that belongs to the checkpoint: recorded with every batch, stronger than the session on the next start.
 * In the order Spark writes them.
 */
public enum RecordedConf {
    STATE_STORE_PROVIDER(
            "spark.sql.streaming.stateStore.providerClass",
            "org.apache.spark.sql.execution.streaming.state.HDFSBackedStateStoreProvider"),
    ROCKSDB_FORMAT_VERSION("spark.sql.streaming.stateStore.rocksdb.formatVersion", "5"),
    ENCODING_FORMAT("spark.sql.streaming.stateStore.encodingFormat", "unsaferow", "unsaferow"),
    USE_STRICT_DISTRIBUTION("spark.sql.streaming.statefulOperator.useStrictDistribution", "true", "false"),
    FLAT_MAP_GROUPS_WITH_STATE_FORMAT_VERSION(
            "spark.sql.streaming.flatMapGroupsWithState.stateFormatVersion", "2", "1"),
    MULTIPLE_WATERMARK_POLICY("spark.sql.streaming.multipleWatermarkPolicy", "min", "min"),
    AGGREGATION_STATE_FORMAT_VERSION("spark.sql.streaming.aggregation.stateFormatVersion", "2", "1"),
    SHUFFLE_PARTITIONS("spark.sql.shuffle.partitions", "200"),
    JOIN_STATE_FORMAT_VERSION("spark.sql.streaming.join.stateFormatVersion", "2", "1"),
    COMPRESSION_CODEC("spark.sql.streaming.stateStore.compression.codec", "lz4", "lz4"),
    PRUNE_FILTERS_CAN_PRUNE_STREAMING_SUBPLAN(
            "spark.sql.optimizer.pruneFiltersCanPruneStreamingSubplan", "false", "true");

    private final String key;
    private final String defaultValue;
    private final @Nullable String legacyValue;

    RecordedConf(String key, String defaultValue) {
        this(key, defaultValue, null);
    }

    RecordedConf(String key, String defaultValue, @Nullable String legacyValue) {
        this.key = key;
        this.defaultValue = defaultValue;
        this.legacyValue = legacyValue;
    }

    public String key() {
        return key;
    }

    /** The value of a new checkpoint, as of Spark 4.1. */
    public String defaultValue() {
        return defaultValue;
    }

    /** What a checkpoint that does not record it was written with; empty if the session decides. */
    public Optional<String> legacyValue() {
        return Optional.ofNullable(legacyValue);
    }

    boolean isWholeNumber() {
        return switch (this) {
            case ROCKSDB_FORMAT_VERSION,
                    FLAT_MAP_GROUPS_WITH_STATE_FORMAT_VERSION,
                    AGGREGATION_STATE_FORMAT_VERSION,
                    SHUFFLE_PARTITIONS,
                    JOIN_STATE_FORMAT_VERSION -> true;
            case STATE_STORE_PROVIDER,
                    ENCODING_FORMAT,
                    USE_STRICT_DISTRIBUTION,
                    MULTIPLE_WATERMARK_POLICY,
                    COMPRESSION_CODEC,
                    PRUNE_FILTERS_CAN_PRUNE_STREAMING_SUBPLAN -> false;
        };
    }
}
