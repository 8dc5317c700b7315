package dev.pawl.engine.run;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A thread for work of a query that no batch waits for. */
record Background(ExecutorService thread) implements AutoCloseable {
    Background(String name) {
        this(Executors.newSingleThreadExecutor(work -> {
            Thread thread = new Thread(work, name);
            thread.setDaemon(true);
            return thread;
        }));
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
