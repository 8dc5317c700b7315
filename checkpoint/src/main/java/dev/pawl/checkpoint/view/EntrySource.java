package dev.pawl.checkpoint.view;

import dev.pawl.checkpoint.entry.Bytes;
import java.io.Closeable;
import java.io.IOException;
import java.util.Optional;

/** Entries of a store, or changes to them. */
interface EntrySource extends Closeable {
    boolean next() throws IOException;

    Bytes key();

    Bytes value();

    /** What was done to the entry; empty where this is not about changes. */
    Optional<ChangeType> changeType();
}
