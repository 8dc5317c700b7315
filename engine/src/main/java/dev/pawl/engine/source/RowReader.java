package dev.pawl.engine.source;

import java.io.IOException;
import org.apache.spark.sql.catalyst.InternalRow;

/** Rows one after another. */
public interface RowReader extends AutoCloseable {
    /** Moves on to the next row; false at the end. */
    boolean next() throws IOException;

    /** The row it stands on, valid until the next call of {@link #next}; its columns are the required ones. */
    InternalRow row();

    @Override
    void close() throws IOException;
}
