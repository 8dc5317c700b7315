package dev.pawl.checkpoint.storage;

/** What a writing method waits for. */
public enum Durability {
    /** What was written survives a crash of the machine. */
    SYNCED,
    /** What was written survives a crash of the process only; a crash of the machine may leave empty or missing files. */
    UNSYNCED
}
