package dev.pawl.connectors.kafka;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** How often Kafka is asked for offsets, and the time between. */
record Retries(int attemptsMax, Duration pause) {
    /** @throws InterruptedException when the query is being stopped */
    void await() throws InterruptedException {
        TimeUnit.MILLISECONDS.sleep(pause.toMillis());
    }
}
