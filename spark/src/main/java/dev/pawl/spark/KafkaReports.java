package dev.pawl.spark;

import org.apache.spark.sql.streaming.StreamingQueryException;

/**
 * A defect of Spark 4.1.1 and 4.1.2 (SPARK-55271): whenever a query has run a batch of Kafka again, as after each hand-over inside
 * a batch, it dies of the report on it, when everything is committed.
 */
final class KafkaReports {
    private static final String STREAM = "org.apache.spark.sql.kafka010.KafkaMicroBatchStream";

    private KafkaReports() {}

    /** Whether a query died so: nothing is wrong with it, and it can be started again at once. */
    static boolean isCauseOf(StreamingQueryException failure) {
        return failure.getCause() instanceof NullPointerException cause
                && cause.getStackTrace().length > 0
                && cause.getStackTrace()[0].getClassName().startsWith(STREAM)
                && cause.getStackTrace()[0].getMethodName().equals("metrics");
    }
}
