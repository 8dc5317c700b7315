package dev.pawl.engine;

import dev.pawl.checkpoint.error.ErrorCode;
import dev.pawl.checkpoint.error.PawlException;
import dev.pawl.checkpoint.log.SourceKind;
import dev.pawl.checkpoint.log.SourceOffset;
import dev.pawl.engine.source.RawDecoder;
import dev.pawl.engine.source.ReadLimit;
import dev.pawl.engine.source.SourceTable;
import dev.pawl.engine.source.Split;
import dev.pawl.engine.source.StaticSource;
import dev.pawl.engine.source.StreamScope;
import dev.pawl.engine.source.StreamSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.spark.sql.types.StructType;

/** What another query of the pipeline writes, which may not be there before that query has committed something. */
final class TargetTable implements SourceTable {
    private final StructType columns;
    private final Supplier<SourceTable> opening;

    TargetTable(StructType columns, Supplier<SourceTable> opening) {
        this.columns = columns;
        this.opening = opening;
    }

    @Override
    public StructType columns() {
        return columns;
    }

    @Override
    public Optional<SourceKind> kind() {
        return find().flatMap(SourceTable::kind);
    }

    @Override
    public StreamSource openStream(StreamScope scope) {
        return new Source(scope);
    }

    @Override
    public StaticSource openStatic(StructType required) {
        return find().map(table -> table.openStatic(required)).orElseGet(Nothing::new);
    }

    @Override
    public Optional<RawDecoder> rawDecoder(StructType required) {
        return find().flatMap(table -> table.rawDecoder(required));
    }

    private Optional<SourceTable> find() {
        try {
            return Optional.of(opening.get());
        } catch (PawlException e) {
            if (e.code() == ErrorCode.DELTA_TABLE_NOT_FOUND || e.code() == ErrorCode.PATH_NOT_FOUND) {
                return Optional.empty();
            }
            throw e;
        }
    }

    private static final class Nothing implements StaticSource {
        @Override
        public List<Split> splits() {
            return List.of();
        }

        @Override
        public void close() {}
    }

    /** Has nothing to read until the table is there. */
    private final class Source implements StreamSource {
        private final StreamScope scope;
        private Optional<StreamSource> source = Optional.empty();
        private boolean isEnded;

        Source(StreamScope scope) {
            this.scope = scope;
        }

        private Optional<StreamSource> source() {
            if (source.isEmpty() && !isEnded) {
                source = find().map(table -> table.openStream(scope));
            }
            return source;
        }

        @Override
        public String description() {
            return source().map(StreamSource::description).orElse("TargetTable");
        }

        @Override
        public Optional<SourceOffset> initialOffset() {
            return source().flatMap(StreamSource::initialOffset);
        }

        @Override
        public Optional<SourceOffset> latestOffset(Optional<SourceOffset> start, ReadLimit limit) {
            return source().flatMap(open -> open.latestOffset(start, limit));
        }

        @Override
        public void turnTo(long batchId) {
            source().ifPresent(open -> open.turnTo(batchId));
        }

        @Override
        public void pinEnd() {
            isEnded = source().isEmpty();
            source.ifPresent(StreamSource::pinEnd);
        }

        @Override
        public List<Split> splits(Optional<SourceOffset> start, SourceOffset end) {
            return source().orElseGet(() -> opening.get().openStream(scope)).splits(start, end);
        }

        @Override
        public void committed(SourceOffset end) {
            source.ifPresent(open -> open.committed(end));
        }

        @Override
        public Optional<SourceOffset> reportedLatest() {
            return source.flatMap(StreamSource::reportedLatest);
        }

        @Override
        public Map<String, String> metrics() {
            return source.map(StreamSource::metrics).orElse(Map.of());
        }

        @Override
        public void close() {
            source.ifPresent(StreamSource::close);
        }
    }
}
