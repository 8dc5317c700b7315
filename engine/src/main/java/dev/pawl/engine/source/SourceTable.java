package dev.pawl.engine.source;

import org.apache.spark.sql.types.StructType;

/** A table that can be read as a stream, as it is now, or both. */
public interface SourceTable {
    /** All columns, in order. */
    StructType columns();

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
}
