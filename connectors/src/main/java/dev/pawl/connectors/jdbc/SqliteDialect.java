package dev.pawl.connectors.jdbc;

import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.DecimalType;
import org.apache.spark.sql.types.DoubleType;
import org.apache.spark.sql.types.FloatType;
import org.jspecify.annotations.Nullable;

/**
 * SQLite, which has texts and numbers of 64 bits. Times are texts such as {@code 2026-01-31 12:00:00.123} in UTC, as its own functions take
 * them.
 */
final class SqliteDialect extends Dialect {
    /** What a double holds exactly; SQLite makes numbers of longer ones, and rounds them. */
    private static final int EXACT_DIGITS_MAX = 15;

    private static final DateTimeFormatter TIME = new DateTimeFormatterBuilder()
            .appendPattern("uuuu-MM-dd HH:mm:ss")
            .appendFraction(ChronoField.NANO_OF_SECOND, 3, 6, true)
            .toFormatter(Locale.ROOT);

    private static final DateTimeFormatter ANY_TIME = new DateTimeFormatterBuilder()
            .appendPattern("uuuu-MM-dd['T'][ ]HH:mm[:ss]")
            .appendFraction(ChronoField.NANO_OF_SECOND, 0, 9, true)
            .toFormatter(Locale.ROOT);

    /** Transactions that begin with reading and then find that another writes cannot go on: they lock at once. */
    @Override
    Map<String, String> defaults(boolean addsOnly) {
        return Map.of("transaction_mode", "IMMEDIATE", "busy_timeout", "10000");
    }

    @Override
    Optional<String> columnType(DataType type) {
        if (type instanceof DoubleType || type instanceof FloatType) {
            return Optional.of("REAL");
        } else if (type instanceof DecimalType decimal && decimal.precision() > EXACT_DIGITS_MAX) {
            return Optional.of("TEXT");
        }
        return super.columnType(type);
    }

    /** Any column takes anything. */
    @Override
    boolean takes(DataType type, TableColumn column) {
        return columnType(type).isPresent();
    }

    @Override
    Optional<String> upsert(String insert, List<String> keys, List<String> others) {
        return new PostgresDialect().upsert(insert, keys, others);
    }

    /** The driver's own commit begins, and so locks, at once again; and when that fails, it says that the commit has failed. */
    @Override
    void commit(Connection connection) throws SQLException {
        connection.setAutoCommit(true);
    }

    @Override
    boolean saysNoSuchTable(SqlFailure failure) {
        return String.valueOf(failure.cause().getMessage()).contains("no such table");
    }

    @Override
    void setInstant(PreparedStatement statement, int index, Instant instant, ZoneId zone, TableColumn column)
            throws SQLException {
        setDateTime(statement, index, LocalDateTime.ofInstant(instant, ZoneOffset.UTC));
    }

    @Override
    void setDateTime(PreparedStatement statement, int index, LocalDateTime time) throws SQLException {
        statement.setString(index, TIME.format(time));
    }

    @Override
    void setDate(PreparedStatement statement, int index, LocalDate date) throws SQLException {
        statement.setString(index, date.toString());
    }

    @Override
    void setDecimal(PreparedStatement statement, int index, BigDecimal number) throws SQLException {
        statement.setString(index, number.toPlainString());
    }

    /** Any whole number may be in a column of whole numbers, whatever its type is called. */
    @Override
    Optional<DataType> readType(ResultColumn column) {
        return switch (column.jdbcType()) {
            case Types.TINYINT, Types.SMALLINT, Types.INTEGER -> Optional.of(DataTypes.LongType);
            case Types.REAL, Types.FLOAT, Types.DOUBLE -> Optional.of(DataTypes.DoubleType);
            default -> Optional.empty();
        };
    }

    /** SQLite takes this before a connection is made only. */
    @Override
    void prepareReading(Connection connection) {}

    @Override
    @Nullable
    Instant instant(ResultSet rows, int index, ZoneId zone, ResultColumn column) throws SQLException {
        LocalDateTime time = dateTime(rows, index, column);
        return time == null ? null : time.toInstant(ZoneOffset.UTC);
    }

    @Override
    @Nullable
    LocalDateTime dateTime(ResultSet rows, int index, ResultColumn column) throws SQLException {
        String text = rows.getString(index);
        if (text == null) {
            return null;
        }
        try {
            return text.length() <= 10 ? LocalDate.parse(text).atStartOfDay() : LocalDateTime.parse(text, ANY_TIME);
        } catch (DateTimeException e) {
            throw notATime(text, column.name(), e);
        }
    }

    @Override
    @Nullable
    LocalDate date(ResultSet rows, int index) throws SQLException {
        String text = rows.getString(index);
        if (text == null) {
            return null;
        }
        try {
            return LocalDate.parse(text);
        } catch (DateTimeException e) {
            throw notATime(text, rows.getMetaData().getColumnLabel(index), e);
        }
    }

    private static SQLException notATime(String text, String column, DateTimeException e) {
        return new SQLException(
                "column " + column + " holds " + text + ", which is no time as text, such as 2026-01-31 12:00:00",
                "22007",
                e);
    }
}
