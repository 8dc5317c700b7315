package dev.pawl.connectors.files;

import dev.pawl.checkpoint.storage.FileOutput;
import dev.pawl.connectors.format.RecordFile;
import java.io.IOException;

/** How rows become files of one format. */
interface RecordEncoder {
    /** The end of the names of its files: {@code .json.gz}. */
    String extension();

    /** Begins a file. */
    RecordFile begin(FileOutput output) throws IOException;
}
