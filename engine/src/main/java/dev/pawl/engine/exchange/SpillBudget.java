package dev.pawl.engine.exchange;

import java.util.concurrent.atomic.AtomicLong;

/** How much memory the exchanges of a query may hold; what does not fit goes to disk. */
public final class SpillBudget {
    private final long bytesMax;
    private final AtomicLong held = new AtomicLong();

    public SpillBudget(long bytesMax) {
        this.bytesMax = bytesMax;
    }

    /** An eighth of the heap, so that a batch of any size can be brought together. */
    public static SpillBudget forHeap(long heapBytesMax) {
        return new SpillBudget(heapBytesMax / 8);
    }

    boolean take(long bytes) {
        if (held.addAndGet(bytes) <= bytesMax) {
            return true;
        }
        held.addAndGet(-bytes);
        return false;
    }

    void giveBack(long bytes) {
        held.addAndGet(-bytes);
    }
}
