package dev.pawl.connectors.files;

import dev.pawl.checkpoint.error.ErrorCode;
import dev.pawl.checkpoint.error.PawlException;
import java.util.function.Predicate;
import org.apache.spark.sql.types.AnsiIntervalType;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.BinaryType;
import org.apache.spark.sql.types.CalendarIntervalType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.MapType;
import org.apache.spark.sql.types.NullType;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.types.TimeType;
import org.apache.spark.sql.types.VariantType;

/** Which types a format of files can have. */
final class SupportedTypes {
    private SupportedTypes() {}

    static void requireForCsv(StructType columns, ErrorCode code) {
        for (StructField field : columns.fields()) {
            DataType type = field.dataType();
            boolean isNested = type instanceof StructType || type instanceof ArrayType || type instanceof MapType;
            if (isNested || type instanceof BinaryType || isOdd(type)) {
                throw refused("csv", field, code);
            }
        }
    }

    static void requireForText(StructType columns, ErrorCode code) {
        if (columns.size() != 1) {
            throw new PawlException(
                    code,
                    "Text data source supports only a single column, and you have " + columns.size() + " columns.");
        }
        StructField field = columns.fields()[0];
        if (!(field.dataType() instanceof StringType)) {
            throw refused("text", field, code);
        }
    }

    static void requireForParquet(StructType columns, ErrorCode code) {
        for (StructField field : columns.fields()) {
            if (has(field.dataType(), type -> isOdd(type) || type instanceof AnsiIntervalType)) {
                throw refused("parquet", field, code);
            }
        }
    }

    static void requireForOrc(StructType columns, ErrorCode code) {
        for (StructField field : columns.fields()) {
            if (has(field.dataType(), type -> isOdd(type) || type instanceof TimeType)) {
                throw refused("orc", field, code);
            }
        }
    }

    static void requireForAvro(StructType columns, ErrorCode code) {
        for (StructField field : columns.fields()) {
            boolean isUnfit = has(
                    field.dataType(),
                    type -> (isOdd(type) && !(type instanceof NullType))
                            || type instanceof TimeType
                            || (type instanceof MapType map && !(map.keyType() instanceof StringType)));
            if (isUnfit) {
                throw refused("avro", field, code);
            }
        }
    }

    /** Whether a type, or one inside it, is such a one. */
    private static boolean has(DataType type, Predicate<DataType> odd) {
        if (odd.test(type)) {
            return true;
        }
        if (type instanceof StructType struct) {
            for (StructField field : struct.fields()) {
                if (has(field.dataType(), odd)) {
                    return true;
                }
            }
            return false;
        }
        if (type instanceof ArrayType array) {
            return has(array.elementType(), odd);
        }
        return type instanceof MapType map && (has(map.keyType(), odd) || has(map.valueType(), odd));
    }

    private static boolean isOdd(DataType type) {
        return type instanceof CalendarIntervalType || type instanceof NullType || type instanceof VariantType;
    }

    private static PawlException refused(String format, StructField field, ErrorCode code) {
        return new PawlException(
                code,
                "The " + format + " data source does not support the column `" + field.name() + "` of the type "
                        + field.dataType().sql() + ".");
    }

    static void requireCorruptRecordIsText(StructType columns, String name) {
        for (StructField field : columns.fields()) {
            if (field.name().equals(name) && !(field.dataType() instanceof StringType)) {
                throw new PawlException(
                        ErrorCode.SOURCE_UNSUPPORTED,
                        "The field for corrupt records must be a string: column `" + name + "` is "
                                + field.dataType().sql() + ".");
            }
        }
    }
}
