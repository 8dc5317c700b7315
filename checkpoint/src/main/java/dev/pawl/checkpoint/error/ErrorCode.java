package dev.pawl.checkpoint.error;

import static dev.pawl.checkpoint.error.ErrorKind.BUG;
import static dev.pawl.checkpoint.error.ErrorKind.DAMAGED;
import static dev.pawl.checkpoint.error.ErrorKind.REFUSED;
import static dev.pawl.checkpoint.error.ErrorKind.UNAVAILABLE;
import static dev.pawl.checkpoint.error.ErrorKind.USAGE;

/** Every error Pawl reports. Names are public: Spark's own where Spark has one; never renamed, never reused. */
public enum ErrorCode {
    CHECKPOINT_NOT_FOUND(DAMAGED, "Give the directory that holds `offsets` and `commits`."),
    QUERY_METADATA_CORRUPT(
            DAMAGED, "Restore the file from a backup: exactly-once sinks know the query by the id that it holds."),
    OFFSET_LOG_CORRUPT(DAMAGED, "Run `pawl checkpoint verify` to see which batches can be restored."),
    COMMIT_LOG_CORRUPT(DAMAGED, "Run `pawl checkpoint verify` to see which batches can be restored."),
    SOURCE_LOG_CORRUPT(DAMAGED, "Run `pawl checkpoint verify` to see which batches can be restored."),
    SINK_LOG_CORRUPT(
            DAMAGED,
            "Restore the file from a backup: without it nobody can tell which files of the directory are results."),
    INVALID_LOG_VERSION(
            DAMAGED,
            "If a newer Spark wrote it, read it with that Spark or a newer Pawl;"
                    + " if not, run `pawl checkpoint verify` to see which batches can be restored."),
    BATCH_NOT_FOUND(DAMAGED, "Run `pawl checkpoint batches` to see which batches there are."),
    CONCURRENT_STREAM_LOG_UPDATE(
            REFUSED, "Stop the other query that uses this checkpoint, or give this one a checkpoint of its own."),
    FILE_TOO_LARGE(DAMAGED, "Run `pawl checkpoint verify` to see which batches can be restored."),
    PREDICATE_INVALID(USAGE, "Write it like a SQL condition, for example key.product = 'p7' AND value.count > 10."),
    OPERATOR_METADATA_CORRUPT(DAMAGED, "Run `pawl checkpoint doctor` to see what can be restored."),
    STATE_SCHEMA_CORRUPT(DAMAGED, "Run `pawl checkpoint doctor` to see what can be restored."),
    STATE_SCHEMA_MISSING(DAMAGED, "Put the file back from a backup, or run `pawl checkpoint doctor`."),
    PATH_NOT_ALLOWED(DAMAGED, "Run `pawl checkpoint verify` to see which file names it."),
    STORAGE_UNAVAILABLE(UNAVAILABLE, "Check that the path is reachable and permitted, then try again."),
    CREATE_NEW_UNSUPPORTED(
            REFUSED,
            "Keep the checkpoint on a storage that can create a file only if it is absent: a local disk with hard links,"
                    + " hdfs, gs, s3a with conditional create, abfs with a hierarchical namespace."),
    STORAGE_READ_ONLY(BUG, "Please report this with the command that was run."),
    STORAGE_CONNECTOR_MISSING(
            USAGE, "Put the jars of Hadoop 3.4 and of the connector (for s3a: hadoop-aws) on the class path."),
    UNSUPPORTED_STORAGE(
            USAGE, "Give a plain path, or a URI that starts with file:, hdfs://, s3a://, abfs://, abfss:// or gs://.");

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
