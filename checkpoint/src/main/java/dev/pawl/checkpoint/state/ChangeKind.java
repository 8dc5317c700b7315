package dev.pawl.checkpoint.state;

/** What a change does to its key. */
public enum ChangeKind {
    PUT,
    DELETE,
    /** Appends to the value of the key, or is the value if there is none. */
    MERGE
}
