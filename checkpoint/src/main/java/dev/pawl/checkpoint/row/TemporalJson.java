package dev.pawl.checkpoint.row;

import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoField;
import java.time.zone.ZoneRules;

/** Dates and times in JSON: timestamps are cut to milliseconds, as Spark's default format has it. */
final class TemporalJson {
    private final ZoneRules rules;

    TemporalJson(ZoneId zone) {
        rules = zone.getRules();
    }

    /** {@code "2024-01-01T00:00:01.123Z"}. */
    void timestamp(long micros, JsonBuffer out) {
        long seconds = Micros.seconds(micros);
        ZoneOffset offset = rules.getOffset(Instant.ofEpochSecond(seconds));
        out.raw('"');
        dateTime(LocalDateTime.ofEpochSecond(seconds, Micros.nanos(micros), offset), out);
        out.raw(offset.getId());
        out.raw('"');
    }

    /** {@code "2024-01-01T00:00:01.123"}. */
    static void timestampNtz(long micros, JsonBuffer out) {
        out.raw('"');
        dateTime(Micros.dateTime(micros), out);
        out.raw('"');
    }

    /** {@code "2024-01-01"}. */
    static void date(int days, JsonBuffer out) {
        out.raw('"');
        date(LocalDate.ofEpochDay(days), out);
        out.raw('"');
    }

    /** {@code "12:13:14.5"}: Spark's text of a time, which its JSON writer does not print at all. */
    static void time(LocalTime time, JsonBuffer out) {
        out.raw('"');
        clock(time, out);
        int nanos = time.get(ChronoField.NANO_OF_SECOND);
        if (nanos > 0) {
            out.raw('.');
            int digits = 9;
            for (; nanos % 10 == 0; nanos /= 10) {
                digits--;
            }
            out.zeroPadded(nanos, digits);
        }
        out.raw('"');
    }

    private static void dateTime(LocalDateTime dateTime, JsonBuffer out) {
        date(dateTime.toLocalDate(), out);
        out.raw('T');
        clock(dateTime.toLocalTime(), out);
        out.raw('.');
        out.zeroPadded(dateTime.get(ChronoField.MILLI_OF_SECOND), 3);
    }

    private static void date(LocalDate date, JsonBuffer out) {
        int year = date.getYear();
        if (year < 0 || year > 9999) {
            out.raw(date.toString());
            return;
        }
        out.zeroPadded(year, 4);
        out.raw('-');
        out.zeroPadded(date.getMonthValue(), 2);
        out.raw('-');
        out.zeroPadded(date.getDayOfMonth(), 2);
    }

    private static void clock(LocalTime time, JsonBuffer out) {
        out.zeroPadded(time.getHour(), 2);
        out.raw(':');
        out.zeroPadded(time.getMinute(), 2);
        out.raw(':');
        out.zeroPadded(time.getSecond(), 2);
    }
}
