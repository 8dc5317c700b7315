package dev.pawl.checkpoint.row;

import dev.pawl.checkpoint.entry.Bytes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The values of a struct, in column order.
 *
 * <p>By type: Boolean, Byte, Short, Integer, Long, Float, Double, BigDecimal, String, {@link Bytes}, LocalDate, Instant
 * (timestamp), LocalDateTime (timestamp_ntz), LocalTime, Period of months (year-month interval), Duration (day-time
 * interval), {@link CalendarInterval}, {@link VariantValue}, {@link Row}, List (array), {@link MapValue}; null for void.
 */
public record Row(List<@Nullable Object> values) {
    public Row {
        values = Collections.unmodifiableList(new ArrayList<>(values));
    }

    public static Row of(@Nullable Object... values) {
        return new Row(Arrays.asList(values));
    }

    public @Nullable Object value(int ordinal) {
        return values.get(ordinal);
    }
}
