package dev.pawl.checkpoint.log;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.LongConsumer;

/**
 * Purges both logs of a query while it runs. It is told of every entry, and so need not list the directories for each batch. For
 * the one writer of the logs.
 */
public final class LogPurge {
    private final LogRetention retention;
    private final OffsetLog offsets;
    private final CommitLog commits;
    private final Deque<Long> planned;
    private final Deque<Long> committed;

    /** @param offsets as it is now, like the commits */
    public LogPurge(LogRetention retention, OffsetLog offsets, CommitLog commits) {
        this.retention = retention;
        this.offsets = offsets;
        this.commits = commits;
        this.planned = new ArrayDeque<>(offsets.batchIds());
        this.committed = new ArrayDeque<>(commits.batchIds());
    }

    /** A batch was planned: the logs forget what is not needed any more, oldest first, so that a crash leaves no gap. */
    public void planned(long batchId) {
        addTo(planned, batchId);
        forget(committed, batchId, commits::forget);
        forget(planned, batchId, offsets::forget);
    }

    public void committed(long batchId) {
        addTo(committed, batchId);
    }

    /** A batch that is run again was there before. */
    private static void addTo(Deque<Long> ids, long batchId) {
        if (ids.isEmpty() || ids.getLast() < batchId) {
            ids.add(batchId);
        }
    }

    private void forget(Deque<Long> ids, long plannedBatchId, LongConsumer log) {
        long first = retention.firstKept(List.copyOf(ids), plannedBatchId);
        for (Long id = ids.peek(); id != null && id < first; id = ids.peek()) {
            log.accept(id);
            ids.remove();
        }
    }
}
