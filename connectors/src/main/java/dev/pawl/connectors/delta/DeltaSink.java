package dev.pawl.connectors.delta;

import dev.pawl.checkpoint.error.ErrorCode;
import dev.pawl.checkpoint.error.PawlException;
import dev.pawl.engine.sink.OutputMode;
import dev.pawl.engine.sink.SinkBatch;
import dev.pawl.engine.sink.SinkRequest;
import dev.pawl.engine.sink.StreamSink;
import dev.pawl.engine.source.Outside;
import io.delta.kernel.Operation;
import io.delta.kernel.Snapshot;
import io.delta.kernel.Transaction;
import io.delta.kernel.TransactionCommitResult;
import io.delta.kernel.exceptions.CommitStateUnknownException;
import io.delta.kernel.exceptions.ConcurrentTransactionException;
import io.delta.kernel.exceptions.ConcurrentWriteException;
import io.delta.kernel.exceptions.MaxCommitRetryLimitReachedException;
import io.delta.kernel.hook.PostCommitHook;
import io.delta.kernel.internal.SnapshotImpl;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A Delta table that a query writes: one commit a batch, with the batch's id in it, so that a batch is known again.
 *
 * <p>The newest snapshot stays in memory from commit to commit; the log is only read again after a conflict, or to take up a
 * new checkpoint.
 */
final class DeltaSink implements StreamSink {
    /** How often a batch that replaces rows is worked out again because another writer was faster. */
    private static final int ATTEMPTS_MAX = 20;

    /** After so many commits the log is read again: what Kernel keeps in memory of it grows with each. */
    private static final int COMMITS_PER_READ_MAX = 500;

    /** Without the table's checksum Kernel goes through the whole log at each commit; so many are borne before one is made. */
    private static final int COMMITS_WITHOUT_CHECKSUM_MAX = 5;

    /** Option to write a table on that is not the one, or not all of the one, that the checkpoint knows. */
    static final String IGNORE_MISSING = "ignoreMissingBatches";

    private static final Logger LOG = LoggerFactory.getLogger(DeltaSink.class);

