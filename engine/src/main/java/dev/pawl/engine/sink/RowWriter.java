package dev.pawl.engine.sink;

import java.io.IOException;
import org.apache.spark.sql.catalyst.InternalRow;

/** Takes the rows of one attempt of one task. Exactly one of finish and abort ends it. */
public interface RowWriter {
    /** The row is the caller's again when this returns. */
    void write(InternalRow row) throws IOException;

    /**
     * Refuses a row that {@link #write} would refuse because of its values, as far as that can be told beforehand: with an error of
     * the kind {@link dev.pawl.checkpoint.error.ErrorKind#ROWS_UNFIT}. After a refusal the writer is as it was.
     */
    default void check(InternalRow row) {}

    /** Brings the rows to where the commit of the batch can make them results. */
    WrittenPart finish() throws IOException;

    /** Throws the rows away. */
    void abort();
}
