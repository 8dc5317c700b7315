package dev.pawl.connectors.delta;

import dev.pawl.checkpoint.error.ErrorCode;
import dev.pawl.checkpoint.error.PawlException;
import dev.pawl.engine.source.RowReader;
import io.delta.kernel.Scan;
import io.delta.kernel.data.ColumnVector;
import io.delta.kernel.data.ColumnarBatch;
import io.delta.kernel.data.FilteredColumnarBatch;
import io.delta.kernel.data.Row;
import io.delta.kernel.engine.FileReadResult;
import io.delta.kernel.internal.InternalScanFileUtils;
import io.delta.kernel.internal.data.ScanStateRow;
import io.delta.kernel.internal.util.Utils;
import io.delta.kernel.types.StructType;
import io.delta.kernel.utils.CloseableIterator;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.catalyst.InternalRow;
import org.jspecify.annotations.Nullable;

/** The rows of some files, batch by batch as Kernel reads them, without copies. */
final class DeltaRowReader implements RowReader {
    /** What it means that a file is not there. */
    enum Missing {
        /** Something went wrong, and may pass. */
        FAILURE,
        /** Rows are lost that a stream has not read. */
        LOSS
    }

    private final DeltaTable table;
    private final Row scanState;
    private final List<Row> files;
    private final StructType physicalSchema;
    private final VectorRow row;
    private final Missing missing;
    private int nextFile;
    private @Nullable CloseableIterator<FilteredColumnarBatch> batches;
    private @Nullable ColumnVector selection;
    private int nextRow;
    private int rowCount;
    /** In the file, before the rows in sight. */
    private long rowsBefore;

    DeltaRowReader(
            DeltaTable table,
            Row scanState,
            List<Row> files,
            org.apache.spark.sql.types.StructType required,
            Missing missing) {
        this.table = table;
        this.scanState = scanState;
        this.files = files;
        this.missing = missing;
        this.physicalSchema = ScanStateRow.getPhysicalDataReadSchema(scanState);
        this.row = new VectorRow(required.fields().length);
    }

    @Override
    public boolean next() throws IOException {
        while (true) {
            while (nextRow < rowCount) {
                int index = nextRow++;
                ColumnVector selected = selection;
                if (selected == null || (!selected.isNullAt(index) && selected.getBoolean(index))) {
                    row.standOn(index);
                    return true;
                }
            }
            if (!nextBatch()) {
                return false;
            }
        }
    }

    private boolean nextBatch() {
        try {
            return tryNextBatch();
        } catch (PawlException e) {
            if (missing == Missing.LOSS && isAbsence(e)) {
                String path = InternalScanFileUtils.getAddFileStatus(files.get(nextFile - 1))
                        .getPath();
                throw new PawlException(
                        ErrorCode.SOURCE_DATA_LOST,
                        "File " + StorageFileIO.relative(path) + " of Delta table " + table.location()
                                + " was deleted, as VACUUM does, before its rows were read.",
                        e);
            }
            throw e;
        }
    }

    private static boolean isAbsence(Throwable e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof FileNotFoundException) {
                return true;
            }
        }
        return false;
    }

    private boolean tryNextBatch() {
        return table.attempt(() -> {
            while (batches == null || !batches.hasNext()) {
                closeFile();
                rowsBefore = 0;
                rowCount = 0;
                if (nextFile == files.size()) {
                    return false;
                }
                batches = open(files.get(nextFile++));
            }
            rowsBefore += rowCount;
            FilteredColumnarBatch batch = batches.next();
            ColumnarBatch data = batch.getData();
            for (int i = 0; i < row.numFields(); i++) {
                row.setColumn(i, data.getColumnVector(i));
            }
            selection = batch.getSelectionVector().orElse(null);
            nextRow = 0;
            rowCount = data.getSize();
            return true;
        });
    }

    private CloseableIterator<FilteredColumnarBatch> open(Row file) {
        try {
            CloseableIterator<FileReadResult> read = table.engine()
                    .getParquetHandler()
                    .readParquetFiles(
                            Utils.singletonCloseableIterator(InternalScanFileUtils.getAddFileStatus(file)),
                            physicalSchema,
                            Optional.empty());
            return Scan.transformPhysicalData(table.engine(), scanState, file, read.map(FileReadResult::getData));
        } catch (IOException e) {
            throw table.unavailable(e);
        }
    }

    @Override
    public InternalRow row() {
        return row;
    }

    @Override
    public Optional<String> position() {
        String file = StorageFileIO.relative(
                InternalScanFileUtils.getAddFileStatus(files.get(nextFile - 1)).getPath());
        return Optional.of(table.location() + "/" + file + ", row " + (rowsBefore + nextRow));
    }

    private void closeFile() {
        CloseableIterator<FilteredColumnarBatch> open = batches;
        batches = null;
        if (open != null) {
            Utils.closeCloseables(open);
        }
    }

    @Override
    public void close() {
        closeFile();
    }
}