    private final SinkRequest request;
    private final DeltaTable table;
    private final Outside outside;
    private final StampedCommitter committer;
    private final TableUpkeep upkeep;
    private final FileStyle style;
    private final Optional<MergeKeys> mergeKeys;
    private final Optional<Compaction> compaction;
    private final boolean ignoresMissing;
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
            TableUpkeep upkeep,
            SnapshotImpl snapshot) {
        this.request = request;
        this.table = table;
        this.ignoresMissing = request.options().flag(IGNORE_MISSING, false);
        this.outside = outside;
        this.committer = committer;
        this.upkeep = upkeep;
        this.snapshot = snapshot;
        this.layout = TableLayout.of(table, snapshot, request.columns());
        this.style = FileStyle.of(request.options(), snapshot.getMetadata().getConfiguration());
        this.mergeKeys = MergeKeys.of(request, table, snapshot);
        this.compaction = Compaction.of(request, table, outside, style, snapshot);
        this.committedBatchId = readCommittedBatchId();
        if (snapshot.getCurrentCrcInfo().isEmpty()) {
            writeChecksum();
            readAgain();
        }
    }

    static DeltaSink open(SinkRequest request, DeltaTable table, Outside outside, TableUpkeep upkeep) {
        StampedCommitter committer = new StampedCommitter();
        return new DeltaSink(request, table, outside, committer, upkeep, SinkTable.open(request, table, committer));
    }

    @Override
    public String description() {
        return SinkTable.description(table);
    }

    @Override
    public boolean isCommitted(long batchId) {
        if (committedBatchId < batchId - 1 && !ignoresMissing && !mayForgetBatches()) {
            String has = committedBatchId < 0
                    ? "has none of query " + request.queryId()
                    : "ends with batch " + committedBatchId + " of it";
            throw SinkTable.lost(table, batchId, has + ": it was made anew, or is an older copy");
        }
        return batchId <= committedBatchId;
    }

    /** Tables may be told to forget queries that have not written for long. */
    private boolean mayForgetBatches() {
        return committedBatchId < 0
                && snapshot.getMetadata().getConfiguration().containsKey("delta.setTransactionRetentionDuration");
    }

    private long readCommittedBatchId() {
        return table.attempt(() -> snapshot.getLatestTransactionVersion(table.engine(), request.queryId())
                .orElse(-1L));
    }

    @Override
    public SinkBatch begin(long batchId) {
        return new DeltaSinkBatch(
                this,
                table,
                layout,
                request.columns().fields().length,
                () -> mergeKeys.map(keys -> new BatchKeys(table, keys, request.columns())),
                batchId);
    }

    DeltaRowWriter newWriter(TableLayout files, int task) {
        return new DeltaRowWriter(table, files, outside, style, task);
    }

    /** Makes the files of a batch part of the table, in place of what they replace. */
    void commit(long batchId, DeltaPart batch) {
        Function<SnapshotImpl, Replacement> replaced = replaced(batch);
        for (int attempt = 1; ; attempt++) {
            // Before the commit: what fails here leaves no doubt that nothing is in the table.
            Replacement replacement = replaced.apply(snapshot);
            try {
                TransactionCommitResult result = table.attempt(() -> tryCommit(batchId, batch, replacement));
                committed(batchId, result);
                break;
            } catch (PawlException e) {
                Throwable cause = e.getCause();
                if (cause instanceof ConcurrentTransactionException) {
                    settle(batchId);
                    return;
                }
                boolean wasOvertaken = cause instanceof ConcurrentWriteException
                        || cause instanceof MaxCommitRetryLimitReachedException;
                if (wasOvertaken && attempt < ATTEMPTS_MAX) {
                    readAgain();
                    continue;
                }
                boolean isUnknown = cause instanceof CommitStateUnknownException
                        || (!wasOvertaken && e.code() == ErrorCode.SINK_FAILED);
                throw isUnknown ? unknown(batchId, e) : e;
            }
        }
        compaction.ifPresent(merging -> merge(merging, batch.files()));
    }

    /** What a batch replaces in a version: nothing, everything, or rows with its keys. */
    private Function<SnapshotImpl, Replacement> replaced(DeltaPart batch) {
        return switch (request.mode()) {
            case APPEND -> version -> Replacement.NONE;
            case COMPLETE -> version -> new Replacement(TableLog.files(table, version), List.of());
            case UPDATE ->
                new KeyedRewrite(
                        table,
                        outside,
                        style,
                        mergeKeys.orElseThrow(),
                        batch.keys().orElseThrow())::of;
        };
    }

    private PawlException unknown(long batchId, PawlException e) {
        return new PawlException(
                ErrorCode.SINK_COMMIT_UNKNOWN,
                "It is not known whether batch " + batchId + " is in Delta table " + table.location() + ": " + e.what(),
                e);
    }

    private TransactionCommitResult tryCommit(long batchId, DeltaPart batch, Replacement replacement) {
        boolean isAppend = request.mode() == OutputMode.APPEND;
        var builder = snapshot.buildUpdateTableTransaction(SinkTable.ENGINE, Operation.STREAMING_UPDATE)
                .withTransactionId(request.queryId(), batchId);
        // What was added meanwhile may have to go too, and Kernel would take it for what an append leaves alone.
        Transaction txn = (isAppend ? builder : builder.withMaxRetries(0)).build(table.engine());
        CommitActions actions = new CommitActions(table, txn, snapshot);
        replacement.removed().forEach(file -> actions.remove(file, true, outside.clock()));
        actions.add(replacement.added(), true);
        actions.add(batch.files(), true);
        committer.next(StampedCommitter.Stamp.ofBatch(request, batchId, actions.metrics(batch.rows()), isAppend));
        return txn.commit(table.engine(), actions.rows());
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
                upkeep.write(hook);
            }
        }
    }

    private void merge(Compaction merging, List<DataFile> files) {
        if (!merging.isDueAfter(files)) {
            return;
        }
        if (request.mode() == OutputMode.APPEND) {
            upkeep.run(merging);
        } else if (merging.run()) {
            // A batch that replaces rows would be worked out in vain against files that are gone.
            readAgain();
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
        SinkTable.requireWritable(table, snapshot, request.mode());
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
        upkeep.close();
        table.close();
    }
}
