package dev.pawl.checkpoint.verify;

import java.util.List;

/**
 * What came of reading a whole checkpoint.
 *
 * @param files all files there are, side files included
 * @param restorableBatches the committed batches a query could be rewound to, ascending
 */
public record Verification(
        long files, long bytes, long errors, long warnings, long infos, List<Long> restorableBatches) {
    public Verification {
        restorableBatches = List.copyOf(restorableBatches);
    }

    public boolean hasProblems() {
        return errors + warnings > 0;
    }
}
