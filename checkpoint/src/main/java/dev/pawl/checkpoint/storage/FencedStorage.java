package dev.pawl.checkpoint.storage;

import java.io.IOException;
import java.util.OptionalLong;

/**
 * A storage that one process alone publishes in: the one that claimed the highest number. When another has claimed a higher one,
 * the writing methods fail with {@link FencedOffException}, also those that were paused in the middle.
 */
public interface FencedStorage extends Storage {
    /** The number claimed last, by whomever; empty if nobody ever did. */
    OptionalLong highestClaim() throws IOException;

    /**
     * Claims the number after one.
     *
     * @param after the highest claim as last seen
     * @return false if another process was faster
     */
    boolean claim(OptionalLong after) throws IOException;

    /** Whether nobody has claimed a higher number since. */
    boolean isOwner() throws IOException;
}
