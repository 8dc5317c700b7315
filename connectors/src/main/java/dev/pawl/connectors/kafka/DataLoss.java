package dev.pawl.connectors.kafka;

import dev.pawl.checkpoint.error.ErrorCode;
import dev.pawl.checkpoint.error.PawlException;
import dev.pawl.checkpoint.gap.GapRange;
import java.util.List;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What happens when records are gone that were never read: option {@code failOnDataLoss}. */
enum DataLoss {
    FAILS,
    IS_LOGGED;

    /** Of many partitions the first ones are told. */
    private static final int TOLD_MAX = 5;

    private static final Logger LOG = LoggerFactory.getLogger(DataLoss.class);

    /**
     * Records that are gone.
     *
     * @param code which of Spark's situations this is
     * @param what which partition, what was expected and what was found, as sentences
     */
    record Loss(ErrorCode code, TopicPartition partition, GapRange range, String what) {}

    /** Where losses that are accepted are written down. */
    interface Book {
        void write(List<Loss> losses);
    }

    /** Fails, or goes on once the loss is written down. */
    void report(List<Loss> losses, Book book) {
        requireNone(losses);
        if (!losses.isEmpty()) {
            book.write(losses);
            losses.forEach(
                    loss -> LOG.warn("{} Going on with what is there, because failOnDataLoss is false.", loss.what()));
        }
    }

    void report(Loss loss, Book book) {
        report(List.of(loss), book);
    }

    /** Losses of one kind make one error. */
    void requireNone(List<Loss> losses) {
        if (this == FAILS && !losses.isEmpty()) {
            ErrorCode code = losses.get(0).code();
            List<String> all = losses.stream()
                    .filter(loss -> loss.code() == code)
                    .map(Loss::what)
                    .toList();
            String told = String.join(" ", all.subList(0, Math.min(TOLD_MAX, all.size())));
            throw new PawlException(
                    code, all.size() > TOLD_MAX ? told + " And " + (all.size() - TOLD_MAX) + " more." : told);
        }
    }
}
