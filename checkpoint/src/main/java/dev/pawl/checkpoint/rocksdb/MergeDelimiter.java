package dev.pawl.checkpoint.rocksdb;

/** What RocksDB puts between the values it appends to each other for one key. */
public enum MergeDelimiter {
    /** Spark up to 4.1, and later for queries that started there. */
    COMMA(","),
    /** Spark from 4.2 on, if the offset log says merge operator version 2. */
    NONE("");

    private final String text;

    MergeDelimiter(String text) {
        this.text = text;
    }

    String text() {
        return text;
    }
}
