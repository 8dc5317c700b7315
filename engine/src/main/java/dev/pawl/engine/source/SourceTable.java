package dev.pawl.engine.source;

import dev.pawl.checkpoint.log.SourceKind;
import java.util.Optional;
import org.apache.spark.sql.types.StructType;

/** A table that can be read as a stream, as it is now, or both. */
public interface SourceTable {
    /** All columns, in order. */
    StructType columns();

    /** Columns that are there for those who name them, and are no part of {@code *}. */
    default StructType hiddenColumns() {
        return new StructType();
    }

    /** What a checkpoint knows its stream as; empty if offsets of its own say nothing to others. */
    default Optional<SourceKind> kind() {
        return Optional.empty();
    }

    /**
     * Reads it as a stream.
     *
     * @throws dev.pawl.checkpoint.error.PawlException if the format has no streams
     */
    StreamSource openStream(StreamScope scope);

    /**
     * Reads it as it is now.
     *
     * @param required the columns to deliver, in this order
     * @throws dev.pawl.checkpoint.error.PawlException if the format can only be streamed
     */
    StaticSource openStatic(StructType required);

    /**
     * Reads records again that readers of this table gave as {@link RowReader#raw}. Empty if they give none.
     *
     * @param required the columns to deliver, in this order
     */
    default Optional<RawDecoder> rawDecoder(StructType required) {
        return Optional.empty();
    }
}
