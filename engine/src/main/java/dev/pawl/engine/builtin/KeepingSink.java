package dev.pawl.engine.builtin;

import dev.pawl.checkpoint.error.ErrorCode;
import dev.pawl.checkpoint.error.PawlException;
import dev.pawl.checkpoint.error.Secrets;
import dev.pawl.engine.sink.RowWriter;
import dev.pawl.engine.sink.SinkBatch;
import dev.pawl.engine.sink.StreamSink;
import dev.pawl.engine.sink.WrittenPart;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.types.StructType;

/** A sink that is given whole batches of rows in memory. It remembers nothing of earlier processes. */
final class KeepingSink implements StreamSink {
    private final String description;
    private final StructType columns;
    private final long keptPerTask;
    private final Receiver receiver;

    /** What becomes of a batch. */
    interface Receiver {
        /** @param count rows of the batch, of which those that are kept are given */
        void batch(long batchId, long count, List<InternalRow> rows) throws Exception;
    }

    KeepingSink(String description, StructType columns, long keptPerTask, Receiver receiver) {
        this.description = description;
        this.columns = columns;
        this.keptPerTask = keptPerTask;
        this.receiver = receiver;
    }

    @Override
    public String description() {
        return description;
    }

    @Override
    public boolean isCommitted(long batchId) {
        return false;
    }

    @Override
    public SinkBatch begin(long batchId) {
        return new SinkBatch() {
            @Override
            public RowWriter writer(int task, int attempt) {
                return new RowKeeper(columns, keptPerTask);
            }

            @Override
            public void commit(List<WrittenPart> parts) {
                List<InternalRow> rows = new ArrayList<>();
                long count = 0;
                for (WrittenPart part : parts) {
                    rows.addAll(((RowPart) part).kept());
                    count += part.rows();
                }
                hand(batchId, count, rows);
            }

            @Override
            public void abort() {}
        };
    }

    private void hand(long batchId, long count, List<InternalRow> rows) {
        try {
            receiver.batch(batchId, count, rows);
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new PawlException(
                    ErrorCode.SINK_FAILED,
                    "Handing over batch " + batchId + " to " + description + " failed: "
                            + Secrets.withoutSecrets(String.valueOf(e.getMessage())) + ".",
                    e);
        }
    }

    @Override
    public void close() {}
}
