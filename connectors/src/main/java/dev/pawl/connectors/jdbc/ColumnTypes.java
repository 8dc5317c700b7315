package dev.pawl.connectors.jdbc;

import dev.pawl.checkpoint.error.ErrorCode;
import dev.pawl.checkpoint.error.PawlException;
import dev.pawl.engine.option.Options;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Types;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.DecimalType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/** As which types columns of a database are read: as Spark reads them. */
final class ColumnTypes {
    private ColumnTypes() {}

    static List<ResultColumn> describe(ResultSetMetaData described) throws SQLException {
        List<ResultColumn> columns = new ArrayList<>();
        for (int i = 1; i <= described.getColumnCount(); i++) {
            columns.add(new ResultColumn(
                    described.getColumnLabel(i),
                    described.getColumnType(i),
                    described.getColumnTypeName(i),
                    described.getPrecision(i),
                    described.getScale(i),
                    described.isSigned(i)));
        }
        return columns;
    }

    /** All columns may be null: a condition of the table can be dropped while a query runs. */
    static StructType columns(List<ResultColumn> described, Database database, Options options) {
        boolean prefersNtz = options.flag("preferTimestampNTZ", false);
        String custom = options.text("customSchema", "");
        StructField[] fields = new StructField[described.size()];
        for (int i = 0; i < fields.length; i++) {
            ResultColumn column = described.get(i);
            Optional<DataType> type = database.dialect().readType(column).or(() -> common(column, prefersNtz));
            if (type.isEmpty() && custom.isEmpty()) {
                throw new PawlException(
                        ErrorCode.SOURCE_UNSUPPORTED,
                        "Column " + column.name() + " of " + options.owner() + " is of type " + column.typeName()
                                + ", which is none of Spark's: leave it out with option query, cast it there, or give it a"
                                + " type with option customSchema.");
            }
            fields[i] = DataTypes.createStructField(column.name(), type.orElse(DataTypes.StringType), true);
        }
        return JdbcTable.withCustomTypes(new StructType(fields), options);
    }

    private static Optional<DataType> common(ResultColumn column, boolean prefersNtz) {
        return Optional.ofNullable(
                switch (column.jdbcType()) {
                    case Types.BIGINT -> column.isSigned() ? DataTypes.LongType : DataTypes.createDecimalType(20, 0);
                    case Types.INTEGER -> column.isSigned() ? DataTypes.IntegerType : DataTypes.LongType;
                    case Types.SMALLINT, Types.TINYINT -> DataTypes.IntegerType;
                    case Types.BIT, Types.BOOLEAN -> DataTypes.BooleanType;
                    case Types.REAL, Types.DOUBLE -> DataTypes.DoubleType;
                    case Types.FLOAT -> DataTypes.FloatType;
                    case Types.DECIMAL, Types.NUMERIC -> decimal(column);
                    case Types.CHAR,
                            Types.VARCHAR,
                            Types.LONGVARCHAR,
                            Types.CLOB,
                            Types.NCHAR,
                            Types.NVARCHAR,
                            Types.LONGNVARCHAR,
                            Types.NCLOB,
                            Types.SQLXML,
                            Types.ROWID,
                            Types.REF,
                            Types.STRUCT -> DataTypes.StringType;
                    case Types.BINARY, Types.VARBINARY, Types.LONGVARBINARY, Types.BLOB -> DataTypes.BinaryType;
                    case Types.DATE -> DataTypes.DateType;
                    case Types.TIME, Types.TIMESTAMP ->
                        prefersNtz ? DataTypes.TimestampNTZType : DataTypes.TimestampType;
                    case Types.TIMESTAMP_WITH_TIMEZONE -> DataTypes.TimestampType;
                    default -> null;
                });
    }

    /** Digits that Spark has no room for are left to the values: one that needs them is an error. */
    static DecimalType bounded(int precision, int scale) {
        return DataTypes.createDecimalType(
                Math.min(precision, DecimalType.MAX_PRECISION()), Math.min(scale, DecimalType.MAX_SCALE()));
    }

    private static DataType decimal(ResultColumn column) {
        int precision = column.precision();
        int scale = column.scale();
        if (precision == 0 && scale == 0) {
            return DecimalType.SYSTEM_DEFAULT();
        }
        return scale < 0 ? bounded(precision - scale, 0) : bounded(Math.max(precision, scale), scale);
    }
}
