package dev.pawl.checkpoint.storage;

import java.io.IOException;
import java.io.OutputStream;

/**
 * A new file whose content comes piece by piece. Ends with {@link #publish}; closed without it, the file is thrown away as
 * far as that is possible.
 */
public abstract class FileOutput extends OutputStream {
    /** How many bytes were written. */
    public abstract long position();

    /** When this returns, the whole file survives a crash under its name. */
    public abstract void publish() throws IOException;

    /** After {@link #publish} this does nothing. */
    @Override
    public abstract void close() throws IOException;
}
