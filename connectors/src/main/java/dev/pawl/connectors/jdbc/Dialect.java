package dev.pawl.connectors.jdbc;

import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.types.BinaryType;
import org.apache.spark.sql.types.BooleanType;
import org.apache.spark.sql.types.ByteType;
import org.apache.spark.sql.types.CharType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DateType;
import org.apache.spark.sql.types.DecimalType;
import org.apache.spark.sql.types.DoubleType;
import org.apache.spark.sql.types.FloatType;
import org.apache.spark.sql.types.IntegerType;
import org.apache.spark.sql.types.LongType;
import org.apache.spark.sql.types.ShortType;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.TimestampNTZType;
import org.apache.spark.sql.types.TimestampType;
import org.apache.spark.sql.types.VarcharType;
import org.jspecify.annotations.Nullable;

/** How a database differs from the SQL that all understand. This class is that SQL. */
class Dialect {
    static Dialect of(String url) {
        String lower = url.toLowerCase(Locale.ROOT);
        if (lower.startsWith("jdbc:postgresql:")) {
            return new PostgresDialect();
        }
        return lower.startsWith("jdbc:sqlite:") ? new SqliteDialect() : new Dialect();
    }

    /**
     * Properties of the driver that are set where the user does not.
     *
     * @param addsOnly whether rows are only added
     */
    Map<String, String> defaults(boolean addsOnly) {
        return Map.of();
    }

    /** What each new connection runs first. */
    List<String> sessionStart() {
        return List.of();
    }

    /** The type of a new column; empty if the database has none. */
    Optional<String> columnType(DataType type) {
        if (type instanceof IntegerType) {
            return Optional.of("INTEGER");
        } else if (type instanceof LongType) {
            return Optional.of("BIGINT");
        } else if (type instanceof DoubleType) {
            return Optional.of("DOUBLE PRECISION");
        } else if (type instanceof FloatType) {
            return Optional.of("REAL");
        } else if (type instanceof ShortType || type instanceof ByteType) {
            return Optional.of("SMALLINT");
        } else if (type instanceof BooleanType) {
            return Optional.of("BOOLEAN");
        } else if (type instanceof CharType fixed) {
            return Optional.of("CHAR(" + fixed.length() + ")");
        } else if (type instanceof VarcharType varying) {
            return Optional.of("VARCHAR(" + varying.length() + ")");
        } else if (type instanceof StringType) {
            return Optional.of("TEXT");
        } else if (type instanceof BinaryType) {
            return Optional.of("BLOB");
        } else if (type instanceof DateType) {
            return Optional.of("DATE");
        } else if (type instanceof TimestampType || type instanceof TimestampNTZType) {
            return Optional.of("TIMESTAMP");
        } else if (type instanceof DecimalType decimal) {
            return Optional.of("DECIMAL(" + decimal.precision() + "," + decimal.scale() + ")");
        }
        return Optional.empty();
    }

    /** Whether a column of a table that is there takes values of a type. */
    boolean takes(DataType type, TableColumn column) {
        boolean isNumber =
                switch (column.jdbcType()) {
                    case Types.TINYINT,
                            Types.SMALLINT,
                            Types.INTEGER,
                            Types.BIGINT,
                            Types.REAL,
                            Types.FLOAT,
                            Types.DOUBLE,
                            Types.NUMERIC,
                            Types.DECIMAL -> true;
                    default -> false;
                };
        boolean isText =
                switch (column.jdbcType()) {
                    case Types.CHAR,
                            Types.VARCHAR,
                            Types.LONGVARCHAR,
                            Types.CLOB,
                            Types.NCHAR,
                            Types.NVARCHAR,
                            Types.LONGNVARCHAR,
                            Types.NCLOB -> true;
                    default -> false;
                };
        boolean isBinary =
                switch (column.jdbcType()) {
                    case Types.BINARY, Types.VARBINARY, Types.LONGVARBINARY, Types.BLOB -> true;
                    default -> false;
                };
        boolean isTime = column.jdbcType() == Types.TIMESTAMP || column.jdbcType() == Types.TIMESTAMP_WITH_TIMEZONE;
        if (type instanceof StringType) {
            return isText || column.isOfOwnKind();
        } else if (type instanceof BinaryType) {
            return isBinary;
        } else if (type instanceof BooleanType) {
            return column.jdbcType() == Types.BOOLEAN || column.jdbcType() == Types.BIT;
        } else if (type instanceof DateType) {
            return isTime || column.jdbcType() == Types.DATE;
        } else if (type instanceof TimestampType || type instanceof TimestampNTZType) {
            return isTime;
        }
        return isNumber || column.isOfOwnKind();
    }

