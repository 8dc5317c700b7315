package dev.pawl.connectors.kafka;

import dev.pawl.checkpoint.error.ErrorCode;
import dev.pawl.checkpoint.error.PawlException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What happens when records are gone that were never read: option {@code failOnDataLoss}. */
enum DataLoss {
    FAILS,
    IS_LOGGED;

    private static final Logger LOG = LoggerFactory.getLogger(DataLoss.class);

    /** @param what which partition, what was expected and what was found, as a sentence */
    void report(String what) {
        if (this == FAILS) {
            throw new PawlException(ErrorCode.KAFKA_DATA_LOSS, what);
        }
        LOG.warn("{} Going on with what is there, because failOnDataLoss is false.", what);
    }
}
