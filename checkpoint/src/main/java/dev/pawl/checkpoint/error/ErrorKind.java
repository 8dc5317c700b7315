package dev.pawl.checkpoint.error;

/** What the caller does next; a new kind needs a new reaction. */
public enum ErrorKind {
    /** The user changes an argument, an option or a statement. */
    USAGE(2),
    /** A query met rows that it cannot go past: tried again it meets them again, until they or the query are changed. */
    ROWS_UNFIT(5),
    /** Persisted bytes are wrong or missing: never retried, never silently repaired. */
    DAMAGED(3),
    /** Going on could lose or repeat data: the message names the flag that overrides. */
    REFUSED(4),
    /** Something outside does not answer: retry with back-off, then stop. */
    UNAVAILABLE(5),
    /** A commit may or may not have happened: clean up nothing, let recovery decide. */
    OUTCOME_UNKNOWN(5),
    /** An invariant broke: stop, ask for a report. */
    BUG(5);

    private final int exitCode;

    ErrorKind(int exitCode) {
        this.exitCode = exitCode;
    }

    /** The exit code of a `pawl` command that ends with this kind. */
    public int exitCode() {
        return exitCode;
    }
}
