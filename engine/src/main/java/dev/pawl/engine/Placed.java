package dev.pawl.engine;

import dev.pawl.checkpoint.error.PawlException;
import dev.pawl.checkpoint.log.SourceKind;
import dev.pawl.engine.source.RawDecoder;
import dev.pawl.engine.source.SourceTable;
import dev.pawl.engine.source.StaticSource;
import dev.pawl.engine.source.StreamScope;
import dev.pawl.engine.source.StreamSource;
import dev.pawl.pipeline.Position;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.spark.sql.types.StructType;

/** A source with the place of its statement, which stands in front of what goes wrong when it is opened. */
record Placed(SourceTable table, Position position) implements SourceTable {
    /** Does something for a statement. */
    static <T> T at(Position position, Supplier<T> work) {
        try {
            return work.get();
        } catch (PawlException e) {
            throw new PawlException(e.code(), position + ": " + e.what(), e);
        }
    }

    @Override
    public StructType hiddenColumns() {
        return table.hiddenColumns();
    }

    @Override
    public StructType columns() {
        return table.columns();
    }

    @Override
    public Optional<SourceKind> kind() {
        return table.kind();
    }

    @Override
    public StreamSource openStream(StreamScope scope) {
        return at(position, () -> table.openStream(scope));
    }

    @Override
    public StaticSource openStatic(StructType required) {
        return at(position, () -> table.openStatic(required));
    }

    @Override
    public Optional<RawDecoder> rawDecoder(StructType required) {
        return table.rawDecoder(required);
    }
}
