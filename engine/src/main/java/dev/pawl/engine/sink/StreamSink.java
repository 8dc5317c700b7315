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

    /**
     * Whether what a failed task wrote can be thrown away alone, so that the task is tried again. If not, a failed task fails
     * the batch, which is then aborted and begun again as a whole.
     */
    default boolean takesTasksBack() {
        return true;
    }

    /** Starts a batch, or starts it again. */
    SinkBatch begin(long batchId);

    @Override
    void close();
}
