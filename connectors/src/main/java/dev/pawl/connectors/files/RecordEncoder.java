package dev.pawl.connectors.files;

import dev.pawl.checkpoint.storage.FileOutput;
import dev.pawl.connectors.format.RecordFile;
import java.io.IOException;
import org.apache.spark.sql.catalyst.InternalRow;

/** How rows become files of one format. */
interface RecordEncoder {
    /** The end of the names of its files: {@code .json.gz}. */
    String extension();

    /** Refuses what a file would refuse, as {@link dev.pawl.engine.sink.RowWriter#check}. */
    default void check(InternalRow row) {}

    /** Begins a file. */
    RecordFile begin(FileOutput output) throws IOException;
}
