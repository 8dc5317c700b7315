package dev.pawl.engine.state;

/** Walks over the keys that have expired by a time. */
interface ExpiredCursor extends TableCursor {
    /**
     * After the walk: none of the other keys expires before this time, microseconds; {@link EntryExpiry#NEVER} if there is none. Mostly
     * one of them does then.
     */
    long nextMicros();
}
