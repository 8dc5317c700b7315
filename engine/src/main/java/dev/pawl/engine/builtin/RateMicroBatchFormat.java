package dev.pawl.engine.builtin;

import com.fasterxml.jackson.databind.JsonNode;
import dev.pawl.checkpoint.error.ErrorCode;
import dev.pawl.checkpoint.error.PawlException;
import dev.pawl.checkpoint.log.SourceKind;
import dev.pawl.checkpoint.log.SourceOffset;
import dev.pawl.engine.option.OptionDoc;
import dev.pawl.engine.option.OptionNames;
import dev.pawl.engine.option.Options;
import dev.pawl.engine.source.Outside;
import dev.pawl.engine.source.ReadLimit;
import dev.pawl.engine.source.SourceFormat;
import dev.pawl.engine.source.SourceTable;
import dev.pawl.engine.source.Split;
import dev.pawl.engine.source.StaticSource;
import dev.pawl.engine.source.StreamScope;
import dev.pawl.engine.source.StreamSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.spark.sql.types.StructType;

/** {@code rate-micro-batch}: so many numbers a batch, the same in every run. */
public final class RateMicroBatchFormat implements SourceFormat {
    private static final long ADVANCE_MS = 1000;

    @Override
    public String name() {
        return "rate-micro-batch";
    }

    @Override
    public Optional<OptionNames> optionNames() {
        return Optional.of(OptionNames.documented(
                new OptionDoc("rowsPerBatch", "needed", "how many rows a batch"),
                new OptionDoc("startTimestamp", "0", "the time of the first batch, in milliseconds since 1970"),
                new OptionDoc("advanceMillisPerBatch", "1000", "how much later, in milliseconds, each next batch is"),
                Numbers.PARTITIONS));
    }

    @Override
    public SourceTable define(Options options, Optional<StructType> columns, Outside outside) {
        options.require("rowsPerBatch");
        long rows = options.number("rowsPerBatch", 1).orElseThrow();
        int partitions = Math.toIntExact(
                options.number("numPartitions", 1).orElse(Runtime.getRuntime().availableProcessors()));
        long startMs = options.number("startTimestamp", 0).orElse(0);
        long advanceMs = options.number("advanceMillisPerBatch", 0).orElse(ADVANCE_MS);
        return new Table(rows, partitions, startMs, advanceMs);
    }

    /** {@code {"offset":5,"timestamp":1700000001000}}: how many numbers there were, and the time of the next batch. */
    private record Reached(long offset, long timestamp) {
        static Reached parse(SourceOffset json) {
            JsonNode node = json.json();
            if (!node.path("offset").isIntegralNumber()
                    || !node.path("timestamp").isIntegralNumber()) {
                throw new PawlException(
                        ErrorCode.OFFSET_LOG_CORRUPT,
                        "Expected an offset of rate-micro-batch, found " + json.text() + ".");
            }
            return new Reached(
                    node.get("offset").longValue(), node.get("timestamp").longValue());
        }

        SourceOffset json() {
            return new SourceOffset("{\"offset\":" + offset + ",\"timestamp\":" + timestamp + "}");
        }
    }

    private record Table(long rows, int partitions, long startMs, long advanceMs) implements SourceTable {
        @Override
        public Optional<SourceKind> kind() {
            return Optional.of(SourceKind.RATE_MICRO_BATCH);
        }

        @Override
        public StructType columns() {
            return Numbers.COLUMNS;
        }

        @Override
        public StreamSource openStream(StreamScope scope) {
            return new Source(this, scope.required());
        }

        @Override
        public StaticSource openStatic(StructType required) {
            throw new PawlException(
                    ErrorCode.SOURCE_UNSUPPORTED, "Format rate-micro-batch can only be read as a stream.");
        }
    }

    private static final class Source implements StreamSource {
        private final Table table;
        private final StructType required;
        private boolean isPinned;
        private OptionalLong pinnedEnd = OptionalLong.empty();

        Source(Table table, StructType required) {
            this.table = table;
            this.required = required;
        }

        @Override
        public String description() {
            return "RatePerMicroBatchStream[rowsPerBatch=" + table.rows() + ", numPartitions=" + table.partitions()
                    + ", startTimestamp=" + table.startMs() + ", advanceMsPerBatch=" + table.advanceMs() + "]";
        }

        @Override
        public Optional<SourceOffset> initialOffset() {
            return Optional.of(new Reached(0, table.startMs()).json());
        }

        @Override
        public Optional<SourceOffset> latestOffset(Optional<SourceOffset> start, ReadLimit limit) {
            Reached from = Reached.parse(start.orElseThrow());
            Reached next = new Reached(from.offset() + table.rows(), from.timestamp() + table.advanceMs());
            if (isPinned && pinnedEnd.isEmpty()) {
                pinnedEnd = OptionalLong.of(next.offset());
            }
            boolean isThere = pinnedEnd.isEmpty() || next.offset() <= pinnedEnd.getAsLong();
            return Optional.of(isThere ? next.json() : from.json());
        }

        /** There is always one more batch: what is there now is the next one. */
        @Override
        public void pinEnd() {
            isPinned = true;
        }

        @Override
        public List<Split> splits(Optional<SourceOffset> start, SourceOffset end) {
            Reached from = Reached.parse(start.orElseThrow());
            long to = Reached.parse(end).offset();
            List<Split> splits = new ArrayList<>();
            for (int i = 0; i < table.partitions() && from.offset() + i < to; i++) {
                splits.add(new Numbers(from.offset() + i, to, table.partitions(), value -> from.timestamp(), required));
            }
            return splits;
        }

        @Override
        public void committed(SourceOffset end) {}

        @Override
        public void close() {}
    }
}
