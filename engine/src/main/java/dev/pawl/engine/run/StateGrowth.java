package dev.pawl.engine.run;

import dev.pawl.engine.state.StateSize;
import java.time.Instant;
import java.util.Optional;

/**
 * How the state of a query has grown of late, and what comes of it if it goes on like that.
 *
 * @param rowsPerHour less than 0 if it shrinks
 * @param memoryFullAt when it takes all the memory there is for it; empty if it does not grow, or has passed that already
 */
public record StateGrowth(StateSize size, long rowsPerHour, long bytesPerHour, Optional<Instant> memoryFullAt) {}
