package dev.pawl.connectors.delta;

import dev.pawl.checkpoint.error.ErrorCode;
import dev.pawl.checkpoint.error.PawlException;
import dev.pawl.engine.sink.OutputMode;
import dev.pawl.engine.sink.SinkBatch;
import dev.pawl.engine.sink.SinkRequest;
import dev.pawl.engine.sink.StreamSink;
import dev.pawl.engine.source.Outside;
import io.delta.kernel.DataWriteContext;
import io.delta.kernel.Operation;
import io.delta.kernel.Snapshot;
import io.delta.kernel.TableManager;
import io.delta.kernel.Transaction;
import io.delta.kernel.TransactionCommitResult;
import io.delta.kernel.data.FilteredColumnarBatch;
import io.delta.kernel.data.Row;
import io.delta.kernel.exceptions.CommitStateUnknownException;
import io.delta.kernel.exceptions.ConcurrentTransactionException;
import io.delta.kernel.exceptions.ConcurrentWriteException;
import io.delta.kernel.exceptions.MaxCommitRetryLimitReachedException;
import io.delta.kernel.exceptions.TableAlreadyExistsException;
import io.delta.kernel.expressions.Column;
import io.delta.kernel.expressions.Literal;
import io.delta.kernel.hook.PostCommitHook;
import io.delta.kernel.internal.InternalScanFileUtils;
import io.delta.kernel.internal.SnapshotImpl;
import io.delta.kernel.internal.actions.AddFile;
import io.delta.kernel.internal.actions.SingleAction;
import io.delta.kernel.internal.tablefeatures.TableFeatures;
import io.delta.kernel.internal.util.ColumnMapping;
import io.delta.kernel.internal.util.Utils;
import io.delta.kernel.transaction.CreateTableTransactionBuilder;
import io.delta.kernel.transaction.DataLayoutSpec;
import io.delta.kernel.utils.CloseableIterable;
import io.delta.kernel.utils.CloseableIterator;
import io.delta.kernel.utils.DataFileStatus;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A Delta table that a query writes: one commit a batch, with the batch's id in it, so that a batch is known again.
 *
 * <p>The newest snapshot stays in memory from commit to commit; the log is only read again after a conflict, or to take up a
 * new checkpoint.
 */
final class DeltaSink implements StreamSink {
    private static final String ENGINE = "Pawl";

    /** How often a whole overwrite is tried again because another writer was faster. */
    private static final int OVERWRITES_MAX = 20;

    /** After so many commits the log is read again: what Kernel keeps in memory of it grows with each. */
    private static final int COMMITS_PER_READ_MAX = 500;

    /** Without the table's checksum Kernel goes through the whole log at each commit; so many are borne before one is made. */
    private static final int COMMITS_WITHOUT_CHECKSUM_MAX = 5;

    private static final Logger LOG = LoggerFactory.getLogger(DeltaSink.class);

    private final SinkRequest request;
    private final DeltaTable table;
    private final Outside outside;
    private final StampedCommitter committer;
    private final TableCheckpoints checkpoints;
    private SnapshotImpl snapshot;
    private TableLayout layout;
    /** The newest batch that is in the table; -1 for none. */
    private long committedBatchId;

    private int commitsSinceRead;
    private int commitsWithoutChecksum;

    private DeltaSink(
            SinkRequest request,
            DeltaTable table,
            Outside outside,
            StampedCommitter committer,
            TableCheckpoints checkpoints,
            SnapshotImpl snapshot) {
        this.request = request;
        this.table = table;
        this.outside = outside;
        this.committer = committer;
        this.checkpoints = checkpoints;
        this.snapshot = snapshot;
        this.layout = TableLayout.of(table, snapshot, request.columns());
        this.committedBatchId = readCommittedBatchId();
        if (snapshot.getCurrentCrcInfo().isEmpty()) {
            writeChecksum();
            readAgain();
        }
    }

