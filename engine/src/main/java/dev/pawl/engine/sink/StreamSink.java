package dev.pawl.engine.sink;

/** The target of a query. Called by the thread of its query only; the writers of a batch are used by others. */
public interface StreamSink extends AutoCloseable {
    /** As Spark names it in progress: {@code DeltaSink[/data/revenue]}. */
    String description();

    /**
     * Whether a batch is a result already, committed by an attempt whose checkpoint did not hear of it. Such a batch is not
     * given to the sink again. A sink that cannot tell says no.
     */
    boolean isCommitted(long batchId);

    /** Starts a batch, or starts it again. */
    SinkBatch begin(long batchId);

    @Override
    void close();
}
