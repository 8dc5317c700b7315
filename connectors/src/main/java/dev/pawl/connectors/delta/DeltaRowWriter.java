package dev.pawl.connectors.delta;

import dev.pawl.checkpoint.error.ErrorCode;
import dev.pawl.checkpoint.error.PawlException;
import dev.pawl.checkpoint.storage.Storage;
import dev.pawl.connectors.parquet.NullValueException;
import dev.pawl.connectors.parquet.ParquetFile;
import dev.pawl.connectors.parquet.ParquetStyle;
import dev.pawl.engine.sink.RowWriter;
import dev.pawl.engine.source.Outside;
import io.delta.kernel.expressions.Literal;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.types.Decimal;
import org.apache.spark.unsafe.types.UTF8String;
import org.jspecify.annotations.Nullable;

/** The rows of one task into data files, one open file for each partition. */
final class DeltaRowWriter implements RowWriter {
    private static final int ROWS_PER_SIZE_CHECK = 4096;

    /** What all open files together keep in memory. */
    private static final long BUFFERED_BYTES_MAX = 64L << 20;

    /** Each open file keeps a part of its rows in memory. */
    private static final int OPEN_FILES_MAX = 50;

    private final DeltaTable table;
    private final TableLayout layout;
    private final Outside outside;
    private final FileStyle style;
    private final int task;
    private final PartitionValues partitionValues;
    private final int[] ordinals;
    private final NotNullColumns notNull;
    private final Map<PartitionKey, OpenFile> open = new LinkedHashMap<>(16, 0.75f, true);
    private final List<DataFile> finished = new ArrayList<>();
    private PartitionKey probe;
    private @Nullable OpenFile current;
    private long rows;

    DeltaRowWriter(DeltaTable table, TableLayout layout, Outside outside, FileStyle style, int task) {
        this.table = table;
        this.layout = layout;
        this.outside = outside;
        this.style = style;
        this.task = task;
        this.partitionValues = new PartitionValues(layout.partitions());
        this.ordinals = layout.ordinals().stream().mapToInt(Integer::intValue).toArray();
        this.notNull = new NotNullColumns(layout);
        this.probe = new PartitionKey(layout.partitions().size());
    }

    @Override
    public void check(InternalRow row) {
        notNull.violatedBy(row).ifPresent(column -> {
            throw isNull(column, new NullValueException(column));
        });
    }

    private PawlException isNull(String column, NullValueException cause) {
        return new PawlException(
                ErrorCode.DELTA_NOT_NULL_CONSTRAINT_VIOLATED,
                "Column " + column + " of Delta table " + table.location()
                        + " must not be null, and a row has none there.",
                cause);
    }

    @Override
    public void write(InternalRow row) throws IOException {
        OpenFile target = current;
        if (target == null || (probe.size() > 0 && !target.key.isOf(row, layout.partitions()))) {
            target = fileOf(row);
            current = target;
        }
        try {
            target.file.write(row);
        } catch (NullValueException e) {
            throw isNull(e.column(), e);
        }
        rows++;
        if (rows % ROWS_PER_SIZE_CHECK == 0 && open.size() > 1) {
            boundMemory();
        }
        boolean isFull = target.file.rows() >= style.rowsMax()
                || (target.file.rows() % ROWS_PER_SIZE_CHECK == 0 && target.file.bytes() >= style.bytesMax());
        if (isFull) {
            open.remove(target.key);
            current = null;
            finish(target);
        }
    }

    private void boundMemory() throws IOException {
        long buffered = 0;
        OpenFile largest = null;
        for (OpenFile file : open.values()) {
            buffered += file.file.bufferedBytes();
            if (largest == null || file.file.bufferedBytes() > largest.file.bufferedBytes()) {
                largest = file;
            }
        }
        if (largest != null && buffered > BUFFERED_BYTES_MAX) {
            largest.file.flush();
        }
    }

    private OpenFile fileOf(InternalRow row) throws IOException {
        probe.set(row, layout.partitions());
        OpenFile known = open.get(probe);
        if (known != null) {
            return known;
        }
        if (open.size() >= OPEN_FILES_MAX) {
            OpenFile eldest = open.values().iterator().next();
            open.remove(eldest.key);
            finish(eldest);
        }
        Map<String, Literal> partition = partitionValues.of(row);
        String path = PartitionValues.directory(partition) + fileName();
        ParquetFile file = new ParquetFile(
                storage().create(path), layout.columns(), ordinals, ParquetStyle.ofTable(style.codec()));
        OpenFile created = new OpenFile(probe, path, partition, file);
        open.put(probe, created);
        probe = new PartitionKey(layout.partitions().size());
        return created;
    }

    private String fileName() {
        return String.format(
                Locale.ROOT,
                "part-%05d-%s-c000%s.parquet",
                task,
                outside.uniqueNames().get(),
                style.suffix());
    }

    private void finish(OpenFile file) throws IOException {
        ParquetFile.Finished done = file.file.finish();
        finished.add(new DataFile(
                file.path,
                done.bytes(),
                outside.clock().millis(),
                file.partition,
                FileStatistics.of(done.footer(), done.rows(), layout.physicalSchema())));
    }

    @Override
    public DeltaPart finish() throws IOException {
        for (OpenFile file : open.values()) {
            finish(file);
        }
        open.clear();
        return new DeltaPart(rows, finished);
    }

    @Override
    public void abort() {
        for (OpenFile file : open.values()) {
            try {
                file.file.close();
            } catch (IOException e) {
                // It belongs to no table: a vacuum of the table removes what stays behind.
            }
        }
        open.clear();
        delete(storage(), finished);
    }

    static void delete(Storage storage, List<DataFile> files) {
        for (DataFile file : files) {
            try {
                storage.delete(file.path());
            } catch (IOException e) {
                // As above: it belongs to no table.
            }
        }
    }

    private Storage storage() {
        return table.storage();
    }

    private record OpenFile(PartitionKey key, String path, Map<String, Literal> partition, ParquetFile file) {}

    /** The values of the partition columns; compared with a row without making another one. */
    static final class PartitionKey {
        private final @Nullable Object[] values;

        PartitionKey(int size) {
            this.values = new Object[size];
        }

        int size() {
            return values.length;
        }

        void set(InternalRow row, List<TableLayout.Partition> partitions) {
            for (int i = 0; i < values.length; i++) {
                Object value = value(row, partitions.get(i));
                if (value instanceof UTF8String text) {
                    value = text.numBytes() == 0 ? null : text.clone();
                } else if (value instanceof Decimal decimal) {
                    value = decimal.clone();
                } else if (value instanceof byte[] bytes) {
                    value = UTF8String.fromBytes(bytes.clone());
                }
                values[i] = value;
            }
        }

        boolean isOf(InternalRow row, List<TableLayout.Partition> partitions) {
            for (int i = 0; i < values.length; i++) {
                Object value = value(row, partitions.get(i));
                Object mine = values[i];
                if (value == null ? mine != null : !value.equals(mine)) {
                    return false;
                }
            }
            return true;
        }

        private static @Nullable Object value(InternalRow row, TableLayout.Partition partition) {
            int ordinal = partition.ordinal();
            return ordinal < 0 || row.isNullAt(ordinal) ? null : row.get(ordinal, partition.type());
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof PartitionKey key && Arrays.equals(values, key.values);
        }

        @Override
        public int hashCode() {
            return Arrays.hashCode(values);
        }
    }
}