    static DeltaSink open(SinkRequest request, DeltaTable table, Outside outside, TableCheckpoints checkpoints) {
        String unsupported = DeltaTypes.unsupported("", request.columns());
        if (unsupported != null) {
            throw new PawlException(
                    ErrorCode.SINK_UNSUPPORTED,
                    "Delta table " + table.location() + " cannot hold this column of the query: " + unsupported + ".");
        }
        StampedCommitter committer = new StampedCommitter();
        Optional<SnapshotImpl> existing = table.latest(committer);
        SnapshotImpl snapshot = existing.isPresent() ? existing.get() : create(request, table, committer);
        refuseOtherPartitions(request, table, snapshot);
        table.attempt(() -> {
            TableFeatures.validateKernelCanWriteToTable(
                    snapshot.getProtocol(), snapshot.getMetadata(), StorageFileIO.ROOT);
            return snapshot;
        });
        boolean evolves = request.options().flag("mergeSchema", false);
        SnapshotImpl fitting = evolves ? withNewColumns(request, table, committer, snapshot) : snapshot;
        return new DeltaSink(request, table, outside, committer, checkpoints, fitting);
    }

    private static SnapshotImpl create(SinkRequest request, DeltaTable table, StampedCommitter committer) {
        StructType schema = DeltaTypes.nullable(request.columns());
        List<Column> partitions = new ArrayList<>();
        for (String name : request.partitionColumns()) {
            String spelled = List.of(schema.fieldNames()).stream()
                    .filter(name::equalsIgnoreCase)
                    .findFirst()
                    .orElseThrow(() -> new PawlException(
                            ErrorCode.SINK_SCHEMA_MISMATCH,
                            "Partition column " + name + " of Delta table " + table.location()
                                    + " is not among the columns of the query."));
            partitions.add(new Column(spelled));
        }
        Map<String, String> properties = new LinkedHashMap<>();
        request.options().asMap().forEach((name, value) -> {
            if (name.startsWith("delta.")) {
                properties.put(name, value);
            }
        });
        committer.next(new StampedCommitter.Stamp(Map.of(), Map.of(), true, List.of()));
        table.attempt(() -> {
            CreateTableTransactionBuilder builder = TableManager.buildCreateTableTransaction(
                            StorageFileIO.ROOT, DeltaTypes.kernel(schema), ENGINE)
                    .withCommitter(committer);
            if (!partitions.isEmpty()) {
                builder.withDataLayoutSpec(DataLayoutSpec.partitioned(partitions));
            }
            if (!properties.isEmpty()) {
                builder.withTableProperties(properties);
            }
            try {
                return builder.build(table.engine()).commit(table.engine(), CloseableIterable.emptyIterable());
            } catch (TableAlreadyExistsException | ConcurrentWriteException e) {
                // Another query was faster: its table is checked like any other.
                return Optional.empty();
            }
        });
        return table.latest(committer).orElseThrow(() -> table.unsupported("was made and is gone again"));
    }

    private static void refuseOtherPartitions(SinkRequest request, DeltaTable table, SnapshotImpl snapshot) {
        List<String> wanted = request.partitionColumns();
        List<String> has = snapshot.getPartitionColumnNames();
        boolean isSame = wanted.size() == has.size()
                && has.stream().allMatch(name -> TableLayout.containsIgnoringCase(wanted, name));
        if (!wanted.isEmpty() && !isSame) {
            throw new PawlException(
                    ErrorCode.SINK_SCHEMA_MISMATCH,
                    "Delta table " + table.location() + " is partitioned by [" + String.join(", ", has)
                            + "], the query wants [" + String.join(", ", wanted) + "].");
        }
    }

    private static SnapshotImpl withNewColumns(
            SinkRequest request, DeltaTable table, StampedCommitter committer, SnapshotImpl snapshot) {
        StructType schema = DeltaTypes.spark(snapshot.getSchema());
        List<StructField> missing = TableLayout.missing(schema, request.columns());
        if (missing.isEmpty()) {
            return snapshot;
        }
        StructType added = DeltaTypes.nullable(new StructType(missing.toArray(new StructField[0])));
        io.delta.kernel.types.StructType longer = snapshot.getSchema();
        for (io.delta.kernel.types.StructField field : DeltaTypes.kernel(added).fields()) {
            longer = longer.add(field);
        }
        io.delta.kernel.types.StructType wanted = longer;
        boolean isMapped = ColumnMapping.isColumnMappingModeEnabled(
                ColumnMapping.getColumnMappingMode(snapshot.getMetadata().getConfiguration()));
        List<Row> more = isMapped
                ? List.of()
                : List.of(SingleAction.createMetadataSingleAction(
                        snapshot.getMetadata().withNewSchema(wanted).toRow()));
        committer.next(new StampedCommitter.Stamp(parameters(request, -1), Map.of(), false, more));
        table.attempt(() -> {
            var builder = snapshot.buildUpdateTableTransaction(ENGINE, Operation.STREAMING_UPDATE);
            // Kernel only changes schemas whose columns have ids; for the others the action is ours.
            Transaction txn = (isMapped ? builder.withUpdatedSchema(wanted) : builder).build(table.engine());
            return txn.commit(table.engine(), CloseableIterable.emptyIterable());
        });
        return table.latest(committer).orElseThrow(() -> table.unsupported("is gone"));
    }

