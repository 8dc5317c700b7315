package dev.pawl.engine.run;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;

/** Runs the tasks of a batch; when one fails or the query is interrupted, none is left running. */
final class TaskPool {
    private final ExecutorService threads;

    TaskPool(ExecutorService threads) {
        this.threads = threads;
    }

    /** Something to run on a thread of the pool. */
    interface Task<T> {
        /** @param stop is put up before the thread is interrupted: what fails then may fail because of that */
        T run(StopSign stop) throws Exception;
    }

    /** @throws Exception what the first task to fail threw */
    <T> List<T> run(List<? extends Task<T>> tasks) throws Exception {
        Running running = new Running();
        List<Future<T>> futures = new ArrayList<>();
        for (Task<T> task : tasks) {
            futures.add(threads.submit(() -> running.during(task)));
        }
        List<T> results = new ArrayList<>();
        try {
            for (Future<T> future : futures) {
                results.add(future.get());
            }
            return results;
        } catch (ExecutionException e) {
            if (e.getCause() instanceof Exception cause) {
                throw cause;
            }
            if (e.getCause() instanceof Error error) {
                throw error;
            }
            throw e;
        } catch (CancellationException e) {
            throw new InterruptedException("a task was cancelled");
        } finally {
            if (results.size() < tasks.size()) {
                running.stop.putUp();
                futures.forEach(future -> future.cancel(true));
                running.awaitNone();
            }
        }
    }

    private static final class Running {
        /** What a task calls may lose an interrupt; it is told again after this. */
        private static final long TELL_AGAIN_MS = 100;

        private final StopSign stop = new StopSign();
        private final Set<Thread> threads = new HashSet<>();

        <T> T during(Task<T> task) throws Exception {
            synchronized (this) {
                if (stop.isUp()) {
                    // Nobody waits for it any more.
                    throw new InterruptedException("the batch was given up before this task began");
                }
                threads.add(Thread.currentThread());
            }
            try {
                return task.run(stop);
            } finally {
                synchronized (this) {
                    threads.remove(Thread.currentThread());
                    notifyAll();
                }
            }
        }

        /** Also when interrupted: what a task writes must not appear after its batch was given up. */
        synchronized void awaitNone() {
            boolean wasInterrupted = false;
            while (!threads.isEmpty()) {
                try {
                    wait(TELL_AGAIN_MS);
                    threads.forEach(Thread::interrupt);
                } catch (InterruptedException e) {
                    wasInterrupted = true;
                }
            }
            if (wasInterrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
