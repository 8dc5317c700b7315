package dev.pawl.engine.deadletter;

import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * How many bad records a query bears.
 *
 * @param countMax since the start of the query
 * @param ratioMax of the rows of a batch, from 0 to 1
 */
public record BadRecordLimits(OptionalLong countMax, OptionalDouble ratioMax) {
    /** A ratio of fewer rows says nothing: small batches are counted together until they have so many. */
    static final long RATIO_ROWS_MIN = 100;

    /** Whatever comes. */
    public static final BadRecordLimits NONE = new BadRecordLimits(OptionalLong.empty(), OptionalDouble.empty());

    public BadRecordLimits {
        if (countMax.orElse(0) < 0 || !(ratioMax.orElse(0) >= 0 && ratioMax.orElse(0) <= 1)) {
            throw new IllegalArgumentException("limits must be at least 0, a ratio at most 1: " + countMax + ratioMax);
        }
    }
}
