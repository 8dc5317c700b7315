package dev.pawl.engine.source;

import java.io.IOException;

/** Makes rows of records that were kept, as the reader of the table that gave them would have. Used by one thread at a time. */
public interface RawDecoder {
    /** The rows of one record. */
    RowReader open(RawRecord record) throws IOException;
}
