package dev.pawl.engine.deadletter;

import dev.pawl.checkpoint.error.ErrorCode;
import dev.pawl.checkpoint.error.PawlException;
import java.util.Locale;

/** The bad records of a query since its start, held against its limits. */
final class BadRecordCount {
    private final BadRecordLimits limits;
    private final String query;
    private final String target;
    private long total;
    /** Of the batches that were too small to tell a ratio of. */
    private long smallBad;

    private long smallRows;

    /** @param target where dead letters go, for messages */
    BadRecordCount(BadRecordLimits limits, String query, String target) {
        this.limits = limits;
        this.query = query;
        this.target = target;
    }

    /** Whether a batch has too many already, so that its tasks need not go on. */
    boolean isOver(long badInBatch) {
        return limits.countMax().isPresent()
                && total + badInBatch > limits.countMax().getAsLong();
    }

    /** @param first of the bad records of the batch */
    PawlException over(long batchId, long bad, DeadLetter first) {
        String since = total == 0 ? "" : " after " + total + " since the start of the query";
        return problem(
                batchId,
                bad + " bad " + (bad == 1 ? "record" : "records") + since + ", more than maxBadRecords = "
                        + limits.countMax().orElse(0) + " allows",
                first);
    }

    /** Takes the numbers of a whole batch, unless they are beyond the limits. */
    void add(long batchId, long bad, long rows, DeadLetter first) {
        if (isOver(bad)) {
            throw over(batchId, bad, first);
        }
        addRows(batchId, bad, rows, first);
        total += bad;
    }

    /** Takes the rows of a batch without bad records. */
    void addGood(long rows) {
        smallRows += rows;
        if (smallRows >= BadRecordLimits.RATIO_ROWS_MIN) {
            smallRows = 0;
            smallBad = 0;
        }
    }

    private void addRows(long batchId, long bad, long rows, DeadLetter first) {
        long allBad = smallBad + bad;
        long allRows = smallRows + rows;
        if (allRows < BadRecordLimits.RATIO_ROWS_MIN) {
            smallBad = allBad;
            smallRows = allRows;
            return;
        }
        double ratio = (double) allBad / allRows;
        if (ratio > limits.ratioMax().orElse(1)) {
            throw problem(
                    batchId,
                    String.format(
                            Locale.ROOT,
                            "%d bad records of %d%s, a ratio of %.4f and more than maxBadRatio = %s allows",
                            allBad,
                            allRows,
                            smallRows > 0 ? " together with the small batches before it" : "",
                            ratio,
                            limits.ratioMax().orElse(1)),
                    first);
        }
        smallBad = 0;
        smallRows = 0;
    }

    private PawlException problem(long batchId, String what, DeadLetter first) {
        return new PawlException(
                ErrorCode.BAD_RECORDS_OVER_LIMIT,
                "Batch " + batchId + " of " + query + " has " + what + ". The first of them: " + first.position() + ": "
                        + first.errorMessage()
                        + " Nothing of the batch was committed, and no dead letter of it went to "
                        + target + ".");
    }
}
