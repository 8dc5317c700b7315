package dev.pawl.engine.sink;

import java.util.List;

/** One batch on its way into a sink: nothing of it is a result until it is committed. */
public interface SinkBatch {
    /**
     * A writer for the rows of one task; called on the thread of the task.
     *
     * @param attempt 0, and one more each time the task is tried again
     */
    RowWriter writer(int task, int attempt);

    /**
     * Called before commit where something beside the sink goes by whether it knows the batch: then it must know it even without rows.
     * A sink that stamps every batch, or cannot tell one, has nothing to do.
     */
    default void requireStamp() {}

    /**
     * Makes everything a result at once, stamped with query and batch id where the sink can; called once, by the thread of
     * the query.
     *
     * @param parts what the writers of the successful attempts gave, by task
     */
    void commit(List<WrittenPart> parts);

    /** Throws away what was written; called instead of commit. Must not fail because something is gone already. */
    void abort();
}
