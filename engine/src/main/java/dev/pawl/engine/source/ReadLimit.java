package dev.pawl.engine.source;

/** How much one batch reads. */
public enum ReadLimit {
    /** What the options of the source say, and where they say nothing what the source finds fit for one batch. */
    BY_OPTIONS,
    /** Everything that is there: the trigger {@code once}. */
    NONE
}
