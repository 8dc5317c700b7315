package dev.pawl.connectors.delta;

import io.delta.kernel.commit.CommitFailedException;
import io.delta.kernel.commit.CommitMetadata;
import io.delta.kernel.commit.CommitResponse;
import io.delta.kernel.commit.Committer;
import io.delta.kernel.data.Row;
import io.delta.kernel.engine.Engine;
import io.delta.kernel.internal.actions.CommitInfo;
import io.delta.kernel.internal.actions.SingleAction;
import io.delta.kernel.internal.commit.DefaultFileSystemManagedTableOnlyCommitter;
import io.delta.kernel.internal.data.DelegateRow;
import io.delta.kernel.internal.util.Utils;
import io.delta.kernel.internal.util.VectorUtils;
import io.delta.kernel.utils.CloseableIterator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Commits as Kernel does, and says in {@code commitInfo} what Spark says about a batch of a stream. */
final class StampedCommitter implements Committer {
    private static final int OPERATION_PARAMETERS = CommitInfo.FULL_SCHEMA.indexOf("operationParameters");
    private static final int OPERATION_METRICS = CommitInfo.FULL_SCHEMA.indexOf("operationMetrics");
    private static final int IS_BLIND_APPEND = CommitInfo.FULL_SCHEMA.indexOf("isBlindAppend");

    /**
     * What the next commit says.
     *
     * @param more actions that Kernel does not write by itself
     */
    record Stamp(Map<String, String> parameters, Map<String, String> metrics, boolean isBlindAppend, List<Row> more) {}

    private Stamp stamp = new Stamp(Map.of(), Map.of(), false, List.of());

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
        if (action.isNullAt(SingleAction.COMMIT_INFO_ORDINAL)) {
            return action;
        }
        Map<Integer, Object> changes = new HashMap<>();
        changes.put(OPERATION_PARAMETERS, VectorUtils.stringStringMapValue(stamp.parameters));
        changes.put(OPERATION_METRICS, VectorUtils.stringStringMapValue(stamp.metrics));
        changes.put(IS_BLIND_APPEND, stamp.isBlindAppend);
        return SingleAction.createCommitInfoSingleAction(
                new DelegateRow(action.getStruct(SingleAction.COMMIT_INFO_ORDINAL), changes));
    }
}
