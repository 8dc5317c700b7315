package dev.pawl.connectors.delta;

import dev.pawl.engine.sink.RowWriter;
import dev.pawl.engine.sink.SinkBatch;
import dev.pawl.engine.sink.WrittenPart;
import dev.pawl.engine.source.Outside;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.apache.spark.sql.catalyst.InternalRow;

/** One batch: data files first, then the commit that names them. */
final class DeltaSinkBatch implements SinkBatch {
    private final DeltaSink sink;
    private final DeltaTable table;
    private final TableLayout layout;
    private final Outside outside;
    private final long batchId;
    /** What tasks have finished; of several attempts of a task, all. */
    private final Queue<DeltaPart> finished = new ConcurrentLinkedQueue<>();

    DeltaSinkBatch(DeltaSink sink, DeltaTable table, TableLayout layout, Outside outside, long batchId) {
        this.sink = sink;
        this.table = table;
        this.layout = layout;
        this.outside = outside;
        this.batchId = batchId;
    }

    @Override
    public RowWriter writer(int task, int attempt) {
        DeltaRowWriter writer = new DeltaRowWriter(table, layout, outside, task);
        return new RowWriter() {
            @Override
            public void write(InternalRow row) throws IOException {
                writer.write(row);
            }

            @Override
            public void check(InternalRow row) {
                writer.check(row);
            }

            @Override
            public WrittenPart finish() throws IOException {
                DeltaPart part = writer.finish();
                finished.add(part);
                return part;
            }

            @Override
            public void abort() {
                writer.abort();
            }
        };
    }

    @Override
    public void commit(List<WrittenPart> parts) {
        List<DataFile> files = new ArrayList<>();
        long rows = 0;
        for (WrittenPart part : parts) {
            files.addAll(((DeltaPart) part).files());
            rows += part.rows();
        }
        sink.commit(batchId, files, rows);
    }

    @Override
    public void abort() {
        finished.forEach(part -> DeltaRowWriter.delete(table.storage(), part.files()));
    }
}
