package dev.pawl.cli.output;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;

/** Numbers the way people read them. */
public final class Humans {
    private static final String[] UNITS = {"KiB", "MiB", "GiB", "TiB", "PiB", "EiB"};
    private static final long SECOND = 1000;
    private static final long MINUTE = 60 * SECOND;
    private static final long HOUR = 60 * MINUTE;
    private static final long DAY = 24 * HOUR;

    private Humans() {}

    public static String bytes(long bytes) {
        if (bytes < 1024) {
            return bytes + " B";
        }
        double amount = bytes / 1024.0;
        int unit = 0;
        // 1023.95 would be printed as 1024.0
        while (amount >= 1023.95 && unit < UNITS.length - 1) {
            amount /= 1024;
            unit++;
        }
        long tenths = Math.round(amount * 10);
        return tenths / 10 + "." + tenths % 10 + " " + UNITS[unit];
    }

    /** How long ago something was, in its largest unit. */
    public static String ago(long millis) {
        if (millis < SECOND) {
            return "just now";
        }
        if (millis < MINUTE) {
            return ago(millis / SECOND, "second");
        }
        if (millis < HOUR) {
            return ago(millis / MINUTE, "minute");
        }
        return millis < DAY ? ago(millis / HOUR, "hour") : ago(millis / DAY, "day");
    }

    private static String ago(long count, String unit) {
        return count + " " + unit + (count == 1 ? " ago" : "s ago");
    }

    static String duration(long millis) {
        if (millis < 0) {
            return millis == Long.MIN_VALUE ? "-" + duration(Long.MAX_VALUE) : "-" + duration(-millis);
        }
        if (millis < SECOND) {
            return millis + " ms";
        }
        if (millis < MINUTE) {
            long tenths = millis / 100;
            return tenths % 10 == 0 ? tenths / 10 + " s" : tenths / 10 + "." + tenths % 10 + " s";
        }
        if (millis < HOUR) {
            return two(millis / MINUTE, "min", millis % MINUTE / SECOND, "s");
        }
        if (millis < DAY) {
            return two(millis / HOUR, "h", millis % HOUR / MINUTE, "min");
        }
        return two(millis / DAY, "d", millis % DAY / HOUR, "h");
    }

    private static String two(long large, String largeUnit, long small, String smallUnit) {
        return small == 0 ? large + " " + largeUnit : large + " " + largeUnit + " " + small + " " + smallUnit;
    }

    /** Date, time and offset; written by hand because a formatter of java.time costs more to set up than a whole answer. */
    public static String instant(long epochMillis, ZoneId zone) {
        Instant instant = Instant.ofEpochMilli(epochMillis);
        ZoneOffset offset = zone.getRules().getOffset(instant);
        LocalDateTime time = LocalDateTime.ofEpochSecond(instant.getEpochSecond(), instant.getNano(), offset);
        StringBuilder text = new StringBuilder(29);
        text.append(time.toLocalDate()).append('T');
        pad(text, time.getHour(), 2).append(':');
        pad(text, time.getMinute(), 2).append(':');
        pad(text, time.getSecond(), 2);
        int millis = Math.floorMod(epochMillis, 1000);
        if (millis != 0) {
            pad(text.append('.'), millis, 3);
        }
        return text.append(offset.getId()).toString();
    }

    private static StringBuilder pad(StringBuilder text, int value, int digits) {
        String number = Integer.toString(value);
        return text.append("0".repeat(digits - number.length())).append(number);
    }
}
