package dev.pawl.interop.stream;

import dev.pawl.engine.sink.RowWriter;
import dev.pawl.engine.sink.SinkBatch;
import dev.pawl.engine.sink.SinkFormat;
import dev.pawl.engine.sink.SinkRequest;
import dev.pawl.engine.sink.StreamSink;
import dev.pawl.engine.sink.WrittenPart;
import dev.pawl.engine.source.Outside;
import dev.pawl.interop.answers.ValueText;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.types.StructType;

/** A sink that keeps the rows of each batch as text, sorted; a batch that runs again takes the place of its first try. */
final class BatchOutput implements SinkFormat {
    private final Map<Long, List<String>> batches = new ConcurrentHashMap<>();

    private record Part(List<String> lines) implements WrittenPart {
        @Override
        public long rows() {
            return lines.size();
        }
    }

    /** By batch; those without rows are left out. */
    Map<Long, List<String>> batches() {
        Map<Long, List<String>> filled = new TreeMap<>(batches);
        filled.values().removeIf(List::isEmpty);
        return filled;
    }

    /** By batch, also those without rows. */
    Map<Long, List<String>> all() {
        return new TreeMap<>(batches);
    }

    void put(long batchId, List<String> rows) {
        batches.put(batchId, rows.stream().sorted().toList());
    }

    void putRows(long batchId, List<Row> rows) {
        put(batchId, rows.stream().map(Row::toString).toList());
    }

    @Override
    public String name() {
        return "noop";
    }

    @Override
    public StreamSink open(SinkRequest request, Outside outside) {
        return new StreamSink() {
            @Override
            public String description() {
                return "kept";
            }

            @Override
            public boolean isCommitted(long batchId) {
                return false;
            }

            @Override
            public SinkBatch begin(long batchId) {
                return new Batch(batchId, request.columns());
            }

            @Override
            public void close() {
                // the rows are wanted afterwards
            }
        };
    }

    private final class Batch implements SinkBatch {
        private final long batchId;
        private final StructType columns;

        Batch(long batchId, StructType columns) {
            this.batchId = batchId;
            this.columns = columns;
        }

        @Override
        public RowWriter writer(int task, int attempt) {
            List<String> lines = new ArrayList<>();
            return new RowWriter() {
                @Override
                public void write(InternalRow row) {
                    lines.add(ValueText.of(row, columns));
                }

                @Override
                public WrittenPart finish() {
                    return new Part(lines);
                }

                @Override
                public void abort() {
                    lines.clear();
                }
            };
        }

        @Override
        public void commit(List<WrittenPart> parts) {
            List<String> all = new ArrayList<>();
            parts.forEach(part -> all.addAll(((Part) part).lines()));
            put(batchId, all);
        }

        @Override
        public void abort() {
            // nothing was kept
        }
    }
}
