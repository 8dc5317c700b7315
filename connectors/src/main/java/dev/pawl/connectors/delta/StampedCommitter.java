package dev.pawl.connectors.delta;

import dev.pawl.engine.sink.SinkRequest;
import io.delta.kernel.commit.CommitFailedException;
import io.delta.kernel.commit.CommitMetadata;
import io.delta.kernel.commit.CommitResponse;
import io.delta.kernel.commit.Committer;
import io.delta.kernel.data.Row;
import io.delta.kernel.engine.Engine;
import io.delta.kernel.internal.actions.CommitInfo;
import io.delta.kernel.internal.actions.Metadata;
import io.delta.kernel.internal.actions.SingleAction;
import io.delta.kernel.internal.commit.DefaultFileSystemManagedTableOnlyCommitter;
import io.delta.kernel.internal.data.DelegateRow;
import io.delta.kernel.internal.util.Utils;
import io.delta.kernel.internal.util.VectorUtils;
import io.delta.kernel.utils.CloseableIterator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Commits as Kernel does, and says in {@code commitInfo} what Spark says about a batch of a stream. */
final class StampedCommitter implements Committer {
    private static final int OPERATION = CommitInfo.FULL_SCHEMA.indexOf("operation");
    private static final int OPERATION_PARAMETERS = CommitInfo.FULL_SCHEMA.indexOf("operationParameters");
    private static final int OPERATION_METRICS = CommitInfo.FULL_SCHEMA.indexOf("operationMetrics");
    private static final int IS_BLIND_APPEND = CommitInfo.FULL_SCHEMA.indexOf("isBlindAppend");

    /**
     * What the next commit says.
     *
     * @param operation as Spark names it; empty for the name that Kernel gives
     * @param more actions that Kernel does not write by itself
     * @param properties of the table that Kernel does not know, where the commit sets the metadata
     */
    record Stamp(
            String operation,
            Map<String, String> parameters,
            Map<String, String> metrics,
            boolean isBlindAppend,
            List<Row> more,
            Map<String, String> properties) {
        static Stamp ofNewTable(Map<String, String> properties) {
            return new Stamp("", Map.of(), Map.of(), true, List.of(), properties);
        }

        static Stamp ofColumns(SinkRequest request, List<Row> more) {
            return new Stamp("", parameters(request), Map.of(), false, more, Map.of());
        }

        static Stamp ofBatch(SinkRequest request, long batchId, Map<String, String> metrics, boolean isBlindAppend) {
            Map<String, String> parameters = parameters(request);
            parameters.put("epochId", Long.toString(batchId));
            return new Stamp("", parameters, metrics, isBlindAppend, List.of(), Map.of());
        }

        static Stamp ofCompaction(Map<String, String> metrics) {
            return new Stamp(
                    "OPTIMIZE", Map.of("predicate", "[]", "auto", "true"), metrics, false, List.of(), Map.of());
        }

        private static Map<String, String> parameters(SinkRequest request) {
            Map<String, String> parameters = new LinkedHashMap<>();
            parameters.put("outputMode", request.mode().sparkName());
            parameters.put("queryId", request.queryId());
            return parameters;
        }
    }

    private Stamp stamp = Stamp.ofNewTable(Map.of());

    void next(Stamp next) {
        stamp = next;
    }

    @Override
    public CommitResponse commit(Engine engine, CloseableIterator<Row> actions, CommitMetadata metadata)
            throws CommitFailedException {
        CloseableIterator<Row> more =
                Utils.toCloseableIterator(List.copyOf(stamp.more).iterator());
        try {
            return DefaultFileSystemManagedTableOnlyCommitter.INSTANCE.commit(
                    engine, actions.map(this::stamped).combine(more), metadata);
        } catch (CommitFailedException e) {
            if (e.isRetryable() && !e.isConflict()) {
                // It may have happened. Whoever starts the query again looks it up; trying again here would not.
                throw new CommitFailedException(false, false, String.valueOf(e.getMessage()), e);
            }
            throw e;
        }
    }

    private Row stamped(Row action) {
        if (!stamp.properties.isEmpty() && !action.isNullAt(SingleAction.METADATA_ORDINAL)) {
            Metadata metadata = Metadata.fromRow(action.getStruct(SingleAction.METADATA_ORDINAL));
            return SingleAction.createMetadataSingleAction(
                    metadata.withMergedConfiguration(stamp.properties).toRow());
        }
        if (action.isNullAt(SingleAction.COMMIT_INFO_ORDINAL)) {
            return action;
        }
        Map<Integer, Object> changes = new HashMap<>();
        if (!stamp.operation.isEmpty()) {
            changes.put(OPERATION, stamp.operation);
        }
        changes.put(OPERATION_PARAMETERS, VectorUtils.stringStringMapValue(stamp.parameters));
        changes.put(OPERATION_METRICS, VectorUtils.stringStringMapValue(stamp.metrics));
        changes.put(IS_BLIND_APPEND, stamp.isBlindAppend);
        return SingleAction.createCommitInfoSingleAction(
                new DelegateRow(action.getStruct(SingleAction.COMMIT_INFO_ORDINAL), changes));
    }
}
