package dev.pawl.checkpoint.error;

import static dev.pawl.checkpoint.error.ErrorKind.BUG;
import static dev.pawl.checkpoint.error.ErrorKind.DAMAGED;
import static dev.pawl.checkpoint.error.ErrorKind.OUTCOME_UNKNOWN;
import static dev.pawl.checkpoint.error.ErrorKind.REFUSED;
import static dev.pawl.checkpoint.error.ErrorKind.ROWS_UNFIT;
import static dev.pawl.checkpoint.error.ErrorKind.UNAVAILABLE;
import static dev.pawl.checkpoint.error.ErrorKind.USAGE;

/** Every error Pawl reports. Names are public: Spark's own where Spark has one; never renamed, never reused. */
public enum ErrorCode {
    CHECKPOINT_NOT_FOUND(DAMAGED, "Give the directory that holds `offsets` and `commits`."),
    CHECKPOINT_DAMAGED(DAMAGED, "Run `pawl checkpoint verify` to see every problem with its fix."),
    QUERY_METADATA_CORRUPT(
            DAMAGED, "Restore the file from a backup: exactly-once sinks know the query by the id that it holds."),
    OFFSET_LOG_CORRUPT(DAMAGED, "Run `pawl checkpoint verify` to see which batches can be restored."),
    COMMIT_LOG_CORRUPT(DAMAGED, "Run `pawl checkpoint verify` to see which batches can be restored."),
    SOURCE_LOG_CORRUPT(DAMAGED, "Run `pawl checkpoint verify` to see which batches can be restored."),
    SINK_LOG_CORRUPT(
            DAMAGED,
            "Restore the file from a backup: without it nobody can tell which files of the directory are results."),
    KAFKA_TOPIC_IDS_CORRUPT(
            DAMAGED,
            "Restore the file from a backup, or move it away: then a topic that was made anew meanwhile is not recognised."),
    GAP_LOG_CORRUPT(
            DAMAGED,
            "Restore the file from a backup, or move it away: it tells which rows were declared lost, and no query needs it"
                    + " to go on."),
    INVALID_LOG_VERSION(
            DAMAGED,
            "If a newer Spark wrote it, read it with that Spark or a newer Pawl;"
                    + " if not, run `pawl checkpoint verify` to see which batches can be restored."),
    BATCH_NOT_FOUND(DAMAGED, "Run `pawl checkpoint batches` to see which batches there are."),
    CONCURRENT_STREAM_LOG_UPDATE(
            REFUSED, "Stop the other query that uses this checkpoint, or give this one a checkpoint of its own."),
    LOG_WRITE_UNKNOWN(OUTCOME_UNKNOWN, "Delete nothing. Start the query again: it looks up what was written."),
    COMMAND_UNKNOWN(USAGE, "Run `pawl help` to see the commands."),
    OPTION_UNKNOWN(USAGE, "Add `--help` to the command to see its options."),
    ARGUMENT_INVALID(USAGE, "Add `--help` to the command to see what it takes."),
    OUTPUT_FAILED(UNAVAILABLE, "Check that the place the output goes to has room and can be written."),
    FILE_TOO_LARGE(DAMAGED, "Run `pawl checkpoint verify` to see which batches can be restored."),
    PREDICATE_INVALID(USAGE, "Write it like a SQL condition, for example key.product = 'p7' AND value.count > 10."),
    OPERATOR_METADATA_CORRUPT(DAMAGED, "Run `pawl checkpoint verify` to see what can be restored."),
    STATE_SCHEMA_CORRUPT(DAMAGED, "Run `pawl checkpoint verify` to see what can be restored."),
    STATE_SCHEMA_MISSING(DAMAGED, "Put the file back from a backup, or run `pawl checkpoint verify`."),
    PATH_NOT_ALLOWED(DAMAGED, "Run `pawl checkpoint verify` to see which file names it."),
    CANNOT_READ_DELTA_FILE_NOT_EXISTS(
            "CANNOT_LOAD_STATE_STORE.CANNOT_READ_DELTA_FILE_NOT_EXISTS",
            DAMAGED,
            "Restore the file from a backup, or rewind to a version that can be loaded."),
    CANNOT_READ_STREAMING_STATE_FILE(
            "CANNOT_LOAD_STATE_STORE.CANNOT_READ_STREAMING_STATE_FILE",
            DAMAGED,
            "Restore the file from a backup, or rewind to a version that can be loaded."),
    CANNOT_READ_MISSING_SNAPSHOT_FILE(
            "CANNOT_LOAD_STATE_STORE.CANNOT_READ_MISSING_SNAPSHOT_FILE",
            DAMAGED,
            "Restore the file from a backup, or rewind to a version that can be loaded."),
    CANNOT_FIND_BASE_SNAPSHOT_CHECKPOINT(
            "CANNOT_LOAD_STATE_STORE.CANNOT_FIND_BASE_SNAPSHOT_CHECKPOINT",
            DAMAGED,
            "Restore a snapshot of the lineage from a backup, or rewind to a version that can be loaded."),
    INVALID_CHECKPOINT_LINEAGE(
            "CANNOT_LOAD_STATE_STORE.INVALID_CHECKPOINT_LINEAGE",
            DAMAGED,
            "Restore the file from a backup, or rewind to a version that can be loaded."),
    INVALID_CHANGE_LOG_READER_VERSION(
            "CANNOT_LOAD_STATE_STORE.INVALID_CHANGE_LOG_READER_VERSION",
            REFUSED,
            "The checkpoint was probably written by a newer Spark: use a Pawl that knows its format."),
    UNEXPECTED_STATE_VERSION(
            "CANNOT_LOAD_STATE_STORE.UNEXPECTED_VERSION", USAGE, "Ask for version 0 (empty state) or a later one."),
    CHECKPOINT_FILE_CHECKSUM_VERIFICATION_FAILED(
            DAMAGED, "Restore both files from a backup, or rewind to a version that can be loaded."),
    STATE_FILE_CORRUPT(DAMAGED, "Restore the file from a backup, or rewind to a version that can be loaded."),
    STATE_RECORD_TOO_LARGE(
            REFUSED,
            "If the state really holds this, give Java more memory, for instance with `PAWL_JAVA_OPTS=-Xmx4g`: a key or value may"
                    + " take a sixteenth of it, up to 64 MiB."),
    STREAMING_SOURCES_CHANGED(
            REFUSED, "Start the query with the sources it had, or give the changed query a new checkpoint."),
    SINK_BATCH_UNKNOWN(
            REFUSED,
            "Use the checkpoint that the target was written with, or another target: this batch would be passed over as one that is"
                    + " there already."),
    SINK_LOG_LOST(
            REFUSED,
            "Restore the target from a backup, a directory of files with its `_spark_metadata`; or give the query a new checkpoint and"
                    + " a new target, so that it writes everything again."),
    SINK_TARGET_TAKEN(
            REFUSED,
            "Give each query a directory of its own. If the other query is gone for good and the directory holds nothing, delete the"
                    + " directory."),
    CHECKPOINT_METADATA_MISSING(
            REFUSED,
            "Restore the file `metadata` from a backup: with a new query id an exactly-once sink would take batches twice."),
    LEASE_HELD(REFUSED, "Stop the other process, or give this query a checkpoint of its own."),
    LEASE_LOST(REFUSED, "Another process took the checkpoint over; nothing of this process was committed since."),
    OPTION_MISSING(USAGE, "Add the option to the statement that defines the table."),
    OPTION_NAME_UNKNOWN(USAGE, "Correct the name in the statement that defines the table."),
    OPTION_INVALID(USAGE, "Correct the option in the statement that defines the table."),
    SOURCE_NOT_FOUND(
            "DATA_SOURCE_NOT_FOUND",
            USAGE,
            "Use one of the formats the message names, or run the pipeline with `--engine spark`."),
    STREAM_FAILED(UNAVAILABLE, "The cause says what to change; the query can be started again from its checkpoint."),
    PIPELINE_INVALID(USAGE, "Correct the statement."),
    PIPELINE_TEXT_MISSING(USAGE, "Start the pipeline file with `pawl run`, which keeps its text from then on."),
    PIPELINE_TEXT_CORRUPT(
            DAMAGED, "Start the pipeline file with `pawl run`: it writes the text anew. Nothing else is lost with it."),
    PIPELINE_CHANGED(
            REFUSED,
            "Resume without `--file` and without new values to go on with the text as it was; or see with `pawl check` whether the"
                    + " new one fits the checkpoint, and start it with `pawl run`."),
    PIPELINE_ELSEWHERE(
            REFUSED,
            "Go to the directory that the message names; or write where things are now into the pipeline file, with"
                    + " 'checkpointLocation' if need be, and start it with `pawl run`."),
    VARIABLE_UNSET(USAGE, "Give it with `--set name=value`, or set a variable of the environment of that name."),
    UNSUPPORTED_QUERY(USAGE, "The same file runs with `--engine spark`."),
    UNSUPPORTED_STREAM(USAGE, "Spark refuses it on streams too: change the query, its watermark or its outputMode."),
    SOURCE_UNAVAILABLE(UNAVAILABLE, "Check that the source is reachable and permitted, then start the query again."),
    PATH_NOT_FOUND(USAGE, "Correct option path; the directory must be there before the query starts."),
    UNABLE_TO_INFER_SCHEMA(USAGE, "Give the columns in the statement that defines the table."),
    CANNOT_MERGE_SCHEMAS(
            USAGE,
            "Give the columns in the statement that defines the table, or leave out option mergeSchema to take those of the"
                    + " oldest file."),
    STREAMING_SOURCE_SCHEMA_MISSING(USAGE, "Give the columns in the statement that defines the table."),
    MALFORMED_RECORD_IN_PARSING(
            "MALFORMED_RECORD_IN_PARSING.WITHOUT_SUGGESTION",
            ROWS_UNFIT,
            "Set option mode to PERMISSIVE to get nulls for what cannot be parsed, or DROPMALFORMED to leave such records"
                    + " out."),
    FAILED_READ_FILE(
            "FAILED_READ_FILE.NO_HINT",
            DAMAGED,
            "Put the file back from a backup, or set option ignoreCorruptFiles to true to go on without the rest of it."),
    FILE_NOT_EXIST(
            "FAILED_READ_FILE.FILE_NOT_EXIST",
            REFUSED,
            "Put the file back from a backup, or set option ignoreMissingFiles to true to go on without its rows."),
    FILE_CHANGED(
            REFUSED,
            "Put the file back as it was, or set option ignoreChangedFiles to true to read it as it is now; new rows belong into"
                    + " new files."),
    PARQUET_COLUMN_DATA_TYPE_MISMATCH(
            "FAILED_READ_FILE.PARQUET_COLUMN_DATA_TYPE_MISMATCH",
            ROWS_UNFIT,
            "Give the column the type that it has in the files, in the statement that defines the table."),
    AVRO_INCOMPATIBLE_READ_TYPE(
            ROWS_UNFIT,
            "Give the column the type that it has in the files, in the statement that defines the table, or change what the"
                    + " message names."),
    AVRO_CANNOT_WRITE_NULL_FIELD(
            ROWS_UNFIT,
            "Filter out or replace the nulls in the query, or let option avroSchema have a union with null there."),
    ORC_TYPE_CAST(
            "UNSUPPORTED_FEATURE.ORC_TYPE_CAST",
            ROWS_UNFIT,
            "Give the column the type that it has in the files, in the statement that defines the table."),
    SOURCE_DATA_LOST(
            REFUSED, "Rows that were never read are gone. To go on without them set option failOnDataLoss to false."),
    KAFKA_COULD_NOT_READ_OFFSET_RANGE(
            "KAFKA_DATA_LOSS.COULD_NOT_READ_OFFSET_RANGE",
            REFUSED,
            "Kafka aged out records before they were read, or they were deleted. To go on without them set option"
                    + " failOnDataLoss to false: they are then listed by `pawl checkpoint show`."),
    KAFKA_PARTITIONS_DELETED(
            "KAFKA_DATA_LOSS.PARTITIONS_DELETED",
            REFUSED,
            "Make the topic again if that was a mistake, or take it out of the subscription. To go on without what was not"
                    + " read of it set option failOnDataLoss to false."),
    KAFKA_PARTITIONS_DELETED_AND_GROUP_ID_CONFIG_PRESENT(
            "KAFKA_DATA_LOSS.PARTITIONS_DELETED_AND_GROUP_ID_CONFIG_PRESENT",
            REFUSED,
            "Take option kafka.group.id away, or give each source a group of its own: other readers of the group can"
                    + " interfere. If the topic was deleted, go on without what was not read of it by setting option"
                    + " failOnDataLoss to false."),
    KAFKA_INITIAL_OFFSET_NOT_FOUND_FOR_PARTITIONS(
            "KAFKA_DATA_LOSS.INITIAL_OFFSET_NOT_FOUND_FOR_PARTITIONS",
            REFUSED,
            "The topic was deleted before it was read. To go on without it set option failOnDataLoss to false."),
    KAFKA_ADDED_PARTITION_DOES_NOT_START_FROM_OFFSET_ZERO(
            "KAFKA_DATA_LOSS.ADDED_PARTITION_DOES_NOT_START_FROM_OFFSET_ZERO",
            REFUSED,
            "Kafka aged out the first records of a new partition before they were read. To go on without them set option"
                    + " failOnDataLoss to false: they are then listed by `pawl checkpoint show`."),
    KAFKA_PARTITION_OFFSET_CHANGED(
            "KAFKA_DATA_LOSS.PARTITION_OFFSET_CHANGED",
            REFUSED,
            "A broker that lost records became the leader of the partition, or the offsets are of another cluster. To go on"
                    + " at the end the partition has now set option failOnDataLoss to false."),
    KAFKA_START_OFFSET_RESET(
            "KAFKA_DATA_LOSS.START_OFFSET_RESET",
            REFUSED,
            "Correct option startingOffsets. To start at the nearest offset that exists set option failOnDataLoss to false."),
    KAFKA_TOPIC_RECREATED(
            "KAFKA_DATA_LOSS.TOPIC_RECREATED",
            REFUSED,
            "The offsets read so far mean nothing in the new topic. To read it from its beginning, and give up what was not"
                    + " read of the old one, set option failOnDataLoss to false; or start the query with a new checkpoint."),
    KAFKA_START_OFFSET_DOES_NOT_MATCH_ASSIGNED(
            USAGE, "Name each partition once, with -1 for latest and -2 for earliest."),
    KAFKA_TIMESTAMP_OFFSET_DOES_NOT_MATCH_ASSIGNED(USAGE, "Name each partition once."),
    KAFKA_NULL_TOPIC_IN_DATA(ROWS_UNFIT, "Use the option topic to set a default topic."),
    KAFKA_ROW_REFUSED(
            ROWS_UNFIT,
            "Change the rows in the query; for long ones raise kafka.max.request.size here and max.message.bytes of the topic."
                    + " With the property badRecords such records go there."),
    SOURCE_UNSUPPORTED(USAGE, "Run the pipeline with `--engine spark`, or change what the message names."),
    NOT_ON_SPARK(USAGE, "Run the pipeline without `--engine spark`, or change what the message names."),
    SPARK_NOT_FOUND(USAGE, "Set SPARK_HOME to a Spark 4.1, as it is downloaded from spark.apache.org."),
    SINK_UNSUPPORTED(USAGE, "Run the pipeline with `--engine spark`, or change what the message names."),
    SINK_SCHEMA_MISMATCH(USAGE, "Change the query or the target so that their columns agree."),
    SINK_FAILED(UNAVAILABLE, "Check that the target is reachable and permitted, then start the query again."),
    JDBC_DRIVER_NOT_FOUND(
            USAGE,
            "Put the jar of the driver on the class path with `PAWL_CLASSPATH`; those of PostgreSQL and SQLite are there already."),
    JDBC_STATEMENT_REFUSED(
            USAGE, "Correct the option that the message shows, or give the user the right it lacks in the database."),
    JDBC_ROW_REFUSED(
            ROWS_UNFIT, "Change the rows in the query, or the constraint or type of the column in the database."),
    JDBC_CONCURRENT_TRANSACTION(
            REFUSED, "Stop the other process that writes with this checkpoint, then start the query again."),
    INBOX_DAMAGED(
            DAMAGED,
            "Restore the directory from a backup, or give the query a new checkpoint and have the rows sent again."),
    INBOX_RECORD_TOO_LONG(ROWS_UNFIT, "Let the sender end its lines earlier: nothing of this one was taken."),
    SINK_FENCED(
            REFUSED,
            "Stop one of the two processes: only one may write for a query. What the other one committed is whole; whether"
                    + " the batch of this one was committed it finds out when it starts."),
    SINK_TRANSACTION_TIMED_OUT(
            USAGE,
            "Nothing of the batch is visible. Raise option kafka.transaction.timeout.ms, which brokers bound by"
                    + " transaction.max.timeout.ms; make later batches smaller, for instance with maxOffsetsPerTrigger."),
    KAFKA_LEDGER_UNFIT(
            REFUSED,
            "Name a topic in option ledgerTopic that nothing else writes to, with cleanup.policy=compact; where there is"
                    + " none of that name it is created."),
    SINK_COMMIT_UNKNOWN(OUTCOME_UNKNOWN, "Delete nothing. Start the query again: it looks up what was committed."),
    DELTA_TABLE_NOT_FOUND(USAGE, "Correct option path; a table is a directory with a `_delta_log` in it."),
    DELTA_VERSION_NOT_FOUND(USAGE, "Ask for one of the versions that the message names."),
    DELTA_SOURCE_IGNORE_DELETE(
            REFUSED,
            "To go on without telling the query about deleted rows set option ignoreDeletes to true;"
                    + " or start it anew with a new checkpoint."),
    DELTA_SOURCE_TABLE_IGNORE_CHANGES(
            REFUSED,
            "To leave out commits that change rows set option skipChangeCommits to true, to read the files they rewrote"
                    + " again set ignoreChanges; or start the query anew with a new checkpoint."),
    DELTA_SCHEMA_CHANGED_WITH_VERSION(
            REFUSED,
            "Start the query again to read with the new columns; if it fails again, it needs a new checkpoint."),
    DELTA_STREAMING_INCOMPATIBLE_SCHEMA_CHANGE(
            REFUSED,
            "Start the query with a new checkpoint; with option startingVersion it reads from a version on that has the columns"
                    + " of now."),
    DELTA_SOURCE_TABLE_ROLLED_BACK(
            REFUSED,
            "If an older copy of the table was put in its place, start the query with a new checkpoint; if not, put the missing"
                    + " files of its log back."),
    DIFFERENT_DELTA_TABLE_READ_BY_STREAMING_SOURCE(
            REFUSED,
            "The table was deleted and made anew, or the path changed: start the query with a new checkpoint."),
    DELTA_INVALID_SOURCE_OFFSET_FORMAT(DAMAGED, "Run `pawl checkpoint verify` to see which batches can be restored."),
    DELTA_CONCURRENT_TRANSACTION(
            REFUSED, "Stop the other process that writes with this checkpoint, then start the query again."),
    DELTA_CANNOT_MODIFY_APPEND_ONLY(
            REFUSED, "Write with outputMode append, or set the property delta.appendOnly of the table to false."),
    DELTA_MULTIPLE_SOURCE_ROW_MATCHING_TARGET_ROW_IN_MERGE(
            ROWS_UNFIT,
            "Let the query give one row for each key, for example by grouping by it, or name more columns in mergeKeys."),
    DELTA_NOT_NULL_CONSTRAINT_VIOLATED(
            ROWS_UNFIT, "Filter out or replace the nulls in the query, or drop the constraint of the table."),
    SCALAR_SUBQUERY_TOO_MANY_ROWS(
            ROWS_UNFIT, "Let the subquery give at most one row, for example with LIMIT 1 or an aggregate."),
    ROW_FAILED(
            ROWS_UNFIT,
            "Correct the row at its source, or the expression; or set the property badRecords of the streaming table, and such"
                    + " rows go there while the query goes on."),
    RESULT_FAILED(
            ROWS_UNFIT,
            "Correct the expression, for example with try_sum or try_divide, or the rows at their source: several records made"
                    + " the result, so property badRecords sets none of them apart."),
    BAD_RECORDS_OVER_LIMIT(
            ROWS_UNFIT, "Correct the query or its source; to go on as it is, raise maxBadRecords or maxBadRatio."),
    DEAD_LETTERS_UNDELIVERED(
            REFUSED,
            "Start the query once with badRecords, which delivers them; or delete the file that the message names, and with it"
                    + " the records."),
    DEAD_LETTER_CORRUPT(DAMAGED, "Correct the line or remove it, then try again."),
    REPLAY_UNFIT(USAGE, "Change what the message names, then replay again."),
    CODEC_NOT_AVAILABLE(USAGE, "Correct spark.sql.streaming.stateStore.compression.codec."),
    STATE_QUESTION_UNANSWERABLE(USAGE, "`pawl state list` shows the operators with their stores."),
    STATE_ENCODING_UNSUPPORTED(USAGE, "Pawl reads state with spark.sql.streaming.stateStore.encodingFormat=unsaferow."),
    STATE_LAYOUT_UNFIT(
            USAGE,
            "For a new checkpoint leave spark.sql.streaming.stateStore.providerClass out, or set it to the provider of RocksDB;"
                    + " one that there is keeps its own."),
    STATE_PARTITION_MISSING(
            DAMAGED, "Restore the directory from a backup, or ask for each of the others with `--partition`."),
    STATE_COLUMN_FAMILY_MISSING(DAMAGED, "Run `pawl checkpoint verify` to see which state versions can be loaded."),
    STATE_ROW_CORRUPT(DAMAGED, "Run `pawl checkpoint verify` to see which state versions can be loaded."),
    STATE_PROVIDER_UNKNOWN(USAGE, "Pawl reads the state of Spark's HDFS-backed and RocksDB providers."),
    STATE_VERSION_NOT_COMMITTED(
            DAMAGED, "Ask for the version after a committed batch; `pawl checkpoint batches` lists them."),
    STATE_SNAPSHOT_CORRUPT(DAMAGED, "Run `pawl checkpoint verify` to see which state versions can be loaded."),
    STATE_SNAPSHOT_ENTRY_REFUSED(
            DAMAGED, "Spark does not write such a zip: find out where it comes from before anything else reads it."),
    STATE_SNAPSHOT_NOT_WRITTEN(
            UNAVAILABLE, "Check that the scratch directory has free space and permits writing, then try again."),
    STATE_DATABASE_FAILED(
            UNAVAILABLE,
            "Check that the scratch directory has free space and permits writing, then start the query again: its state is in"
                    + " the checkpoint."),
    STATE_STORE_KEY_SCHEMA_NOT_COMPATIBLE(
            REFUSED, "Start the query as it was, or give the changed one a checkpoint of its own."),
    STATE_STORE_VALUE_SCHEMA_NOT_COMPATIBLE(
            REFUSED, "Start the query as it was, or give the changed one a checkpoint of its own."),
    STREAMING_STATEFUL_OPERATOR_NOT_MATCH_IN_STATE_METADATA(
            REFUSED, "Start the query as it was, or give the changed one a checkpoint of its own."),
    STATE_SST_CORRUPT(DAMAGED, "Run `pawl checkpoint verify` to see which state versions can be loaded."),
    STATE_SST_UNSUPPORTED(
            REFUSED,
            "Let Spark write a new snapshot with its default RocksDB settings (lz4 compression), then try again."),
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

    private final String sparkName;
    private final ErrorKind kind;
    private final String remedy;

    ErrorCode(ErrorKind kind, String remedy) {
        this("", kind, remedy);
    }

    ErrorCode(String sparkName, ErrorKind kind, String remedy) {
        this.sparkName = sparkName;
        this.kind = kind;
        this.remedy = remedy;
    }

    /** The name users see and search for: Spark's where it differs from the constant's. */
    public String id() {
        return sparkName.isEmpty() ? name() : sparkName;
    }

    public ErrorKind kind() {
        return kind;
    }

    /** What to do next, as a full sentence. */
    public String remedy() {
        return remedy;
    }
}
