package dev.pawl.checkpoint.log;

/** What a source keeps below {@code sources/<i>}. */
public enum SourceLogKind {
    /** Nothing, as Delta, sockets and rate-micro-batch; or the source never started. */
    NONE,
    /** The files it took: see {@link FileSourceLog}. */
    FILES,
    /** Where Kafka began: see {@link InitialOffset}. */
    KAFKA_INITIAL_OFFSET,
    /** When the rate source began: see {@link InitialOffset}. */
    RATE_START,
    /** Something only the source itself understands. */
    UNKNOWN
}
