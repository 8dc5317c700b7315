package dev.pawl.connectors.delta;

import dev.pawl.engine.sink.RowWriter;
import dev.pawl.engine.sink.SinkBatch;
import dev.pawl.engine.sink.WrittenPart;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Supplier;
import org.apache.spark.sql.catalyst.InternalRow;
import org.jspecify.annotations.Nullable;

/** One batch: data files first, then the commit that names them. */
final class DeltaSinkBatch implements SinkBatch {
    private final DeltaSink sink;
    private final DeltaTable table;
    private final TableLayout layout;
    private final int columnCount;
    private final Supplier<Optional<BatchKeys>> newKeys;
    private final long batchId;
    /** What tasks have finished; of several attempts of a task, all. */
    private final Queue<DeltaPart> finished = new ConcurrentLinkedQueue<>();

    /**
     * @param columnCount of the rows
     * @param newKeys room for keys of rows, where rows are replaced by key
     */
    DeltaSinkBatch(
            DeltaSink sink,
            DeltaTable table,
            TableLayout layout,
            int columnCount,
            Supplier<Optional<BatchKeys>> newKeys,
            long batchId) {
        this.sink = sink;
        this.table = table;
        this.layout = layout;
        this.columnCount = columnCount;
        this.newKeys = newKeys;
        this.batchId = batchId;
    }

    @Override
    public RowWriter writer(int task, int attempt) {
        return new Writer(sink.newWriter(layout, task));
    }

    private final class Writer implements RowWriter {
        private final DeltaRowWriter files;
        private final @Nullable WidenedRow widened;
        private final Optional<BatchKeys> keys = newKeys.get();
        private final @Nullable BatchKeys keyOrNull = keys.orElse(null);

        Writer(DeltaRowWriter files) {
            this.files = files;
            this.widened = layout.widened().isEmpty() ? null : new WidenedRow(columnCount, layout.widened());
        }

        @Override
        public void write(InternalRow row) throws IOException {
            InternalRow fitting = widened == null ? row : widened.of(row);
            if (keyOrNull != null) {
                keyOrNull.add(fitting);
            }
            files.write(fitting);
        }

        @Override
        public void check(InternalRow row) {
            files.check(widened == null ? row : widened.of(row));
        }

        @Override
        public WrittenPart finish() throws IOException {
            DeltaPart written = files.finish();
            DeltaPart part = new DeltaPart(written.rows(), written.files(), keys);
            finished.add(part);
            return part;
        }

        @Override
        public void abort() {
            files.abort();
        }
    }

    @Override
    public void commit(List<WrittenPart> parts) {
        List<DataFile> files = new ArrayList<>();
        Optional<BatchKeys> keys = newKeys.get();
        long rows = 0;
        for (WrittenPart part : parts) {
            DeltaPart written = (DeltaPart) part;
            files.addAll(written.files());
            rows += written.rows();
            keys.ifPresent(all -> all.addAll(written.keys().orElseThrow()));
        }
        sink.commit(batchId, new DeltaPart(rows, files, keys));
    }

    @Override
    public void abort() {
        finished.forEach(part -> DeltaRowWriter.delete(table.storage(), part.files()));
    }
}
