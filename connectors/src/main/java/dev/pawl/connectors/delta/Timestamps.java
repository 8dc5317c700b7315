package dev.pawl.connectors.delta;

import dev.pawl.engine.option.Options;
import java.time.ZoneId;
import org.apache.spark.sql.catalyst.util.DateTimeUtils;
import org.apache.spark.unsafe.types.UTF8String;
import scala.Option;

/** Points in time that users write into options. */
final class Timestamps {
    private static final long MICROS_PER_MILLI = 1000;

    private Timestamps() {}

    /** Read as Spark casts a string to a timestamp; without a zone it is in the one of this machine. */
    static long millis(Options options, String name) {
        Option<Object> micros =
                DateTimeUtils.stringToTimestamp(UTF8String.fromString(options.require(name)), ZoneId.systemDefault());
        if (micros.isEmpty()) {
            throw options.invalid(name, "a timestamp such as 2026-01-31 12:00:00");
        }
        return Math.floorDiv((Long) micros.get(), MICROS_PER_MILLI);
    }
}
