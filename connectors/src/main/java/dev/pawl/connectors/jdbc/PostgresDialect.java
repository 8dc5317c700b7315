package dev.pawl.connectors.jdbc;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.BinaryType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.DecimalType;
import org.apache.spark.sql.types.DoubleType;
import org.apache.spark.sql.types.FloatType;
import org.apache.spark.sql.types.MapType;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.types.TimestampType;
import org.jspecify.annotations.Nullable;

/** PostgreSQL. */
final class PostgresDialect extends Dialect {
    /** Beyond a transaction that nobody goes on with nothing of the same query would get on. */
    private static final String PATIENCE = "60s";

    private static final String WITH_ZONE = "timestamptz";

    /** Many rows in one statement must not replace each other. */
    @Override
    Map<String, String> defaults(boolean addsOnly) {
        return addsOnly
                ? Map.of("ApplicationName", "pawl", "reWriteBatchedInserts", "true")
                : Map.of("ApplicationName", "pawl");
    }

    /** A writer that was paused inside its transaction must not hold up the one that took over for ever. */
    @Override
    List<String> sessionStart() {
        return List.of(
                "SET idle_in_transaction_session_timeout = '" + PATIENCE + "'",
                "SET lock_timeout = '" + PATIENCE + "'");
    }

    @Override
    Optional<String> columnType(DataType type) {
        if (type instanceof BinaryType) {
            return Optional.of("BYTEA");
        } else if (type instanceof FloatType) {
            return Optional.of("FLOAT4");
        } else if (type instanceof DoubleType) {
            return Optional.of("FLOAT8");
        } else if (type instanceof TimestampType) {
            return Optional.of("TIMESTAMP WITH TIME ZONE");
        } else if (type instanceof DecimalType decimal) {
            return Optional.of("NUMERIC(" + decimal.precision() + "," + decimal.scale() + ")");
        } else if (type instanceof ArrayType array) {
            return hasElementType(array.elementType())
                    ? columnType(array.elementType()).map(element -> element + "[]")
                    : Optional.empty();
        }
        return super.columnType(type);
    }

    private static boolean hasElementType(DataType type) {
        return !(type instanceof ArrayType || type instanceof StructType || type instanceof MapType);
    }

    @Override
    Optional<String> elementType(DataType type) {
        return hasElementType(type) ? columnType(type) : Optional.empty();
    }

    @Override
    boolean takes(DataType type, TableColumn column) {
        if (type instanceof ArrayType) {
            return column.jdbcType() == Types.ARRAY;
        }
        return super.takes(type, column);
    }

    @Override
    Optional<String> upsert(String insert, List<String> keys, List<String> others) {
        StringBuilder sql = new StringBuilder(insert)
                .append(" ON CONFLICT (")
                .append(String.join(", ", keys))
                .append(") DO ");
        if (others.isEmpty()) {
            return Optional.of(sql.append("NOTHING").toString());
        }
        List<String> set =
                others.stream().map(column -> column + " = EXCLUDED." + column).toList();
        return Optional.of(
                sql.append("UPDATE SET ").append(String.join(", ", set)).toString());
    }

    @Override
    String emptying(String table, boolean truncates) {
        return truncates ? "TRUNCATE TABLE ONLY " + table : super.emptying(table, false);
    }

    @Override
    boolean saysNoSuchTable(SqlFailure failure) {
        return "42P01".equals(failure.cause().getSQLState())
                || "3F000".equals(failure.cause().getSQLState());
    }

    @Override
    void setInstant(PreparedStatement statement, int index, Instant instant, ZoneId zone, TableColumn column)
            throws SQLException {
        if (column.typeName().equals(WITH_ZONE)) {
            statement.setObject(index, instant.atOffset(ZoneOffset.UTC));
        } else {
            super.setInstant(statement, index, instant, zone, column);
        }
    }

    /** A text becomes what the column is, such as {@code jsonb}, if it is not told to be a text. */
    @Override
    void setText(PreparedStatement statement, int index, String text, TableColumn column) throws SQLException {
        if (column.isOfOwnKind()) {
            statement.setObject(index, text, Types.OTHER);
        } else {
            statement.setString(index, text);
        }
    }

    @Override
    Optional<DataType> readType(ResultColumn column) {
        return switch (column.jdbcType()) {
            case Types.REAL -> Optional.of(DataTypes.FloatType);
            case Types.SMALLINT -> Optional.of(DataTypes.ShortType);
            case Types.BIT ->
                column.typeName().equals("bit") && column.precision() != 1
                        ? Optional.of(DataTypes.BinaryType)
                        : Optional.empty();
            case Types.DOUBLE ->
                column.typeName().equals("money") ? Optional.of(DataTypes.StringType) : Optional.empty();
            case Types.OTHER, Types.SQLXML -> Optional.of(DataTypes.StringType);
            case Types.TIMESTAMP ->
                column.typeName().equals(WITH_ZONE) ? Optional.of(DataTypes.TimestampType) : Optional.empty();
            case Types.TIME -> Optional.of(DataTypes.TimestampType);
            case Types.ARRAY -> element(column).map(DataTypes::createArrayType);
            default -> Optional.empty();
        };
    }

    /** Names of types of arrays begin with an underscore. */
    private static Optional<DataType> element(ResultColumn column) {
        return switch (column.typeName().substring(1)) {
            case "bool" -> Optional.of(DataTypes.BooleanType);
            case "int2" -> Optional.of(DataTypes.ShortType);
            case "int4" -> Optional.of(DataTypes.IntegerType);
            case "int8", "oid" -> Optional.of(DataTypes.LongType);
            case "float4" -> Optional.of(DataTypes.FloatType);
            case "float8" -> Optional.of(DataTypes.DoubleType);
            case "bytea" -> Optional.of(DataTypes.BinaryType);
            case "timestamp", WITH_ZONE -> Optional.of(DataTypes.TimestampType);
            case "date" -> Optional.of(DataTypes.DateType);
            case "numeric" ->
                Optional.of(
                        column.precision() > 0
                                ? ColumnTypes.bounded(column.precision(), column.scale())
                                : DecimalType.SYSTEM_DEFAULT());
            case "text", "varchar", "bpchar", "char", "uuid", "json", "jsonb", "inet", "cidr", "xml" ->
                Optional.of(DataTypes.StringType);
            default -> Optional.empty();
        };
    }

    /** Only inside a transaction rows come in portions. */
    @Override
    void prepareReading(Connection connection) throws SQLException {
        super.prepareReading(connection);
        connection.setAutoCommit(false);
    }

    @Override
    @Nullable
    Instant instant(ResultSet rows, int index, ZoneId zone, ResultColumn column) throws SQLException {
        if (!column.typeName().equals(WITH_ZONE)) {
            return super.instant(rows, index, zone, column);
        }
        OffsetDateTime time = rows.getObject(index, OffsetDateTime.class);
        return time == null ? null : time.toInstant();
    }
}
