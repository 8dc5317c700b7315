package dev.pawl.engine.state;

import java.time.InstantSource;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says from time to time how far loading is. Used by all threads that load. */
final class LoadProgress {
    private static final Logger LOG = LoggerFactory.getLogger(LoadProgress.class);
    private static final long INTERVAL_MILLIS = 5_000;
    private final InstantSource clock;
    private final long version;
    private final int partitions;
    private final long started;
    private final LongAdder rows = new LongAdder();
    private final LongAdder done = new LongAdder();
    private volatile long lastSaid;

    LoadProgress(InstantSource clock, long version, int partitions) {
        this.clock = clock;
        this.version = version;
        this.partitions = partitions;
        this.started = clock.millis();
        this.lastSaid = started;
    }

    void rows(int more) {
        rows.add(more);
        say();
    }

    void partitionDone() {
        done.increment();
        say();
    }

    long millis() {
        return clock.millis() - started;
    }

    private void say() {
        long now = clock.millis();
        if (now - lastSaid >= INTERVAL_MILLIS) {
            lastSaid = now;
            LOG.info(
                    "loading state: {} of {} partitions, {} rows, version={}, ms={}",
                    done.sum(),
                    partitions,
                    rows.sum(),
                    version,
                    now - started);
        }
    }
}
