package dev.pawl.engine.state;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes snapshots and deletes what is not needed any more, in the background and one store after the other. A batch never waits for
 * it; what fails is told and tried again the next time.
 */
final class Maintenance implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Maintenance.class);

    /** After so many batches it is time even if the interval is not over: a directory must not fill up with small files. */
    private static final long BATCHES_MAX = 200;

    /** Of its time, one part is spent on snapshots of stores that are large. */
    private static final long REST_FACTOR = 4;

    private final List<StoreUpkeep> stores = new ArrayList<>();
    private final StateSettings settings;
    private final Executor background;
    private final InstantSource clock;
    private long nextMillis;
    private long nextVersion;
    private boolean isAsked;
    private boolean isRunning;
    private volatile boolean isStopped;

    Maintenance(StateContext context, List<StoreDirectory> directories) {
        this.settings = context.settings();
        this.background = context.background();
        this.clock = context.clock();
        for (StoreDirectory directory : directories) {
            stores.add(new StoreUpkeep(directory, settings, context.memory(), () -> isStopped));
        }
        this.nextMillis = clock.millis() + settings.maintenanceInterval().toMillis();
    }

    /** The query begins to work with a version. */
    synchronized void begun(long version) {
        nextVersion = version + BATCHES_MAX;
    }

    /** A version is committed. */
    void committed(long version) {
        synchronized (this) {
            boolean isTime = clock.millis() >= nextMillis || version >= nextVersion;
            if (!isTime || isAsked || isStopped) {
                return;
            }
            isAsked = true;
        }
        background.execute(() -> run(version));
    }

    private void run(long version) {
        synchronized (this) {
            if (isStopped) {
                return;
            }
            isRunning = true;
        }
        long started = clock.millis();
        try {
            for (StoreUpkeep store : stores) {
                if (isStopped) {
                    return;
                }
                maintain(store, version);
            }
        } finally {
            synchronized (this) {
                long now = clock.millis();
                long rest = Math.max(settings.maintenanceInterval().toMillis(), REST_FACTOR * (now - started));
                nextMillis = now + rest;
                nextVersion = version + BATCHES_MAX;
                isAsked = false;
                isRunning = false;
                notifyAll();
            }
        }
    }

    private void maintain(StoreUpkeep store, long version) {
        try {
            if (store.needsSnapshot(version)) {
                store.makeSnapshot(version);
            }
            store.deleteExpired(version);
        } catch (RuntimeException e) {
            if (!isStopped) {
                LOG.warn("upkeep of state failed, it is tried again later, version={}: {}", version, e.getMessage(), e);
            }
        }
    }

    /** Lets what runs end soon, and waits for it; what was only asked for is not done. */
    @Override
    public void close() {
        boolean wasInterrupted = false;
        synchronized (this) {
            isStopped = true;
            while (isRunning) {
                try {
                    wait();
                } catch (InterruptedException e) {
                    wasInterrupted = true;
                }
            }
        }
        if (wasInterrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
