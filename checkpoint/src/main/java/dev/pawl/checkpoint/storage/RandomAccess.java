package dev.pawl.checkpoint.storage;

import java.io.Closeable;
import java.io.IOException;

/** One open file that is read at chosen positions. */
public interface RandomAccess extends Closeable {
    long size();

    /** Fills the whole range or throws {@link java.io.EOFException}. */
    void readFully(long position, byte[] target, int offset, int length) throws IOException;
}
