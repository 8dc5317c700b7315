package dev.pawl.checkpoint.error;

import static dev.pawl.checkpoint.error.ErrorKind.DAMAGED;
import static dev.pawl.checkpoint.error.ErrorKind.REFUSED;
import static dev.pawl.checkpoint.error.ErrorKind.UNAVAILABLE;
import static dev.pawl.checkpoint.error.ErrorKind.USAGE;

/** Every error Pawl reports. Names are public: Spark's own where Spark has one; never renamed, never reused. */
public enum ErrorCode {
    CHECKPOINT_NOT_FOUND(USAGE, "Give the directory that holds `offsets` and `commits`."),
    FILE_TOO_LARGE(DAMAGED, "Run `pawl checkpoint verify` to see which batches can be restored."),
    CANNOT_READ_STREAMING_STATE_FILE(
            DAMAGED, "Run `pawl checkpoint verify` to see which state versions can be loaded."),
    STATE_SNAPSHOT_CORRUPT(DAMAGED, "Run `pawl checkpoint verify` to see which state versions can be loaded."),
    STATE_SNAPSHOT_ENTRY_REFUSED(
            DAMAGED, "Spark does not write such a zip: find out where it comes from before anything else reads it."),
    STATE_SNAPSHOT_NOT_WRITTEN(
            UNAVAILABLE, "Check that the scratch directory has free space and permits writing, then try again."),
    STATE_SST_CORRUPT(DAMAGED, "Run `pawl checkpoint verify` to see which state versions can be loaded."),
    STATE_SST_UNSUPPORTED(
            REFUSED,
            "Let Spark write a new snapshot with its default RocksDB settings (lz4 compression), then try again."),
    STORAGE_UNAVAILABLE(UNAVAILABLE, "Check that the path is reachable and permitted, then try again."),
    CREATE_NEW_UNSUPPORTED(
            REFUSED,
            "Keep the checkpoint on a storage that can create a file only if it is absent (local disk, hdfs, s3a).");

    private final ErrorKind kind;
    private final String remedy;

    ErrorCode(ErrorKind kind, String remedy) {
        this.kind = kind;
        this.remedy = remedy;
    }

    public ErrorKind kind() {
        return kind;
    }

    /** What to do next, as a full sentence. */
    public String remedy() {
        return remedy;
    }
}
