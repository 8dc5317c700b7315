package dev.pawl.checkpoint.predicate;

import dev.pawl.checkpoint.error.ErrorCode;
import dev.pawl.checkpoint.error.PawlException;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.TemporalAccessor;

/** The order of two values that are not null; a text literal is read as the type of the other side, as SQL does. */
final class ValueOrder {
    /** {@code 2024-01-01}, then optionally {@code T} or a blank and a time, then optionally an offset or zone. */
    private static final DateTimeFormatter MOMENT = new DateTimeFormatterBuilder()
            .append(DateTimeFormatter.ISO_LOCAL_DATE)
            .optionalStart()
            .appendPattern("['T'][' ']")
            .append(DateTimeFormatter.ISO_LOCAL_TIME)
            .optionalStart()
            .appendPattern("[XXX][' '][VV]")
            .toFormatter();

    private final ZoneId zone;

    ValueOrder(ZoneId zone) {
        this.zone = zone;
    }

    int compare(Object left, Object right) {
        if (left instanceof Number l && right instanceof Number r) {
            return compareNumbers(l, r);
        }
        if (left instanceof String text && !(right instanceof String)) {
            return -compare(right, text);
        }
        Object other = right instanceof String text ? read(text, left) : right;
        if (left instanceof Number l && other instanceof Number r) {
            return compareNumbers(l, r);
        }
        if (left instanceof Comparable<?> && left.getClass() == other.getClass()) {
            return compareSame(left, other);
        }
        throw new PawlException(
                ErrorCode.PREDICATE_INVALID, "Cannot compare " + describe(left) + " with " + describe(right) + ".");
    }

    @SuppressWarnings("unchecked") // both are of the same class, which is comparable with itself
    private static int compareSame(Object left, Object right) {
        return ((Comparable<Object>) left).compareTo(right);
    }

    private static int compareNumbers(Number left, Number right) {
        if (isFloating(left) || isFloating(right)) {
            return Double.compare(left.doubleValue(), right.doubleValue());
        }
        return decimal(left).compareTo(decimal(right));
    }

    private static boolean isFloating(Number number) {
        return number instanceof Double || number instanceof Float;
    }

    private static BigDecimal decimal(Number number) {
        return number instanceof BigDecimal decimal ? decimal : BigDecimal.valueOf(number.longValue());
    }

    private Object read(String text, Object like) {
        try {
            if (like instanceof Number) {
                return new BigDecimal(text.trim());
            }
            if (like instanceof Boolean && (text.equalsIgnoreCase("true") || text.equalsIgnoreCase("false"))) {
                return Boolean.valueOf(text);
            }
            if (like instanceof LocalTime) {
                return LocalTime.parse(text);
            }
            if (like instanceof Instant || like instanceof LocalDate || like instanceof LocalDateTime) {
                return moment(text, like);
            }
            return text;
        } catch (DateTimeException | NumberFormatException e) {
            throw new PawlException(
                    ErrorCode.PREDICATE_INVALID, "Cannot read '" + text + "' as " + describe(like) + ".", e);
        }
    }

    private Object moment(String text, Object like) {
        TemporalAccessor parsed =
                MOMENT.parseBest(text.trim(), ZonedDateTime::from, LocalDateTime::from, LocalDate::from);
        LocalDateTime local = parsed instanceof LocalDate date ? date.atStartOfDay() : LocalDateTime.from(parsed);
        if (like instanceof LocalDate) {
            return local.toLocalDate();
        }
        if (like instanceof LocalDateTime) {
            return local;
        }
        return parsed instanceof ZonedDateTime zoned
                ? zoned.toInstant()
                : local.atZone(zone).toInstant();
    }

    private static String describe(Object value) {
        if (value instanceof String) {
            return "a string";
        }
        if (value instanceof Number) {
            return "a number";
        }
        if (value instanceof Boolean) {
            return "a boolean";
        }
        if (value instanceof Instant || value instanceof LocalDateTime) {
            return "a timestamp";
        }
        if (value instanceof LocalDate) {
            return "a date";
        }
        return "a value of type " + value.getClass().getSimpleName();
    }
}