    /** The insert that replaces a row with the same keys; empty if the database is told in two statements. */
    Optional<String> upsert(String insert, List<String> keys, List<String> others) {
        return Optional.empty();
    }

    /** What empties the table in a way that a transaction can take back. */
    String emptying(String table, boolean truncates) {
        return "DELETE FROM " + table;
    }

    /** Ends the transaction and leaves the connection without one. */
    void commit(Connection connection) throws SQLException {
        connection.commit();
    }

    /** Whether a failure says that a table is not there; a database that nobody knows may mean that by any refusal. */
    boolean saysNoSuchTable(SqlFailure failure) {
        return failure.kind() == SqlFailure.Kind.STATEMENT_REFUSED || failure.kind() == SqlFailure.Kind.OTHER;
    }

    /** @param zone of the clock that a column without a zone shows */
    void setInstant(PreparedStatement statement, int index, Instant instant, ZoneId zone, TableColumn column)
            throws SQLException {
        if (column.jdbcType() == Types.TIMESTAMP_WITH_TIMEZONE) {
            statement.setObject(index, instant.atOffset(ZoneOffset.UTC));
        } else {
            statement.setObject(index, LocalDateTime.ofInstant(instant, zone));
        }
    }

    void setDateTime(PreparedStatement statement, int index, LocalDateTime time) throws SQLException {
        statement.setObject(index, time);
    }

    void setDate(PreparedStatement statement, int index, LocalDate date) throws SQLException {
        statement.setObject(index, date);
    }

    void setDecimal(PreparedStatement statement, int index, BigDecimal number) throws SQLException {
        statement.setBigDecimal(index, number);
    }

    void setText(PreparedStatement statement, int index, String text, TableColumn column) throws SQLException {
        statement.setString(index, text);
    }

    void setNull(PreparedStatement statement, int index, TableColumn column) throws SQLException {
        statement.setNull(index, column.jdbcType());
    }

    /** The type of an element of an array, as {@link Connection#createArrayOf} wants it; empty if there are no arrays. */
    Optional<String> elementType(DataType type) {
        return Optional.empty();
    }

    /** The type of a column that is read, where it is not the common one. */
    Optional<DataType> readType(ResultColumn column) {
        return Optional.empty();
    }

    /** Before a connection reads: rows are to come in portions. */
    void prepareReading(Connection connection) throws SQLException {
        connection.setReadOnly(true);
    }

    /** @param zone of the clock that a column without a zone shows */
    @Nullable
    Instant instant(ResultSet rows, int index, ZoneId zone, ResultColumn column) throws SQLException {
        if (column.jdbcType() == Types.TIMESTAMP_WITH_TIMEZONE) {
            OffsetDateTime time = rows.getObject(index, OffsetDateTime.class);
            return time == null ? null : time.toInstant();
        }
        LocalDateTime time = dateTime(rows, index, column);
        return time == null ? null : time.atZone(zone).toInstant();
    }

    @Nullable
    LocalDateTime dateTime(ResultSet rows, int index, ResultColumn column) throws SQLException {
        if (column.jdbcType() == Types.TIME) {
            LocalTime time = rows.getObject(index, LocalTime.class);
            return time == null ? null : time.atDate(LocalDate.EPOCH);
        }
        return rows.getObject(index, LocalDateTime.class);
    }

    @Nullable
    LocalDate date(ResultSet rows, int index) throws SQLException {
        return rows.getObject(index, LocalDate.class);
    }
}
