package dev.pawl.connectors.delta;

import dev.pawl.checkpoint.error.ErrorCode;
import dev.pawl.checkpoint.error.PawlException;
import dev.pawl.engine.sink.OutputMode;
import dev.pawl.engine.sink.SinkRequest;
import io.delta.kernel.Operation;
import io.delta.kernel.TableManager;
import io.delta.kernel.Transaction;
import io.delta.kernel.data.Row;
import io.delta.kernel.exceptions.ConcurrentWriteException;
import io.delta.kernel.exceptions.TableAlreadyExistsException;
import io.delta.kernel.expressions.Column;
import io.delta.kernel.internal.SnapshotImpl;
import io.delta.kernel.internal.TableConfig;
import io.delta.kernel.internal.actions.SingleAction;
import io.delta.kernel.internal.tablefeatures.TableFeatures;
import io.delta.kernel.internal.util.ColumnMapping;
import io.delta.kernel.transaction.CreateTableTransactionBuilder;
import io.delta.kernel.transaction.DataLayoutSpec;
import io.delta.kernel.utils.CloseableIterable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/** Finds the table that a query writes, or makes it, and tells whether the query may write it. */
final class SinkTable {
    static final String ENGINE = "Pawl";

    /** Properties that writers act on and Kernel does not know. */
    private static final Set<String> PROPERTIES_OF_OURS = Set.of(
            "delta.targetFileSize",
            "delta.autoOptimize",
            "delta.autoOptimize.autoCompact",
            "delta.autoOptimize.optimizeWrite");

    private SinkTable() {}

    static SnapshotImpl open(SinkRequest request, DeltaTable table, StampedCommitter committer) {
        String unsupported = DeltaTypes.unsupported("", request.columns());
        if (unsupported != null) {
            throw new PawlException(
                    ErrorCode.SINK_UNSUPPORTED,
                    "Delta table " + table.location() + " cannot hold this column of the query: " + unsupported + ".");
        }
        Optional<SnapshotImpl> existing = table.latest(committer);
        if (existing.isEmpty()
                && request.nextBatchId() > 0
                && !request.options().flag(DeltaSink.IGNORE_MISSING, false)) {
            throw lost(table, request.nextBatchId(), "is gone");
        }
        SnapshotImpl snapshot = existing.isPresent() ? existing.get() : create(request, table, committer);
        refuseOtherPartitions(request, table, snapshot);
        requireWritable(table, snapshot, request.mode());
        boolean evolves = request.options().flag("mergeSchema", false);
        return evolves ? withNewColumns(request, table, committer, snapshot) : snapshot;
    }

    static String description(DeltaTable table) {
        return "DeltaSink[" + table.location() + "]";
    }

    /** @param how the table shows that it has not what was committed before the batch */
    static PawlException lost(DeltaTable table, long nextBatchId, String how) {
        return new PawlException(
                ErrorCode.SINK_LOG_LOST,
                description(table) + " has lost results: the checkpoint has committed batch " + (nextBatchId - 1)
                        + ", but the table " + how + ". Set option " + DeltaSink.IGNORE_MISSING
                        + " to true to go on without them.");
    }

    /** @throws PawlException naming the feature of the table that forbids it */
    static void requireWritable(DeltaTable table, SnapshotImpl snapshot, OutputMode mode) {
        table.attempt(() -> {
            TableFeatures.validateKernelCanWriteToTable(
                    snapshot.getProtocol(), snapshot.getMetadata(), StorageFileIO.ROOT);
            return snapshot;
        });
        if (mode == OutputMode.APPEND) {
            return;
        }
        if (TableConfig.APPEND_ONLY_ENABLED.fromMetadata(snapshot.getMetadata())) {
            throw new PawlException(
                    ErrorCode.DELTA_CANNOT_MODIFY_APPEND_ONLY,
                    "Delta table " + table.location() + " only takes new rows (delta.appendOnly), and output mode "
                            + mode.sparkName() + " replaces rows.");
        }
        String feature = null;
        if (TableConfig.CHANGE_DATA_FEED_ENABLED.fromMetadata(snapshot.getMetadata())) {
            feature = "changeDataFeed (delta.enableChangeDataFeed)";
        } else if (TableConfig.ROW_TRACKING_ENABLED.fromMetadata(snapshot.getMetadata())) {
            feature = "rowTracking (delta.enableRowTracking)";
        }
        if (feature != null) {
            throw table.unsupported("has feature " + feature + ", which Pawl does not write where rows are replaced,"
                    + " as output mode " + mode.sparkName() + " does");
        }
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
        Map<String, String> ours = new LinkedHashMap<>();
        request.options().asMap().forEach((name, value) -> {
            if (name.startsWith("delta.")) {
                (PROPERTIES_OF_OURS.contains(name) ? ours : properties).put(name, value);
            }
        });
        committer.next(StampedCommitter.Stamp.ofNewTable(ours));
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
        committer.next(StampedCommitter.Stamp.ofColumns(request, more));
        table.attempt(() -> {
            var builder = snapshot.buildUpdateTableTransaction(ENGINE, Operation.STREAMING_UPDATE);
            // Kernel only changes schemas whose columns have ids; for the others the action is ours.
            Transaction txn = (isMapped ? builder.withUpdatedSchema(wanted) : builder).build(table.engine());
            return txn.commit(table.engine(), CloseableIterable.emptyIterable());
        });
        return table.latest(committer).orElseThrow(() -> table.unsupported("is gone"));
    }
}