    private static Map<String, String> parameters(SinkRequest request, long batchId) {
        Map<String, String> parameters = new LinkedHashMap<>();
        parameters.put("outputMode", request.mode().sparkName());
        parameters.put("queryId", request.queryId());
        if (batchId >= 0) {
            parameters.put("epochId", Long.toString(batchId));
        }
        return parameters;
    }

    @Override
    public String description() {
        return "DeltaSink[" + table.location() + "]";
    }

    @Override
    public boolean isCommitted(long batchId) {
        return batchId <= committedBatchId;
    }

    private long readCommittedBatchId() {
        return table.attempt(() -> snapshot.getLatestTransactionVersion(table.engine(), request.queryId())
                .orElse(-1L));
    }

    @Override
    public SinkBatch begin(long batchId) {
        return new DeltaSinkBatch(this, table, layout, outside, batchId);
    }

    /** Makes the files of a batch part of the table. */
    void commit(long batchId, List<DataFile> files, long rows) {
        for (int attempt = 1; ; attempt++) {
            try {
                TransactionCommitResult result = table.attempt(() -> tryCommit(batchId, files, rows));
                committed(batchId, result);
                return;
            } catch (PawlException e) {
                Throwable cause = e.getCause();
                if (cause instanceof ConcurrentTransactionException) {
                    settle(batchId);
                    return;
                }
                boolean wasOvertaken = cause instanceof ConcurrentWriteException
                        || cause instanceof MaxCommitRetryLimitReachedException;
                if (wasOvertaken && attempt < OVERWRITES_MAX) {
                    readAgain();
                    continue;
                }
                boolean isUnknown = cause instanceof CommitStateUnknownException
                        || (!wasOvertaken && e.code() == ErrorCode.SINK_FAILED);
                throw isUnknown ? unknown(batchId, e) : e;
            }
        }
    }

    private PawlException unknown(long batchId, PawlException e) {
        return new PawlException(
                ErrorCode.SINK_COMMIT_UNKNOWN,
                "It is not known whether batch " + batchId + " is in Delta table " + table.location() + ": " + e.what(),
                e);
    }

    private TransactionCommitResult tryCommit(long batchId, List<DataFile> files, long rows) {
        boolean isOverwrite = request.mode() == OutputMode.COMPLETE;
        var builder = snapshot.buildUpdateTableTransaction(ENGINE, Operation.STREAMING_UPDATE)
                .withTransactionId(request.queryId(), batchId);
        // What was added meanwhile must be removed too, and Kernel would take it for what an append leaves alone.
        Transaction txn = (isOverwrite ? builder.withMaxRetries(0) : builder).build(table.engine());
        List<Row> actions = new ArrayList<>();
        int removed = 0;
        if (isOverwrite) {
            addRemovals(actions);
            removed = actions.size();
        }
        addFiles(actions, txn.getTransactionState(table.engine()), files);
        Map<String, String> metrics = new LinkedHashMap<>();
        metrics.put("numRemovedFiles", Integer.toString(removed));
        metrics.put("numOutputRows", Long.toString(rows));
        metrics.put(
                "numOutputBytes",
                Long.toString(files.stream().mapToLong(DataFile::bytes).sum()));
        metrics.put("numAddedFiles", Integer.toString(files.size()));
        committer.next(new StampedCommitter.Stamp(parameters(request, batchId), metrics, !isOverwrite, List.of()));
        return txn.commit(
                table.engine(), CloseableIterable.inMemoryIterable(Utils.toCloseableIterator(actions.iterator())));
    }

