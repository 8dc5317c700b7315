package dev.pawl.connectors.files;

import dev.pawl.engine.source.RowReader;
import java.io.IOException;

/** Opens files of one table; used by several threads. */
interface RecordDecoder {
    RowReader open(FilePart part) throws IOException;
}
