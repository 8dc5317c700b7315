package dev.pawl.connectors.files;

import dev.pawl.checkpoint.log.CompactionPolicy;
import java.time.Duration;
import org.apache.spark.sql.internal.SQLConf;

/**
 * When the logs of files are folded and purged, by Spark's names. Both engines must be told the same: a log of Spark's that
 * has no folded file where Spark's own interval wants one, Spark does not read.
 */
final class LogSettings {
    private LogSettings() {}

    /** {@code spark.sql.streaming.fileSource.log.*} */
    static CompactionPolicy ofSource(SQLConf conf) {
        return policy(
                conf,
                conf.fileSourceLogCompactInterval(),
                conf.fileSourceLogDeletion(),
                conf.fileSourceLogCleanupDelay());
    }

    /** {@code spark.sql.streaming.fileSink.log.*} */
    static CompactionPolicy ofSink(SQLConf conf) {
        return policy(
                conf, conf.fileSinkLogCompactInterval(), conf.fileSinkLogDeletion(), conf.fileSinkLogCleanupDelay());
    }

    private static CompactionPolicy policy(SQLConf conf, int interval, boolean deletes, long delayMs) {
        return new CompactionPolicy(
                interval, deletes ? conf.minBatchesToRetain() : Integer.MAX_VALUE, Duration.ofMillis(delayMs));
    }
}
