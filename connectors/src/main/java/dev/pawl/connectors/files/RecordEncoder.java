package dev.pawl.connectors.files;

import dev.pawl.checkpoint.storage.FileOutput;
import java.io.IOException;
import org.apache.spark.sql.catalyst.InternalRow;

/** How rows become files of one format. */
interface RecordEncoder {
    /** The end of the names of its files: {@code .json.gz}. */
    String extension();

    /** Begins a file. */
    OpenFile begin(FileOutput output) throws IOException;

    /** One file being written. Ends with finish or close. */
    interface OpenFile extends AutoCloseable {
        void write(InternalRow row) throws IOException;

        /** Brings the file to the storage for good; returns its size in bytes. */
        long finish() throws IOException;

        /** Throws away a file that is not finished. */
        @Override
        void close() throws IOException;
    }
}
