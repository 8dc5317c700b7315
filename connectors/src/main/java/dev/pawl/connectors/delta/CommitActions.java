package dev.pawl.connectors.delta;

import io.delta.kernel.DataWriteContext;
import io.delta.kernel.Transaction;
import io.delta.kernel.data.Row;
import io.delta.kernel.expressions.Literal;
import io.delta.kernel.internal.actions.AddFile;
import io.delta.kernel.internal.actions.SingleAction;
import io.delta.kernel.internal.data.DelegateRow;
import io.delta.kernel.internal.util.Utils;
import io.delta.kernel.utils.CloseableIterable;
import io.delta.kernel.utils.CloseableIterator;
import io.delta.kernel.utils.DataFileStatus;
import java.io.IOException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What a commit says about files. */
final class CommitActions {
    private static final String DATA_CHANGE = "dataChange";

    private final DeltaTable table;
    private final Row state;
    private final List<Row> actions = new ArrayList<>();
    private int removed;
    private int added;
    private long addedBytes;
    private long removedBytes;

    CommitActions(DeltaTable table, Transaction txn) {
        this.table = table;
        this.state = txn.getTransactionState(table.engine());
    }

    /** @param isDataChange whether rows are other ones afterwards */
    void remove(AddFile file, boolean isDataChange, InstantSource clock) {
        actions.add(SingleAction.createRemoveFileSingleAction(
                file.toRemoveFileRow(isDataChange, Optional.of(clock.millis()))));
        removed++;
        removedBytes += file.getSize();
    }

    /** @param isDataChange whether rows are other ones afterwards */
    void add(List<DataFile> files, boolean isDataChange) {
        Map<Map<String, Literal>, List<DataFileStatus>> byPartition = new LinkedHashMap<>();
        for (DataFile file : files) {
            byPartition
                    .computeIfAbsent(file.partition(), partition -> new ArrayList<>())
                    .add(file.status());
            added++;
            addedBytes += file.bytes();
        }
        byPartition.forEach((partition, statuses) -> {
            DataWriteContext context = Transaction.getWriteContext(table.engine(), state, partition);
            try (CloseableIterator<Row> rows = Transaction.generateAppendActions(
                    table.engine(), state, Utils.toCloseableIterator(statuses.iterator()), context)) {
                rows.forEachRemaining(row -> actions.add(isDataChange ? row : withoutChange(row)));
            } catch (IOException e) {
                throw table.unavailable(e);
            }
        });
    }

    private static Row withoutChange(Row action) {
        Row add = action.getStruct(SingleAction.ADD_FILE_ORDINAL);
        return SingleAction.createAddFileSingleAction(
                new DelegateRow(add, Map.of(add.getSchema().indexOf(DATA_CHANGE), false)));
    }

    CloseableIterable<Row> rows() {
        return CloseableIterable.inMemoryIterable(Utils.toCloseableIterator(actions.iterator()));
    }

    /** As Spark tells them of a batch. */
    Map<String, String> metrics(long rows) {
        Map<String, String> metrics = new LinkedHashMap<>();
        metrics.put("numRemovedFiles", Integer.toString(removed));
        metrics.put("numOutputRows", Long.toString(rows));
        metrics.put("numOutputBytes", Long.toString(addedBytes));
        metrics.put("numAddedFiles", Integer.toString(added));
        return metrics;
    }

    /** As Spark tells them of files that were merged. */
    Map<String, String> metricsOfCompaction() {
        Map<String, String> metrics = new LinkedHashMap<>();
        metrics.put("numRemovedFiles", Integer.toString(removed));
        metrics.put("numRemovedBytes", Long.toString(removedBytes));
        metrics.put("numAddedFiles", Integer.toString(added));
        metrics.put("numAddedBytes", Long.toString(addedBytes));
        return metrics;
    }
}
