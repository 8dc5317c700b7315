package dev.pawl.engine.json;

import java.time.LocalDate;
import java.time.ZoneId;
import org.apache.spark.sql.catalyst.util.DateTimeUtils;
import org.apache.spark.unsafe.types.UTF8String;

/** Dates and timestamps in text, as Spark reads them without a pattern. */
final class PlainTimes {
    static final long NOT_PLAIN = Long.MIN_VALUE;

    /** Negative whatever digits are around. */
    private static final int NO_DIGITS = -1_000_000;

    private static final int DATE_LENGTH = "2026-01-31".length();
    private static final int SECONDS_LENGTH = "2026-01-31T12:00:00".length();
    private static final int FRACTION_MAX = 6;
    private static final int MONTHS = 12;
    private static final int SHORTEST_MONTH = 28;
    private static final long SECONDS_PER_DAY = 86_400;
    private static final long MICROS_PER_SECOND = 1_000_000;

    private PlainTimes() {}

    /** Days since the epoch, or {@link #NOT_PLAIN}. */
    static long days(byte[] text, int at, int length) {
        return length == DATE_LENGTH ? date(text, at) : NOT_PLAIN;
    }

    private static long date(byte[] text, int at) {
        if (text[at + 4] != '-' || text[at + 7] != '-') {
            return NOT_PLAIN;
        }
        int year = twoDigits(text, at) * 100 + twoDigits(text, at + 2);
        int month = twoDigits(text, at + 5);
        int day = twoDigits(text, at + 8);
        if (year < 1 || month < 1 || month > MONTHS || day < 1) {
            return NOT_PLAIN;
        }
        if (day > SHORTEST_MONTH && day > LocalDate.of(year, month, 1).lengthOfMonth()) {
            return NOT_PLAIN;
        }
        return daysFromCivil(year, month, day);
    }

    /** Years that begin in March have their leap day at the end. */
    private static long daysFromCivil(int year, int month, int day) {
        int marchYear = month <= 2 ? year - 1 : year;
        int century = marchYear / 100;
        int dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1;
        return 365L * marchYear + marchYear / 4 - century + century / 4 + dayOfYear - 719_468;
    }

    /** Microseconds since the epoch, or {@link #NOT_PLAIN}. */
    static long micros(byte[] text, int at, int length, ZoneId zone) {
        long micros = utcMicros(text, at, length);
        if (micros != NOT_PLAIN) {
            return micros;
        }
        var parsed = DateTimeUtils.stringToTimestamp(UTF8String.fromBytes(text, at, length), zone);
        return parsed.isDefined() ? (long) parsed.get() : NOT_PLAIN;
    }

    private static long utcMicros(byte[] text, int at, int length) {
        if (length <= SECONDS_LENGTH || text[at + length - 1] != 'Z') {
            return NOT_PLAIN;
        }
        byte between = text[at + DATE_LENGTH];
        if ((between != 'T' && between != ' ') || text[at + 13] != ':' || text[at + 16] != ':') {
            return NOT_PLAIN;
        }
        long days = date(text, at);
        int hour = twoDigits(text, at + 11);
        int minute = twoDigits(text, at + 14);
        int second = twoDigits(text, at + 17);
        if (days == NOT_PLAIN || hour < 0 || hour > 23 || minute < 0 || minute > 59 || second < 0 || second > 59) {
            return NOT_PLAIN;
        }
        int fraction = fraction(text, at + SECONDS_LENGTH, length - SECONDS_LENGTH - 1);
        if (fraction < 0) {
            return NOT_PLAIN;
        }
        long seconds = days * SECONDS_PER_DAY + (hour * 60L + minute) * 60 + second;
        return seconds * MICROS_PER_SECOND + fraction;
    }

    /** The microseconds in {@code .123}; 0 in nothing; negative if it is neither. */
    private static int fraction(byte[] text, int at, int length) {
        if (length == 0) {
            return 0;
        }
        int digits = length - 1;
        if (text[at] != '.' || digits < 1 || digits > FRACTION_MAX) {
            return -1;
        }
        int micros = number(text, at + 1, digits);
        for (int i = digits; i < FRACTION_MAX; i++) {
            micros *= 10;
        }
        return micros;
    }

    private static int twoDigits(byte[] text, int at) {
        int tens = text[at] - '0';
        int ones = text[at + 1] - '0';
        return tens < 0 || tens > 9 || ones < 0 || ones > 9 ? NO_DIGITS : tens * 10 + ones;
    }

    private static int number(byte[] text, int at, int digits) {
        int value = 0;
        for (int i = at; i < at + digits; i++) {
            int digit = text[i] - '0';
            if (digit < 0 || digit > 9) {
                return NO_DIGITS;
            }
            value = value * 10 + digit;
        }
        return value;
    }
}
