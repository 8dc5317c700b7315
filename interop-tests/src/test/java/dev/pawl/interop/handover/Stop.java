package dev.pawl.interop.handover;

/** How an engine's turn ends. */
enum Stop {
    /** Everything there is was read. */
    CLEAN,
    /** Killed before {@code offsets/N} is there: the source may have written its own log for it already. */
    BEFORE_PLAN,
    /** Killed when {@code offsets/N} is there and nothing else of the batch. */
    AFTER_PLAN,
    /** Killed when the sink has the batch and {@code commits/N} is not there. */
    AFTER_SINK
}
