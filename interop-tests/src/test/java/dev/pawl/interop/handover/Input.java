package dev.pawl.interop.handover;

import java.util.Map;

/** What a query reads, and how more of it comes to be. */
interface Input {
    /** The sources that both engines have. */
    enum Kind {
        KAFKA,
        DELTA,
        JSON,
        CSV,
        TEXT,
        PARQUET,
        RATE_MICRO_BATCH,
        RATE
    }

    Kind kind();

    String format();

    Map<String, String> options();

    /** As DDL; empty where the format has columns of its own. */
    default String columns() {
        return "";
    }

    /** The columns {@code id} and {@code name} of {@code STREAM input}. */
    String select();

    /** Makes more to read, enough for one more batch at least. */
    void add(int chunk) throws Exception;

    /** How many chunks there are before the query first starts. */
    default int chunksBefore() {
        return 1;
    }

    /** Whether a turn finds several batches to read, or only one. */
    default boolean hasManyBatches() {
        return true;
    }

    /** Whether what there is to read depends on when one looks. */
    default boolean isTimed() {
        return false;
    }
}
