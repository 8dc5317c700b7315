package dev.pawl.engine.run;

import dev.pawl.checkpoint.error.PawlException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** A query that was started; by Spark's names. For any thread. */
public interface StreamingQuery {
    /** The same for every run of a checkpoint. */
    String id();

    /** New for every run. */
    String runId();

    Optional<String> name();

    boolean isActive();

    /** What it failed with, if it did. */
    Optional<PawlException> exception();

    Optional<QueryProgress> lastProgress();

    /** The last reports, oldest first. */
    List<QueryProgress> recentProgress();

    /** Waits until it ends; throws what it failed with. */
    void awaitTermination() throws InterruptedException;

    /** Waits until it ends, but not longer; whether it ended. Throws what it failed with. */
    boolean awaitTermination(Duration atMost) throws InterruptedException;

    /** Waits until everything that was there when this was called is committed; throws what the query failed with. */
    void processAllAvailable() throws InterruptedException;

    /** Stops at once, also inside a batch, and waits for the end; the next start runs that batch again. */
    void stop();

    /** Lets the batch that runs finish, and no other begin. Does not wait. */
    void stopAfterBatch();
}
