package dev.pawl.checkpoint.storage;

/** What a crash of the machine leaves of everything that was not synced. */
public enum Survivors {
    /** Nothing: names are as at the last sync of their directory, files that were never synced are empty. */
    NONE,
    /** Everything: the crash of a process whose machine goes on. */
    ALL,
    /** Anything: each name is old or new on its own, content is cut off or ends in zeros. */
    RANDOM
}
