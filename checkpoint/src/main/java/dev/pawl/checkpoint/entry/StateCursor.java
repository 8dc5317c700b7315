package dev.pawl.checkpoint.entry;

import java.io.Closeable;
import java.io.IOException;

/** Walks over keys with their values, each key at most once; starts before the first. */
public interface StateCursor extends Closeable {
    /** Moves to the next key; false at the end. */
    boolean next() throws IOException;

    Bytes key();

    Bytes value();
}
