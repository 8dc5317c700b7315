package dev.pawl.engine.run;

import dev.pawl.engine.sink.RowWriter;
import dev.pawl.engine.sink.SinkBatch;
import dev.pawl.engine.sink.WrittenPart;
import java.util.List;
import org.apache.spark.sql.catalyst.InternalRow;

/** A batch whose rows are in the target already: it is run again for its state alone. */
final class DiscardedRows implements SinkBatch {
    private record Nothing() implements WrittenPart {
        @Override
        public long rows() {
            return 0;
        }
    }

    @Override
    public RowWriter writer(int task, int attempt) {
        return new RowWriter() {
            @Override
            public void write(InternalRow row) {
                // the target has it
            }

            @Override
            public WrittenPart finish() {
                return new Nothing();
            }

            @Override
            public void abort() {
                // nothing was written
            }
        };
    }

    @Override
    public void commit(List<WrittenPart> parts) {
        // the target has them
    }

    @Override
    public void abort() {
        // nothing was written
    }
}
