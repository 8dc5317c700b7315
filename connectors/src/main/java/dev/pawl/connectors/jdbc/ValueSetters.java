package dev.pawl.connectors.jdbc;

import dev.pawl.checkpoint.error.ErrorCode;
import dev.pawl.checkpoint.error.PawlException;
import java.math.BigDecimal;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.catalyst.expressions.UnsafeRow;
import org.apache.spark.sql.catalyst.util.ArrayData;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.BinaryType;
import org.apache.spark.sql.types.BooleanType;
import org.apache.spark.sql.types.ByteType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DateType;
import org.apache.spark.sql.types.DecimalType;
import org.apache.spark.sql.types.DoubleType;
import org.apache.spark.sql.types.FloatType;
import org.apache.spark.sql.types.IntegerType;
import org.apache.spark.sql.types.LongType;
import org.apache.spark.sql.types.ShortType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.types.TimestampNTZType;
import org.apache.spark.sql.types.TimestampType;
import org.jspecify.annotations.Nullable;

/** Puts the values of a row into a statement. */
final class ValueSetters {
    private static final long MICROS_PER_SECOND = 1_000_000;
    private static final long NANOS_PER_MICRO = 1000;

    private final Dialect dialect;
    private final ZoneId zone;
    private final List<Setter> setters = new ArrayList<>();
    private final List<TableColumn> columns;

    /** One column of a row that is not null there. */
    private interface Setter {
        void set(PreparedStatement statement, int index, UnsafeRow row, int ordinal) throws SQLException;
    }

    /** @param columns of the table, in the order of the row */
    ValueSetters(Dialect dialect, StructType schema, List<TableColumn> columns, ZoneId zone) {
        this.dialect = dialect;
        this.zone = zone;
        this.columns = columns;
        StructField[] fields = schema.fields();
        for (int i = 0; i < fields.length; i++) {
            setters.add(setter(fields[i].dataType(), columns.get(i)));
        }
    }

    /** Column number {@code ordinal} of the row as parameter number {@code index} of the statement. */
    void set(PreparedStatement statement, int index, UnsafeRow row, int ordinal) throws SQLException {
        if (row.isNullAt(ordinal)) {
            dialect.setNull(statement, index, columns.get(ordinal));
        } else {
            setters.get(ordinal).set(statement, index, row, ordinal);
        }
    }

    private Setter setter(DataType type, TableColumn column) {
        if (type instanceof IntegerType) {
            return (statement, index, row, ordinal) -> statement.setInt(index, row.getInt(ordinal));
        } else if (type instanceof LongType) {
            return (statement, index, row, ordinal) -> statement.setLong(index, row.getLong(ordinal));
        } else if (type instanceof DoubleType) {
            return (statement, index, row, ordinal) -> statement.setDouble(index, row.getDouble(ordinal));
        } else if (type instanceof FloatType) {
            return (statement, index, row, ordinal) -> statement.setFloat(index, row.getFloat(ordinal));
        } else if (type instanceof ShortType) {
            return (statement, index, row, ordinal) -> statement.setInt(index, row.getShort(ordinal));
        } else if (type instanceof ByteType) {
            return (statement, index, row, ordinal) -> statement.setInt(index, row.getByte(ordinal));
        } else if (type instanceof BooleanType) {
            return (statement, index, row, ordinal) -> statement.setBoolean(index, row.getBoolean(ordinal));
        } else if (type instanceof BinaryType) {
            return (statement, index, row, ordinal) -> statement.setBytes(index, row.getBinary(ordinal));
        } else if (type instanceof DateType) {
            return (statement, index, row, ordinal) ->
                    dialect.setDate(statement, index, LocalDate.ofEpochDay(row.getInt(ordinal)));
        } else if (type instanceof TimestampType) {
            return (statement, index, row, ordinal) ->
                    dialect.setInstant(statement, index, instant(row.getLong(ordinal)), zone, column);
        } else if (type instanceof TimestampNTZType) {
            return (statement, index, row, ordinal) -> dialect.setDateTime(
                    statement, index, LocalDateTime.ofInstant(instant(row.getLong(ordinal)), ZoneOffset.UTC));
        } else if (type instanceof DecimalType decimal) {
            return (statement, index, row, ordinal) ->
                    dialect.setDecimal(statement, index, decimal(row, ordinal, decimal));
        } else if (type instanceof ArrayType array) {
            return arraySetter(array);
        }
        return (statement, index, row, ordinal) ->
                dialect.setText(statement, index, row.getUTF8String(ordinal).toString(), column);
    }

    private static BigDecimal decimal(UnsafeRow row, int ordinal, DecimalType type) {
        return row.getDecimal(ordinal, type.precision(), type.scale()).toJavaBigDecimal();
    }

    private static Instant instant(long micros) {
        return Instant.ofEpochSecond(
                Math.floorDiv(micros, MICROS_PER_SECOND), Math.floorMod(micros, MICROS_PER_SECOND) * NANOS_PER_MICRO);
    }

    private Setter arraySetter(ArrayType type) {
        // No decimals of their own length: an array is of plain NUMERIC.
        String element = dialect.elementType(type.elementType()).orElseThrow().replaceFirst("\\(.*", "");
        return (statement, index, row, ordinal) -> {
            ArrayData array = row.getArray(ordinal);
            @Nullable Object[] values = new @Nullable Object[array.numElements()];
            for (int i = 0; i < values.length; i++) {
                values[i] = array.isNullAt(i) ? null : element(array, i, type.elementType());
            }
            statement.setArray(
                    index, statement.getConnection().createArrayOf(element.toLowerCase(java.util.Locale.ROOT), values));
        };
    }

    private Object element(ArrayData array, int i, DataType type) {
        if (type instanceof BinaryType) {
            return array.getBinary(i);
        } else if (type instanceof DateType) {
            return LocalDate.ofEpochDay(array.getInt(i)).toString();
        } else if (type instanceof TimestampType) {
            return instant(array.getLong(i)).toString();
        } else if (type instanceof TimestampNTZType) {
            return LocalDateTime.ofInstant(instant(array.getLong(i)), ZoneOffset.UTC)
                    .toString();
        } else if (type instanceof DecimalType decimal) {
            return array.getDecimal(i, decimal.precision(), decimal.scale()).toJavaBigDecimal();
        } else if (type instanceof ByteType) {
            return (short) array.getByte(i);
        }
        Object value = array.get(i, type);
        return value instanceof Number || value instanceof Boolean ? value : value.toString();
    }

    /** A key that is null equals no other: the row would be added again and again. */
    void requireKeys(UnsafeRow row, List<Integer> keys) {
        for (int key : keys) {
            if (row.isNullAt(key)) {
                throw new PawlException(
                        ErrorCode.JDBC_ROW_REFUSED,
                        "A row has no value in column " + columns.get(key).name()
                                + ", which is one of the upsertKeys that tell rows apart.");
            }
        }
    }
}
