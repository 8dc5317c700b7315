package dev.pawl.engine.source;

import java.io.IOException;

/** A part of a batch, read by one task; read again if the task is tried again. */
public interface Split {
    /** For messages: {@code orders-3 from 100 to 250}. */
    String description();

    RowReader open() throws IOException;
}
