package dev.pawl.engine.sink;

import java.io.IOException;
import org.apache.spark.sql.catalyst.InternalRow;

/** Takes the rows of one attempt of one task. Exactly one of finish and abort ends it. */
public interface RowWriter {
    /** The row is the caller's again when this returns. */
    void write(InternalRow row) throws IOException;

    /** Brings the rows to where the commit of the batch can make them results. */
    WrittenPart finish() throws IOException;

    /** Throws the rows away. */
    void abort();
}
