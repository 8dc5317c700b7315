package dev.pawl.engine.state;

/**
 * The content of one store of one partition: keys and values as bytes, and what was changed since the last commit. Used by
 * one thread at a time.
 */
interface Table extends AutoCloseable {
    /** Looks a key up; if it is there, {@code value} shows its value until the table is changed. */
    boolean get(Slice key, Slice value);

    /** Copies both. */
    void put(Slice key, Slice value);

    void remove(Slice key);

    /** Puts a key that is not there yet, as part of the version that the changes start from. */
    void load(Slice key, Slice value);

    /** Every key there is now. */
    TableCursor all();

    /** Every key that starts with these bytes, in a table that was made for it. */
    TableCursor withPrefix(Slice prefix);

    /** Says when entries expire: always the same, but for the thread that uses the table from now on. */
    void expireBy(TableExpiry expiry);

    /** Like {@link #all}, but only the keys that expire up to a time; one that stays may be shown again. */
    ExpiredCursor expired(long upToMicros);

    /** What was changed since the last commit: each key once, as it is now. */
    TableChanges changes();

    /** Forgets what things were like before the changes. */
    void commit();

    /**
     * Undoes the changes.
     *
     * @return false if that is not possible any more, and the table must be loaded anew
     */
    boolean rollback();

    /** Forgets everything. */
    void clear();

    long rows();

    /** The memory of the heap that the table takes, about. */
    long bytes();

    /** What all of it takes, on the heap or elsewhere, about. */
    long bytesInAll();

    @Override
    void close();
}
