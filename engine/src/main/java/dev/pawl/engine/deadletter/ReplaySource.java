package dev.pawl.engine.deadletter;

import dev.pawl.checkpoint.log.SourceOffset;
import dev.pawl.engine.source.ReadLimit;
import dev.pawl.engine.source.RowReader;
import dev.pawl.engine.source.Split;
import dev.pawl.engine.source.StreamSource;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** A stream of dead letters as the stream of their records: the same offsets, other rows. */
record ReplaySource(StreamSource letters, UnaryOperator<RowReader> records) implements StreamSource {
    private record Records(Split letters, UnaryOperator<RowReader> records) implements Split {
        @Override
        public String description() {
            return letters.description();
        }

        @Override
        public RowReader open() throws IOException {
            return records.apply(letters.open());
        }
    }

    @Override
    public String description() {
        return "DeadLetters[" + letters.description() + "]";
    }

    @Override
    public Optional<SourceOffset> initialOffset() {
        return letters.initialOffset();
    }

    @Override
    public Optional<SourceOffset> latestOffset(Optional<SourceOffset> start, ReadLimit limit) {
        return letters.latestOffset(start, limit);
    }

    @Override
    public void pinEnd() {
        letters.pinEnd();
    }

    @Override
    public List<Split> splits(Optional<SourceOffset> start, SourceOffset end) {
        return letters.splits(start, end).stream()
                .<Split>map(split -> new Records(split, records))
                .toList();
    }

    @Override
    public void committed(SourceOffset end) {
        letters.committed(end);
    }

    @Override
    public Optional<SourceOffset> reportedLatest() {
        return letters.reportedLatest();
    }

    @Override
    public Map<String, String> metrics() {
        return letters.metrics();
    }

    @Override
    public void close() {
        letters.close();
    }
}
