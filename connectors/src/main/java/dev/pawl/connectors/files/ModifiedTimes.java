package dev.pawl.connectors.files;

import dev.pawl.engine.option.Options;
import java.time.ZoneId;
import org.apache.spark.sql.catalyst.util.DateTimeUtils;
import org.apache.spark.sql.internal.SQLConf;
import org.apache.spark.unsafe.types.UTF8String;
import scala.Option;

/**
 * The files of a table by the time of their last change.
 *
 * @param afterMicros later than this
 * @param beforeMicros earlier than this
 */
record ModifiedTimes(long afterMicros, long beforeMicros) {
    static final String BEFORE = "modifiedBefore";
    static final String AFTER = "modifiedAfter";

    private static final long MICROS_PER_MILLI = 1000;

    static ModifiedTimes of(Options options) {
        return new ModifiedTimes(time(options, AFTER, Long.MIN_VALUE), time(options, BEFORE, Long.MAX_VALUE));
    }

    private static long time(Options options, String name, long byDefault) {
        String text = options.text(name, "");
        if (text.isEmpty()) {
            return byDefault;
        }
        ZoneId zone =
                DateTimeUtils.getZoneId(options.text("timeZone", SQLConf.get().sessionLocalTimeZone()));
        Option<Object> micros = DateTimeUtils.stringToTimestamp(UTF8String.fromString(text), zone);
        if (micros.isEmpty()) {
            throw options.invalid(name, "a time such as 2024-01-01T00:00:00");
        }
        return (Long) micros.get();
    }

    boolean has(long modifiedMs) {
        long micros = modifiedMs * MICROS_PER_MILLI;
        return micros > afterMicros && micros < beforeMicros;
    }
}
