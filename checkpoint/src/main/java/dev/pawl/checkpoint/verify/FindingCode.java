package dev.pawl.checkpoint.verify;

/** What can be wrong with a checkpoint besides files that cannot be read. Names are public: never renamed, never reused. */
public enum FindingCode {
    QUERY_METADATA_MISSING(
            Severity.ERROR,
            "Restore the file from a backup, or write the query's id into it: exactly-once sinks know the query by it."),
    OFFSET_LOG_MISSING(Severity.ERROR, "Restore directory `offsets` from a backup: Spark does not start without it."),
    COMMIT_WITHOUT_OFFSETS(
            Severity.ERROR,
            "Restore the offsets of the batch from a backup. Without them Spark runs the last planned batch again, although"
                    + " its results are out, and then stops."),
    PREVIOUS_OFFSETS_MISSING(
            Severity.ERROR, "Restore the file from a backup: the batch after it starts where this one ended."),
    OFFSETS_WITHOUT_METADATA(Severity.ERROR, "Restore the file from a backup: Spark cannot resume from it."),
    OFFSET_LOG_GAP(
            Severity.WARNING, "Nothing needs to be done to go on; the batches around the gap cannot be rewound to."),
    COMMIT_LOG_GAP(Severity.WARNING, "Nothing needs to be done to go on if the results of these batches are out."),
    ASYNCHRONOUS_PROGRESS(
            Severity.INFO,
            "Start the query with asyncProgressTrackingEnabled=true, as before; without it Spark refuses."),
    SOURCE_COUNT_CHANGED(
            Severity.ERROR, "Restore the file from a backup: a query keeps its number of sources as long as it lives."),
    WATERMARK_WENT_BACK(
            Severity.WARNING,
            "Find out who wrote the offsets: Spark never lets a watermark go back, so results may be wrong."),
    SOURCE_LOG_MISSING(
            Severity.ERROR, "Restore the directory from a backup: the source cannot tell what it has read without it."),
    SOURCE_LOG_ENTRY_MISSING(
            Severity.ERROR,
            "Restore the file from a backup: Spark reads the entries of the last batch on every start."),
    OPERATOR_METADATA_MISSING(
            Severity.WARNING, "Restore the file from a backup, or let Spark write it anew on the next start."),
    STATE_SCHEMA_NOT_FOUND(
            Severity.WARNING,
            "Restore the file from a backup, or let Spark write it anew on the next start. Rows were not checked."),
    STATE_SCHEMA_MOVED(
            Severity.WARNING,
            "Put the checkpoint back where it was, or let the operator metadata name the new place: Spark reads the"
                    + " schema of transformWithState from there."),
    STATE_PARTITIONS_DIFFER(
            Severity.ERROR,
            "Restore the offsets of the batch from a backup, or write the number of the operator metadata into them: Spark goes"
                    + " on with that of the offsets, and looks for rows where they are not."),
    STATE_PARTITION_MISSING(
            Severity.ERROR, "Restore the directory from a backup, or rewind to a batch that can be restored."),
    STATE_STORE_KEY_ROW_FORMAT_VALIDATION_FAILURE(
            Severity.ERROR, "Restore the file from a backup, or rewind to a batch that can be restored."),
    STATE_STORE_VALUE_ROW_FORMAT_VALIDATION_FAILURE(
            Severity.ERROR, "Restore the file from a backup, or rewind to a batch that can be restored."),
    STATE_ROW_UNREADABLE(Severity.ERROR, "Restore the file from a backup, or rewind to a batch that can be restored."),
    STATE_ROW_IN_WRONG_PARTITION(
            Severity.ERROR,
            "Restore the state from a backup: the query will never find the row, and begins the key anew elsewhere."),
    STATE_NOT_CHECKED(Severity.INFO, "Nothing needs to be done; Pawl cannot read state of this kind."),
    STATE_FILE_UNUSED(
            Severity.INFO, "Nothing needs to be done: Spark deletes such files in time, or they only take room."),
    HADOOP_CHECKSUM_MISMATCH(
            Severity.WARNING,
            "If the file was changed on purpose, delete the side file; if not, restore the file from a backup."),
    TEMPORARY_FILE_LEFT(Severity.INFO, "Delete it if no query runs: a crashed writer left it, and nothing reads it.");

    private final Severity severity;
    private final String fix;

    FindingCode(Severity severity, String fix) {
        this.severity = severity;
        this.fix = fix;
    }

    /** How much it matters, as a rule. */
    public Severity severity() {
        return severity;
    }

    public String fix() {
        return fix;
    }
}
