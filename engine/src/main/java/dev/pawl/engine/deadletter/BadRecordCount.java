package dev.pawl.engine.deadletter;

import dev.pawl.checkpoint.error.ErrorCode;
import dev.pawl.checkpoint.error.PawlException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The bad records of a query since its start, held against its limits. */
final class BadRecordCount {
    private final BadRecordLimits limits;
    private final String query;
    private final String target;
    private long total;
    /** Of the batches that were too small to tell a ratio of. */
    private long smallBad;

    private long smallRows;
    private @Nullable DeadLetter smallFirst;
    /** The batch that was begun last, and what was counted before it. */
    private long begun = -1;

    private long totalBefore;
    private long smallBadBefore;
    private long smallRowsBefore;
    private @Nullable DeadLetter smallFirstBefore;

    /** @param target where dead letters go, for messages */
    BadRecordCount(BadRecordLimits limits, String query, String target) {
        this.limits = limits;
        this.query = query;
        this.target = target;
    }

    /** A batch begins, or begins again: what a first attempt had does not count twice. */
    void begin(long batchId) {
        if (batchId == begun) {
            total = totalBefore;
            smallBad = smallBadBefore;
            smallRows = smallRowsBefore;
            smallFirst = smallFirstBefore;
            return;
        }
        begun = batchId;
        totalBefore = total;
        smallBadBefore = smallBad;
        smallRowsBefore = smallRows;
        smallFirstBefore = smallFirst;
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

    /**
     * Takes the numbers of a whole batch, unless they are beyond the limits.
     *
     * @param first null if there are none
     */
    void add(long batchId, long bad, long rows, @Nullable DeadLetter first) {
        if (first != null && isOver(bad)) {
            throw over(batchId, bad, first);
        }
        total += bad;
        long allBad = smallBad + bad;
        long allRows = smallRows + rows;
        DeadLetter firstOfAll = smallFirst == null ? first : smallFirst;
        double ratio = allRows == 0 ? 0 : (double) allBad / allRows;
        boolean isTold = allRows >= BadRecordLimits.RATIO_ROWS_MIN;
        if (isTold && firstOfAll != null && ratio > limits.ratioMax().orElse(1)) {
            throw problem(
                    batchId,
                    String.format(
                            Locale.ROOT,
                            "%d bad %s of %d%s, a ratio of %.4f and more than maxBadRatio = %s allows",
                            allBad,
                            allBad == 1 ? "record" : "records",
                            allRows,
                            smallRows > 0 ? " together with the small batches before it" : "",
                            ratio,
                            limits.ratioMax().orElse(1)),
                    firstOfAll);
        }
        smallBad = isTold ? 0 : allBad;
        smallRows = isTold ? 0 : allRows;
        smallFirst = isTold ? null : firstOfAll;
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
