package dev.pawl.checkpoint;

/** Whether a query would start from a checkpoint as it is, told by names and logs; contents are not read. */
public enum Health {
    /** No batch was ever planned. */
    EMPTY,
    /** The last planned batch is committed, and its state is there. */
    OK,
    /** The last planned batch is not committed: a restart runs it again, from state that is there. */
    UNCOMMITTED,
    /** A file that a restart needs is missing or cannot be read. */
    DAMAGED,
    /** The storage did not answer, so nobody can tell. */
    UNREACHABLE
}
