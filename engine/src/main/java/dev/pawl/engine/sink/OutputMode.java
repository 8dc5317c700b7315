package dev.pawl.engine.sink;

/** Which rows of its result a query gives to its sink, by Spark's names. */
public enum OutputMode {
    /** Rows that will never change. */
    APPEND,
    /** Rows that changed in this batch. */
    UPDATE,
    /** The whole result, each time. */
    COMPLETE;

    /** As Spark writes it: {@code Append}. */
    public String sparkName() {
        return name().charAt(0) + name().substring(1).toLowerCase(java.util.Locale.ROOT);
    }
}
