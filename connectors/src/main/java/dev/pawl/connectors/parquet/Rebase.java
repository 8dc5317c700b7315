package dev.pawl.connectors.parquet;

import java.util.Map;
import java.util.TimeZone;
import org.apache.spark.sql.catalyst.util.RebaseDateTime;

/**
 * Days and times of files that were written in the calendar with Julian dates before 1582; Spark marks such files.
 *
 * @param isLegacy for dates and timestamps
 * @param isLegacyInt96 for timestamps of 96 bits
 */
record Rebase(boolean isLegacy, boolean isLegacyInt96, String zone) {
    static Rebase of(Map<String, String> metadata) {
        String zone = metadata.get("org.apache.spark.timeZone");
        return new Rebase(
                metadata.containsKey("org.apache.spark.legacyDateTime"),
                metadata.containsKey("org.apache.spark.legacyINT96"),
                zone == null ? TimeZone.getDefault().getID() : zone);
    }

    int days(int days) {
        return isLegacy ? RebaseDateTime.rebaseJulianToGregorianDays(days) : days;
    }

    long micros(long micros) {
        return isLegacy ? RebaseDateTime.rebaseJulianToGregorianMicros(zone, micros) : micros;
    }

    long int96Micros(long micros) {
        return isLegacyInt96 ? RebaseDateTime.rebaseJulianToGregorianMicros(zone, micros) : micros;
    }
}
