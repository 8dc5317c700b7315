package dev.pawl.engine.function;

import dev.pawl.engine.state.PartitionState;
import java.io.IOException;
import java.time.Duration;

/** A variable at work on one partition of one batch; used again for others. */
interface Variable {
    VariableSpec spec();

    /**
     * A partition begins.
     *
     * @param nowMs the time of the batch
     */
    void start(PartitionState state, long nowMs);

    /** How long values written from now on are remembered. */
    void remember(Duration ttl);

    /** The function turns to another key. */
    default void leaveKey() {}

    /**
     * Forgets what is too old, of all keys.
     *
     * @param dueKeys empty before and after
     */
    void expire(DueKeys dueKeys) throws IOException;
}
