package dev.pawl.engine.run;

import dev.pawl.checkpoint.error.PawlException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What threads outside may know of a query and ask of it: the only thing they share with its thread. */
final class QueryState {
    /** A wait may end early for no reason: so long is what one such end can cost. */
    private static final long SLICE_MS_MAX = 50;

    private final int progressRetained;
    private final Deque<QueryProgress> progress = new ArrayDeque<>();
    private boolean stopsAfterBatch;
    private boolean stopsNow;
    private boolean isEnded;
    private boolean foundNothing;
    private @Nullable PawlException failure;

    QueryState(int progressRetained) {
        this.progressRetained = progressRetained;
    }

    synchronized void add(QueryProgress report) {
        progress.addLast(report);
        if (progress.size() > progressRetained) {
            progress.removeFirst();
        }
    }

    synchronized List<QueryProgress> progress() {
        return new ArrayList<>(progress);
    }

    synchronized void stopAfterBatch() {
        stopsAfterBatch = true;
        notifyAll();
    }

    synchronized void stopNow() {
        stopsNow = true;
        notifyAll();
    }

    synchronized boolean shallStop() {
        return stopsAfterBatch || stopsNow;
    }

    synchronized boolean shallStopNow() {
        return stopsNow;
    }

    /** The sources had nothing new. */
    synchronized void foundNothing() {
        foundNothing = true;
        notifyAll();
    }

    synchronized void end(@Nullable PawlException why) {
        failure = why;
        isEnded = true;
        notifyAll();
    }

    synchronized boolean isEnded() {
        return isEnded;
    }

    synchronized Optional<PawlException> failure() {
        return Optional.ofNullable(failure);
    }

    /** Waits for the next trigger, or for a wish to stop. */
    synchronized void pause(Duration time) throws InterruptedException {
        for (long left = time.toMillis(); left > 0 && !shallStop(); left -= SLICE_MS_MAX) {
            wait(Math.min(left, SLICE_MS_MAX));
        }
    }

    synchronized void awaitEnd() throws InterruptedException {
        while (!isEnded) {
            wait();
        }
        rethrow();
    }

    synchronized boolean awaitEnd(Duration atMost) throws InterruptedException {
        if (!isEnded) {
            for (long left = atMost.toMillis(); left > 0 && !isEnded; left -= SLICE_MS_MAX) {
                wait(Math.min(left, SLICE_MS_MAX));
            }
        }
        if (isEnded) {
            rethrow();
        }
        return isEnded;
    }

    synchronized void awaitNothingNew() throws InterruptedException {
        foundNothing = false;
        while (!isEnded && !foundNothing) {
            wait();
        }
        rethrow();
    }

    private void rethrow() {
        if (failure != null) {
            throw failure;
        }
    }
}
