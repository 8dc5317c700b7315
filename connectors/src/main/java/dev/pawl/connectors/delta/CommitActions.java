package dev.pawl.connectors.delta;

import io.delta.kernel.DataWriteContext;
import io.delta.kernel.Transaction;
import io.delta.kernel.data.Row;
import io.delta.kernel.expressions.Literal;
import io.delta.kernel.internal.SnapshotImpl;
import io.delta.kernel.internal.actions.AddFile;
import io.delta.kernel.internal.actions.SingleAction;
import io.delta.kernel.internal.data.DelegateRow;
import io.delta.kernel.internal.util.ColumnMapping;
import io.delta.kernel.internal.util.Utils;
import io.delta.kernel.internal.util.VectorUtils;
import io.delta.kernel.utils.CloseableIterable;
import io.delta.kernel.utils.CloseableIterator;
import io.delta.kernel.utils.DataFileStatus;
import java.io.IOException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What a commit says about files. */
final class CommitActions {
    private static final String DATA_CHANGE = "dataChange";
    private static final String PARTITION_VALUES = "partitionValues";

    private final DeltaTable table;
    private final Row state;
    /** What files call the partition columns, where it is not the name of the column. */
    private final Map<String, String> physicalNames;

    private final List<Row> actions = new ArrayList<>();
    private int removed;
    private int added;
    private long addedBytes;
    private long removedBytes;

    CommitActions(DeltaTable table, Transaction txn, SnapshotImpl version) {
        this.table = table;
        this.state = txn.getTransactionState(table.engine());
        this.physicalNames = physicalNames(version);
    }

    private static Map<String, String> physicalNames(SnapshotImpl version) {
        boolean isMapped = ColumnMapping.isColumnMappingModeEnabled(
                ColumnMapping.getColumnMappingMode(version.getMetadata().getConfiguration()));
        if (!isMapped) {
            return Map.of();
        }
        Map<String, String> names = new LinkedHashMap<>();
        for (String name : version.getPartitionColumnNames()) {
            names.put(name, ColumnMapping.getPhysicalName(version.getSchema().get(name)));
        }
        return names;
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
                rows.forEachRemaining(row -> actions.add(corrected(row, isDataChange)));
            } catch (IOException e) {
                throw table.unavailable(e);
            }
        });
    }

    /** Kernel always says that rows change, and calls partition columns by their own names even where files do not. */
    private Row corrected(Row action, boolean isDataChange) {
        if (isDataChange && physicalNames.isEmpty()) {
            return action;
        }
        Row add = action.getStruct(SingleAction.ADD_FILE_ORDINAL);
        Map<Integer, Object> changes = new HashMap<>();
        changes.put(add.getSchema().indexOf(DATA_CHANGE), isDataChange);
        if (!physicalNames.isEmpty()) {
            int ordinal = add.getSchema().indexOf(PARTITION_VALUES);
            Map<String, String> values = new LinkedHashMap<>();
            VectorUtils.<String, String>toJavaMap(add.getMap(ordinal))
                    .forEach((name, value) -> values.put(physicalNames.getOrDefault(name, name), value));
            changes.put(ordinal, VectorUtils.stringStringMapValue(values));
        }
        return SingleAction.createAddFileSingleAction(new DelegateRow(add, changes));
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
