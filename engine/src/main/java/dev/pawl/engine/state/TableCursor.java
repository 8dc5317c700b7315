package dev.pawl.engine.state;

/** Walks over the keys a table had when the walk began, without those removed since, with the values they have when it comes by. */
interface TableCursor extends AutoCloseable {
    /** Moves to the next key and shows it; false at the end. */
    boolean next(Slice key, Slice value);

    @Override
    void close();
}
