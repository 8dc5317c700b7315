package dev.pawl.engine.sink;

/** What one task wrote, as its sink describes it to itself; each sink has a record of its own. */
public interface WrittenPart {
    /** Rows given to the writer. */
    long rows();
}