    private void addRemovals(List<Row> actions) {
        long now = outside.clock().millis();
        try (CloseableIterator<FilteredColumnarBatch> batches =
                snapshot.getScanBuilder().build().getScanFiles(table.engine())) {
            while (batches.hasNext()) {
                try (CloseableIterator<Row> rows = batches.next().getRows()) {
                    while (rows.hasNext()) {
                        AddFile file = new AddFile(rows.next().getStruct(InternalScanFileUtils.ADD_FILE_ORDINAL));
                        actions.add(SingleAction.createRemoveFileSingleAction(
                                file.toRemoveFileRow(true, Optional.of(now))));
                    }
                }
            }
        } catch (IOException e) {
            throw table.unavailable(e);
        }
    }

    private void addFiles(List<Row> actions, Row state, List<DataFile> files) {
        Map<Map<String, Literal>, List<DataFileStatus>> byPartition = new LinkedHashMap<>();
        for (DataFile file : files) {
            byPartition
                    .computeIfAbsent(file.partition(), partition -> new ArrayList<>())
                    .add(file.status());
        }
        byPartition.forEach((partition, statuses) -> {
            DataWriteContext context = Transaction.getWriteContext(table.engine(), state, partition);
            try (CloseableIterator<Row> rows = Transaction.generateAppendActions(
                    table.engine(), state, Utils.toCloseableIterator(statuses.iterator()), context)) {
                rows.forEachRemaining(actions::add);
            } catch (IOException e) {
                throw table.unavailable(e);
            }
        });
    }

    private void committed(long batchId, TransactionCommitResult result) {
        committedBatchId = batchId;
        Optional<SnapshotImpl> next = result.getPostCommitSnapshot().map(SnapshotImpl.class::cast);
        if (next.isEmpty()) {
            readAgain();
        } else {
            snapshot = next.get();
        }
        if (snapshot.getCurrentCrcInfo().isEmpty()) {
            commitsWithoutChecksum++;
        }
        if (++commitsSinceRead >= COMMITS_PER_READ_MAX || commitsWithoutChecksum >= COMMITS_WITHOUT_CHECKSUM_MAX) {
            writeChecksum();
            readAgain();
        }
        for (PostCommitHook hook : result.getPostCommitHooks()) {
            if (hook.getType() == PostCommitHook.PostCommitHookType.CHECKPOINT) {
                checkpoints.write(hook);
            }
        }
    }

    /** For readers, and for Kernel, it stands for the log up to this version; without it they are slower, no more. */
    private void writeChecksum() {
        try {
            Optional<Snapshot.ChecksumWriteMode> mode = snapshot.getStatistics().getChecksumWriteMode();
            if (mode.isPresent()) {
                snapshot.writeChecksum(table.engine(), mode.get());
            }
        } catch (IOException | RuntimeException e) {
            LOG.warn("The checksum of a Delta table was not written. table={}", table.location(), e);
        }
    }

    /** The table has this batch already, from an attempt whose answer was lost, or one ahead of it, from somebody else. */
    private void settle(long batchId) {
        readAgain();
        committedBatchId = readCommittedBatchId();
        if (committedBatchId > batchId) {
            throw new PawlException(
                    ErrorCode.DELTA_CONCURRENT_TRANSACTION,
                    "Batch " + batchId + " cannot be committed to Delta table " + table.location()
                            + ": query " + request.queryId() + " has committed batch " + committedBatchId
                            + " there already, from another process.");
        }
    }

    private void readAgain() {
        snapshot = table.latest(committer).orElseThrow(() -> table.unsupported("is gone"));
        TableLayout now = TableLayout.of(table, snapshot, request.columns());
        boolean isSame =
                now.columns().equals(layout.columns()) && now.partitions().equals(layout.partitions());
        if (!isSame && !isSameForWrittenFiles(now)) {
            throw new PawlException(
                    ErrorCode.SINK_SCHEMA_MISMATCH,
                    "The columns of Delta table " + table.location()
                            + " were changed while a batch was being written. Start the query again.");
        }
        layout = now;
        commitsSinceRead = 0;
        commitsWithoutChecksum = 0;
    }

    /** Columns that were added since do no harm: files without them have nulls there. */
    private boolean isSameForWrittenFiles(TableLayout now) {
        return now.columns().containsAll(layout.columns()) && now.partitions().equals(layout.partitions());
    }

    @Override
    public void close() {
        checkpoints.close();
        table.close();
    }
}
