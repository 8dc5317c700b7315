package dev.pawl.checkpoint;

import dev.pawl.checkpoint.codec.CompressionCodec;
import dev.pawl.checkpoint.entry.MergeDelimiter;
import dev.pawl.checkpoint.error.ErrorCode;
import dev.pawl.checkpoint.error.PawlException;
import dev.pawl.checkpoint.log.RecordedConfs;
import dev.pawl.checkpoint.state.StoreLayout;

/**
 * How the state files of a checkpoint are written, as its offset log records it.
 *
 * @param rowEncoding {@code unsaferow} or {@code avro}
 * @param isHashPartitioned whether a key's hash alone decides about its partition; not so in checkpoints begun before Spark 3.3
 */
public record StateFormat(
        StoreLayout layout,
        CompressionCodec codec,
        MergeDelimiter delimiter,
        String rowEncoding,
        boolean isHashPartitioned) {
    private static final String MERGE_OPERATOR_VERSION = "spark.sql.streaming.stateStore.rocksdb.mergeOperatorVersion";
    private static final String CONCATENATE = "2";

    /** What the recorded confs say, and their absence. */
    public static StateFormat of(RecordedConfs confs) {
        return new StateFormat(
                layout(confs.stateStoreProvider()),
                CompressionCodec.of(confs.compressionCodec()),
                CONCATENATE.equals(confs.values().get(MERGE_OPERATOR_VERSION))
                        ? MergeDelimiter.NONE
                        : MergeDelimiter.COMMA,
                confs.encodingFormat(),
                confs.usesStrictDistribution());
    }

    /** Vendors ship providers of their own under these names, with the same files. */
    private static StoreLayout layout(String providerClass) {
        if (providerClass.contains("RocksDB")) {
            return StoreLayout.ROCKSDB;
        }
        if (providerClass.contains("HDFSBacked")) {
            return StoreLayout.HDFS;
        }
        throw new PawlException(
                ErrorCode.STATE_PROVIDER_UNKNOWN,
                "The state was written by " + providerClass + ", whose files have a format of their own.");
    }
}
