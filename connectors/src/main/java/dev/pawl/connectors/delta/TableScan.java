package dev.pawl.connectors.delta;

import dev.pawl.engine.source.RowReader;
import dev.pawl.engine.source.Split;
import io.delta.kernel.data.Row;
import io.delta.kernel.internal.InternalScanFileUtils;
import io.delta.kernel.internal.SnapshotImpl;
import io.delta.kernel.internal.actions.AddFile;
import io.delta.kernel.internal.data.GenericRow;
import io.delta.kernel.types.StructField;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.types.StructType;

/** How the files of a table are read: which columns, and what they are called in the files. */
final class TableScan {
    /** Fewer bytes than this are not worth a task of their own. */
    private static final long SPLIT_BYTES_MIN = 8L << 20;

    private static final long SPLIT_BYTES_MAX = 128L << 20;

    private final DeltaTable table;
    private final StructType required;
    private final Row state;
    private final DeltaRowReader.Missing missing;

    TableScan(DeltaTable table, SnapshotImpl snapshot, StructType required) {
        this(table, snapshot, required, DeltaRowReader.Missing.FAILURE);
    }

    /** @param required columns of the table, in the order in which rows have them */
    TableScan(DeltaTable table, SnapshotImpl snapshot, StructType required, DeltaRowReader.Missing missing) {
        this.table = table;
        this.missing = missing;
        this.required = required;
        io.delta.kernel.types.StructType schema = new io.delta.kernel.types.StructType();
        for (org.apache.spark.sql.types.StructField field : required.fields()) {
            StructField column = snapshot.getSchema().fields().stream()
                    .filter(candidate -> candidate.getName().equalsIgnoreCase(field.name()))
                    .findFirst()
                    .orElseThrow(() -> table.unsupported("has no column " + field.name() + " any more"));
            schema = schema.add(column);
        }
        io.delta.kernel.types.StructType wanted = schema;
        this.state = table.attempt(
                () -> snapshot.getScanBuilder().withReadSchema(wanted).build().getScanState(table.engine()));
    }

    /** Groups files into parts of about the same size, about as many as there are processors. */
    List<Split> splits(List<AddFile> files) {
        long bytes = files.stream().mapToLong(AddFile::getSize).sum();
        long wanted = bytes / Math.max(1, Runtime.getRuntime().availableProcessors()) + 1;
        long target = Math.max(SPLIT_BYTES_MIN, Math.min(SPLIT_BYTES_MAX, wanted));
        List<Split> splits = new ArrayList<>();
        List<Row> group = new ArrayList<>();
        long size = 0;
        for (AddFile file : files) {
            if (!group.isEmpty() && size + file.getSize() > target) {
                splits.add(new DeltaSplit(table, state, group, required, missing));
                group = new ArrayList<>();
                size = 0;
            }
            group.add(scanFile(file));
            size += file.getSize();
        }
        if (!group.isEmpty()) {
            splits.add(new DeltaSplit(table, state, group, required, missing));
        }
        return splits;
    }

    /** The rows of some files of the version, one file after the other. */
    RowReader read(List<AddFile> files) {
        return new DeltaRowReader(
                table,
                state,
                files.stream().map(TableScan::scanFile).toList(),
                required,
                DeltaRowReader.Missing.FAILURE);
    }

    /** Where a file is, relative to the table. */
    static String path(AddFile file) {
        return StorageFileIO.relative(
                InternalScanFileUtils.getAddFileStatus(scanFile(file)).getPath());
    }

    private static Row scanFile(AddFile file) {
        Map<Integer, Object> values = new HashMap<>();
        values.put(InternalScanFileUtils.ADD_FILE_ORDINAL, file.toRow());
        values.put(
                InternalScanFileUtils.SCAN_FILE_SCHEMA.indexOf(InternalScanFileUtils.TABLE_ROOT_STRUCT_FIELD.getName()),
                StorageFileIO.ROOT);
        return new GenericRow(InternalScanFileUtils.SCAN_FILE_SCHEMA, values);
    }
}
