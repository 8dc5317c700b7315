package dev.pawl.connectors.jdbc;

import java.math.BigDecimal;
import java.sql.Date;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.catalyst.util.GenericArrayData;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.BinaryType;
import org.apache.spark.sql.types.BooleanType;
import org.apache.spark.sql.types.ByteType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DateType;
import org.apache.spark.sql.types.Decimal;
import org.apache.spark.sql.types.DecimalType;
import org.apache.spark.sql.types.DoubleType;
import org.apache.spark.sql.types.FloatType;
import org.apache.spark.sql.types.IntegerType;
import org.apache.spark.sql.types.LongType;
import org.apache.spark.sql.types.ShortType;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.types.TimestampNTZType;
import org.apache.spark.sql.types.TimestampType;
import org.apache.spark.unsafe.types.UTF8String;
import org.jspecify.annotations.Nullable;

/** Takes one column of a result as the value that rows have. */
interface ValueGetter {
    @Nullable
    Object get(ResultSet rows, int index) throws SQLException;

    /** Spark's first and last days; PostgreSQL has infinite ones. */
    LocalDateTime FIRST = LocalDateTime.of(1, 1, 1, 0, 0);

    LocalDateTime LAST = LocalDateTime.of(9999, 12, 31, 23, 59, 59, 999_999_000);

    static List<ValueGetter> of(Dialect dialect, List<ResultColumn> columns, StructType types, ZoneId zone) {
        List<ValueGetter> getters = new ArrayList<>();
        StructField[] fields = types.fields();
        for (int i = 0; i < fields.length; i++) {
            getters.add(of(dialect, columns.get(i), fields[i].dataType(), zone));
        }
        return getters;
    }

    private static ValueGetter of(Dialect dialect, ResultColumn column, DataType type, ZoneId zone) {
        if (type instanceof IntegerType) {
            return (rows, index) -> orNull(rows, rows.getInt(index));
        } else if (type instanceof LongType) {
            return (rows, index) -> orNull(rows, rows.getLong(index));
        } else if (type instanceof ShortType) {
            return (rows, index) -> orNull(rows, rows.getShort(index));
        } else if (type instanceof ByteType) {
            return (rows, index) -> orNull(rows, rows.getByte(index));
        } else if (type instanceof DoubleType) {
            return (rows, index) -> orNull(rows, rows.getDouble(index));
        } else if (type instanceof FloatType) {
            return (rows, index) -> orNull(rows, rows.getFloat(index));
        } else if (type instanceof BooleanType) {
            return (rows, index) -> orNull(rows, rows.getBoolean(index));
        } else if (type instanceof BinaryType) {
            return ResultSet::getBytes;
        } else if (type instanceof DecimalType decimal) {
            return (rows, index) -> decimal(rows.getBigDecimal(index), decimal);
        } else if (type instanceof DateType) {
            return (rows, index) -> day(dialect.date(rows, index));
        } else if (type instanceof TimestampType) {
            return (rows, index) -> micros(dialect.instant(rows, index, zone, column));
        } else if (type instanceof TimestampNTZType) {
            return (rows, index) -> {
                LocalDateTime time = dialect.dateTime(rows, index, column);
                return time == null ? null : micros(time.toInstant(ZoneOffset.UTC));
            };
        } else if (type instanceof ArrayType array) {
            return (rows, index) -> array(rows, index, array.elementType());
        } else if (type instanceof StringType) {
            return (rows, index) -> UTF8String.fromString(rows.getString(index));
        }
        throw new IllegalStateException("no column of a database is read as " + type);
    }

    private static @Nullable Object orNull(ResultSet rows, Object value) throws SQLException {
        return rows.wasNull() ? null : value;
    }

    private static @Nullable Decimal decimal(@Nullable BigDecimal number, DecimalType type) throws SQLException {
        if (number == null) {
            return null;
        }
        // Spark rounds what has more places than the type, and refuses what has more digits.
        BigDecimal rounded = number.setScale(type.scale(), java.math.RoundingMode.HALF_UP);
        if (rounded.precision() > type.precision()) {
            throw new SQLException(
                    "a number has " + rounded.precision() + " digits and does not fit " + type.sql()
                            + ": give the column another type with option customSchema",
                    "22003");
        }
        return Decimal.apply(rounded, type.precision(), type.scale());
    }

    private static @Nullable Integer day(@Nullable LocalDate date) {
        if (date == null) {
            return null;
        }
        LocalDate bounded = date.isBefore(FIRST.toLocalDate())
                ? date.equals(LocalDate.MIN) ? FIRST.toLocalDate() : date
                : date.equals(LocalDate.MAX) ? LAST.toLocalDate() : date;
        return Math.toIntExact(bounded.toEpochDay());
    }

    private static @Nullable Long micros(@Nullable Instant time) {
        if (time == null) {
            return null;
        }
        Instant first = FIRST.toInstant(ZoneOffset.UTC);
        Instant last = LAST.toInstant(ZoneOffset.UTC);
        Instant bounded = time.isBefore(first) ? first : time.isAfter(last) ? last : time;
        return Math.addExact(Math.multiplyExact(bounded.getEpochSecond(), 1_000_000L), bounded.getNano() / 1000);
    }

    private static @Nullable Object array(ResultSet rows, int index, DataType type) throws SQLException {
        java.sql.Array array = rows.getArray(index);
        if (array == null) {
            return null;
        }
        @Nullable Object[] found = (@Nullable Object[]) array.getArray();
        @Nullable Object[] values = Arrays.copyOf(found, found.length, Object[].class);
        for (int i = 0; i < values.length; i++) {
            Object value = values[i];
            values[i] = value == null ? null : element(value, type);
        }
        return new GenericArrayData(values);
    }

    private static @Nullable Object element(Object value, DataType type) throws SQLException {
        if (type instanceof StringType) {
            return UTF8String.fromString(value.toString());
        } else if (type instanceof DecimalType decimal) {
            return decimal((BigDecimal) value, decimal);
        } else if (type instanceof ShortType) {
            return ((Number) value).shortValue();
        } else if (type instanceof DateType) {
            return day(((Date) value).toLocalDate());
        } else if (type instanceof TimestampType) {
            return micros(((Timestamp) value)
                    .toLocalDateTime()
                    .atZone(ZoneId.systemDefault())
                    .toInstant());
        } else if (value instanceof Object[]) {
            throw new SQLException(
                    "arrays of arrays cannot be read: cast the column to text with option query", "0A000");
        }
        return value;
    }
}
