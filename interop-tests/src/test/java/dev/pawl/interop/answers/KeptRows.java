package dev.pawl.interop.answers;

import dev.pawl.engine.sink.RowWriter;
import dev.pawl.engine.sink.SinkBatch;
import dev.pawl.engine.sink.SinkFormat;
import dev.pawl.engine.sink.SinkRequest;
import dev.pawl.engine.sink.StreamSink;
import dev.pawl.engine.sink.WrittenPart;
import dev.pawl.engine.source.Outside;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.UnsafeProjection;
import org.apache.spark.sql.types.StructType;

/** A sink that keeps the rows of one query as they are. */
final class KeptRows implements SinkFormat {
    private final List<InternalRow> rows = new ArrayList<>();

    synchronized List<InternalRow> rows() {
        return List.copyOf(rows);
    }

    @Override
    public String name() {
        return "kept";
    }

    @Override
    public StreamSink open(SinkRequest request, Outside outside) {
        return new StreamSink() {
            @Override
            public String description() {
                return "KeptRows";
            }

            @Override
            public boolean isCommitted(long batchId) {
                return false;
            }

            @Override
            public SinkBatch begin(long batchId) {
                return new Batch(request.columns());
            }

            @Override
            public void close() {}
        };
    }

    private record Part(List<InternalRow> kept) implements WrittenPart {
        @Override
        public long rows() {
            return kept.size();
        }
    }

    private final class Batch implements SinkBatch {
        private final StructType columns;

        Batch(StructType columns) {
            this.columns = columns;
        }

        @Override
        public RowWriter writer(int task, int attempt) {
            UnsafeProjection copy = UnsafeProjection.create(columns);
            List<InternalRow> kept = new ArrayList<>();
            return new RowWriter() {
                @Override
                public void write(InternalRow row) {
                    kept.add(copy.apply(row).copy());
                }

                @Override
                public WrittenPart finish() {
                    return new Part(kept);
                }

                @Override
                public void abort() {}
            };
        }

        @Override
        public void commit(List<WrittenPart> parts) {
            synchronized (KeptRows.this) {
                parts.forEach(part -> rows.addAll(((Part) part).kept()));
            }
        }

        @Override
        public void abort() {}
    }
}
