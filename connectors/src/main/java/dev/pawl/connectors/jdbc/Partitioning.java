package dev.pawl.connectors.jdbc;

import dev.pawl.checkpoint.error.ErrorCode;
import dev.pawl.checkpoint.error.PawlException;
import dev.pawl.engine.option.Options;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongFunction;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DateType;
import org.apache.spark.sql.types.NumericType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.types.TimestampNTZType;
import org.apache.spark.sql.types.TimestampType;

/**
 * The parts in which a table is read: where the second and each later one begins in a column. Every row is in exactly one, those without a
 * value in the first.
 *
 * @param bounds as SQL
 */
record Partitioning(String column, List<String> bounds) {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss");

    Partitioning {
        bounds = List.copyOf(bounds);
    }

    static Partitioning of(Options options, StructType columns) {
        Optional<String> column = options.find("partitionColumn");
        long parts = options.number("numPartitions", 1).orElse(1);
        if (column.isEmpty()) {
            if (options.find("lowerBound").isPresent()
                    || options.find("upperBound").isPresent()) {
                options.require("partitionColumn");
            }
            return new Partitioning("", List.of());
        }
        if (options.find("query").isPresent()) {
            throw new PawlException(
                    ErrorCode.OPTION_INVALID,
                    "Options query and partitionColumn of " + options.owner()
                            + " cannot be given together: write dbtable '(SELECT …) AS t' instead of query.");
        }
        StructField field = find(columns, column.get())
                .orElseThrow(() -> options.invalid(
                        "partitionColumn", "one of the columns " + String.join(", ", columns.fieldNames())));
        String lower = options.require("lowerBound").strip();
        String upper = options.require("upperBound").strip();
        DataType type = field.dataType();
        LongFunction<String> literal = literal(options, type);
        long from = bound(options, "lowerBound", lower, type);
        long to = bound(options, "upperBound", upper, type);
        if (from >= to) {
            throw options.invalid("upperBound", "more than lowerBound, which is " + lower);
        }
        BigDecimal span = BigDecimal.valueOf(to).subtract(BigDecimal.valueOf(from));
        long count = span.min(BigDecimal.valueOf(parts)).longValueExact();
        List<String> bounds = new ArrayList<>();
        for (long part = 1; part < count; part++) {
            BigDecimal offset =
                    span.multiply(BigDecimal.valueOf(part)).divide(BigDecimal.valueOf(count), 0, RoundingMode.FLOOR);
            bounds.add(literal.apply(from + offset.longValueExact()));
        }
        return new Partitioning(field.name(), bounds);
    }

    private static Optional<StructField> find(StructType columns, String name) {
        for (StructField field : columns.fields()) {
            if (field.name().equalsIgnoreCase(name.strip())) {
                return Optional.of(field);
            }
        }
        return Optional.empty();
    }

    private static LongFunction<String> literal(Options options, DataType type) {
        if (type instanceof NumericType) {
            return Long::toString;
        } else if (type instanceof DateType) {
            return day -> "'" + LocalDate.ofEpochDay(day) + "'";
        } else if (isTime(type)) {
            return second -> "'" + TIME.format(LocalDateTime.ofEpochSecond(second, 0, ZoneOffset.UTC)) + "'";
        }
        throw options.invalid("partitionColumn", "a column of numbers, dates or timestamps, which is " + type.sql());
    }

    private static boolean isTime(DataType type) {
        return type instanceof TimestampType || type instanceof TimestampNTZType;
    }

    private static long bound(Options options, String name, String text, DataType type) {
        try {
            if (type instanceof DateType) {
                return LocalDate.parse(text).toEpochDay();
            } else if (isTime(type)) {
                LocalDateTime time =
                        text.length() <= 10 ? LocalDate.parse(text).atStartOfDay() : LocalDateTime.parse(text, TIME);
                return time.toEpochSecond(ZoneOffset.UTC);
            }
            return new BigDecimal(text).setScale(0, RoundingMode.FLOOR).longValueExact();
        } catch (DateTimeException | ArithmeticException | NumberFormatException e) {
            throw options.invalid(
                    name, "a value of " + type.sql() + ", such as 1000, 2026-01-31 or 2026-01-31 12:00:00");
        }
    }

    /** What each part takes; empty for everything. */
    List<Optional<String>> conditions(String quote) {
        if (bounds.isEmpty()) {
            return List.of(Optional.empty());
        }
        String name = SinkTable.quoted(column, quote);
        List<Optional<String>> conditions = new ArrayList<>();
        conditions.add(Optional.of(name + " < " + bounds.get(0) + " OR " + name + " IS NULL"));
        for (int i = 1; i < bounds.size(); i++) {
            conditions.add(Optional.of(name + " >= " + bounds.get(i - 1) + " AND " + name + " < " + bounds.get(i)));
        }
        conditions.add(Optional.of(name + " >= " + bounds.get(bounds.size() - 1)));
        return conditions;
    }
}
