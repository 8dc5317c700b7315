package dev.pawl.checkpoint.row;

import java.math.BigDecimal;

/** Intervals as Spark prints them. Intervals of fewer units than these are widened, as Spark's {@code toJSON} does. */
final class IntervalText {
    private static final int MONTHS_PER_YEAR = 12;
    private static final long MICROS_PER_MINUTE = 60 * Micros.PER_SECOND;
    private static final long MICROS_PER_HOUR = 60 * MICROS_PER_MINUTE;
    private static final long MICROS_PER_DAY = 24 * MICROS_PER_HOUR;

    private IntervalText() {}

    /** {@code INTERVAL '-1-3' YEAR TO MONTH}. */
    static String yearMonth(int months) {
        long positive = Math.abs((long) months);
        return "INTERVAL '" + (months < 0 ? "-" : "") + positive / MONTHS_PER_YEAR + "-" + positive % MONTHS_PER_YEAR
                + "' YEAR TO MONTH";
    }

    /** {@code INTERVAL '-1 02:03:04.5' DAY TO SECOND}. */
    static String dayTime(long micros) {
        long days = micros / MICROS_PER_DAY;
        long rest = Math.abs(micros % MICROS_PER_DAY);
        StringBuilder text = new StringBuilder("INTERVAL '")
                .append(micros < 0 ? "-" : "")
                .append(Math.abs(days))
                .append(' ');
        twoDigits(text, rest / MICROS_PER_HOUR).append(':');
        twoDigits(text, rest % MICROS_PER_HOUR / MICROS_PER_MINUTE).append(':');
        long seconds = rest % MICROS_PER_MINUTE;
        if (seconds < 10 * Micros.PER_SECOND) {
            text.append('0');
        }
        return text.append(seconds(seconds)).append("' DAY TO SECOND").toString();
    }

    /** {@code 1 years -2 months 3 days 4 hours 5.5 seconds}. */
    static String calendar(CalendarInterval interval) {
        StringBuilder text = new StringBuilder();
        unit(text, interval.months() / MONTHS_PER_YEAR, " years ");
        unit(text, interval.months() % MONTHS_PER_YEAR, " months ");
        unit(text, interval.days(), " days ");
        unit(text, interval.micros() / MICROS_PER_HOUR, " hours ");
        unit(text, interval.micros() % MICROS_PER_HOUR / MICROS_PER_MINUTE, " minutes ");
        long seconds = interval.micros() % MICROS_PER_MINUTE;
        if (seconds != 0) {
            text.append(seconds(seconds)).append(" seconds ");
        }
        return text.isEmpty() ? "0 seconds" : text.substring(0, text.length() - 1);
    }

    private static void unit(StringBuilder text, long amount, String name) {
        if (amount != 0) {
            text.append(amount).append(name);
        }
    }

    private static String seconds(long micros) {
        return BigDecimal.valueOf(micros, 6).stripTrailingZeros().toPlainString();
    }

    private static StringBuilder twoDigits(StringBuilder text, long value) {
        return text.append((char) ('0' + value / 10)).append((char) ('0' + value % 10));
    }
}
