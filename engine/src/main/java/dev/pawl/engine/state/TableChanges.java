package dev.pawl.engine.state;

/** Walks over what was changed in a table since the last commit: each key once, as it is now. */
interface TableChanges extends AutoCloseable {
    /** Moves to the next key and shows it, with its value unless it was removed; false at the end. */
    boolean next(Slice key, Slice value);

    boolean isRemoval();

    @Override
    void close();
}
