package dev.pawl.interop;

/** Which files hold the versions of a rewritten store. */
enum StateForm {
    /** The full state of every version, and nothing that tells what changed. */
    SNAPSHOTS,
    /** What each version changed, on a base only where Spark cannot do without. */
    CHANGES
}
