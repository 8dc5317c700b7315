package dev.pawl.connectors.delta;

import dev.pawl.engine.source.Outside;
import dev.pawl.engine.source.RowReader;
import io.delta.kernel.internal.SnapshotImpl;
import io.delta.kernel.internal.actions.AddFile;
import java.io.IOException;
import java.util.List;
import java.util.function.Predicate;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.types.StructType;

/** Writes rows of files of a table into new files of it, which belong to no version yet. */
record FileRewrite(DeltaTable table, Outside outside, FileStyle style) {
    /** All columns of a version, as rows that are read have them. */
    static StructType columns(SnapshotImpl snapshot) {
        return DeltaTypes.plain(DeltaTypes.spark(snapshot.getSchema()));
    }

    /** @param stays told each row, which is valid until the next */
    List<DataFile> write(SnapshotImpl snapshot, List<AddFile> files, Predicate<InternalRow> stays) {
        StructType columns = columns(snapshot);
        TableLayout layout = TableLayout.of(table, snapshot, columns);
        DeltaRowWriter writer = new DeltaRowWriter(table, layout, outside, style, 0);
        boolean isDone = false;
        try (RowReader rows = new TableScan(table, snapshot, columns).read(files)) {
            while (rows.next()) {
                InternalRow row = rows.row();
                if (stays.test(row)) {
                    writer.write(row);
                }
            }
            List<DataFile> written = writer.finish().files();
            isDone = true;
            return written;
        } catch (IOException e) {
            throw table.unavailable(e);
        } finally {
            if (!isDone) {
                writer.abort();
            }
        }
    }
}
