package dev.pawl.engine.state;

/** What became of something between a checkpoint and the query that is to go on from it. */
public enum Change {
    KEPT,
    CHANGED,
    NEW,
    DROPPED
}
