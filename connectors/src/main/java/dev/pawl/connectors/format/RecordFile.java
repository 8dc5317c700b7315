package dev.pawl.connectors.format;

import java.io.IOException;
import org.apache.spark.sql.catalyst.InternalRow;

/** One file of rows being written. Ends with finish or close. */
public interface RecordFile extends AutoCloseable {
    void write(InternalRow row) throws IOException;

    /** Brings the file to the storage for good; returns its size in bytes. */
    long finish() throws IOException;

    /** Throws away a file that is not finished. */
    @Override
    void close() throws IOException;
}
