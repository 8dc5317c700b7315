package dev.pawl.connectors.format;

import java.util.Locale;
import java.util.Map;
import java.util.TimeZone;
import org.apache.spark.sql.catalyst.util.RebaseDateTime;
import org.jspecify.annotations.Nullable;

/**
 * Days and times of files that were written in the calendar with Julian dates before 1582; Spark marks such files.
 *
 * @param isLegacy for dates and timestamps
 * @param isLegacyInt96 for timestamps of 96 bits
 */
public record Rebase(boolean isLegacy, boolean isLegacyInt96, String zone) {
    /** The metadata of a file that has the version of the Spark that wrote it, and so the calendar. */
    public static final String VERSION_KEY = "org.apache.spark.version";

    public static final String LEGACY_KEY = "org.apache.spark.legacyDateTime";
    public static final String LEGACY_INT96_KEY = "org.apache.spark.legacyINT96";
    public static final String ZONE_KEY = "org.apache.spark.timeZone";

    /** How to read files that do not say who wrote them. */
    public record Unmarked(boolean isLegacy, boolean isLegacyInt96) {
        public static final Unmarked CORRECTED = new Unmarked(false, false);

        /** By the values of Spark's options {@code datetimeRebaseMode} and {@code int96RebaseMode}. */
        public static boolean isLegacy(String mode) {
            return mode.toUpperCase(Locale.ROOT).equals("LEGACY");
        }
    }

    public static Rebase of(Map<String, String> metadata, Unmarked unmarked) {
        String zone = metadata.get(ZONE_KEY);
        String version = metadata.get(VERSION_KEY);
        return new Rebase(
                isLegacy(version, metadata.containsKey(LEGACY_KEY), unmarked.isLegacy(), "3.0.0"),
                isLegacy(version, metadata.containsKey(LEGACY_INT96_KEY), unmarked.isLegacyInt96(), "3.1.0"),
                zone == null ? TimeZone.getDefault().getID() : zone);
    }

    private static boolean isLegacy(@Nullable String version, boolean isMarked, boolean unmarked, String changedIn) {
        return version == null ? unmarked : isMarked || version.compareTo(changedIn) < 0;
    }

    public int days(int days) {
        return isLegacy ? RebaseDateTime.rebaseJulianToGregorianDays(days) : days;
    }

    public long micros(long micros) {
        return isLegacy ? RebaseDateTime.rebaseJulianToGregorianMicros(zone, micros) : micros;
    }

    public long int96Micros(long micros) {
        return isLegacyInt96 ? RebaseDateTime.rebaseJulianToGregorianMicros(zone, micros) : micros;
    }
}
