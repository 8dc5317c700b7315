package dev.pawl.connectors.jdbc;

import java.util.concurrent.atomic.AtomicLong;

/** Memory that the rows of a batch may take before they go to disk, shared by its tasks. */
final class SpoolBudget {
    private final AtomicLong left;

    SpoolBudget(long bytes) {
        this.left = new AtomicLong(bytes);
    }

    boolean take(long bytes) {
        return left.getAndUpdate(now -> now >= bytes ? now - bytes : now) >= bytes;
    }

    void giveBack(long bytes) {
        left.addAndGet(bytes);
    }
}
