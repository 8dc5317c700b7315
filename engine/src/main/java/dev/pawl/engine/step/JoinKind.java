package dev.pawl.engine.step;

/** What becomes of a row of the stream when it is joined with static rows. */
public enum JoinKind {
    /** One row for each match. */
    INNER,
    /** One row for each match, or one with nulls. */
    OUTER,
    /** As outer, but several matches are an error: a subquery that gives one value for each row. */
    SINGLE,
    /** The row itself if there is a match. */
    SEMI,
    /** The row itself if there is no match. */
    ANTI,
    /** The row itself and whether there is a match. */
    EXISTENCE
}
