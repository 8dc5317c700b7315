package dev.pawl.checkpoint.storage;

/** What a crash leaves of everything that was not synced. */
public enum Survivors {
    /** Nothing: names are as at the last sync of their directory, files that were never synced are empty. */
    NONE,
    /** Everything, and durably. */
    ALL,
    /** Everything for now: the process was killed, its machine goes on, and what was not synced is still not. */
    KILLED,
    /** Anything: each name is old or new on its own, content is cut off or ends in zeros. */
    RANDOM
}
