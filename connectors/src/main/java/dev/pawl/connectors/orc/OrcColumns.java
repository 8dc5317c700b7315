package dev.pawl.connectors.orc;

import dev.pawl.checkpoint.error.ErrorCode;
import dev.pawl.connectors.format.ColumnMismatchException;
import java.util.ArrayList;
import java.util.List;
import org.apache.orc.TypeDescription;
import org.apache.orc.TypeDescription.Category;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.DayTimeIntervalType;
import org.apache.spark.sql.types.MapType;
import org.apache.spark.sql.types.NullType;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.types.TimestampNTZType;
import org.apache.spark.sql.types.TimestampType;
import org.apache.spark.sql.types.YearMonthIntervalType;

/** Types of ORC and those of Spark. */
final class OrcColumns {
    /** Says of a column which of Spark's types it is, where ORC has none. */
    private static final String CATALYST_TYPE = "spark.sql.catalyst.type";

    private OrcColumns() {}

    /** The type a file gets for a type of Spark's, as Spark marks it. */
    static TypeDescription written(DataType type) {
        TypeDescription written = plain(type);
        if (!(type instanceof StructType) && !(type instanceof ArrayType) && !(type instanceof MapType)) {
            boolean isMarked = type instanceof YearMonthIntervalType
                    || type instanceof DayTimeIntervalType
                    || type instanceof TimestampNTZType
                    || type instanceof TimestampType
                    || type instanceof StringType;
            if (isMarked) {
                written.setAttribute(CATALYST_TYPE, type.typeName());
            }
        }
        return written;
    }

    private static TypeDescription plain(DataType type) {
        if (type instanceof StructType struct) {
            TypeDescription fields = TypeDescription.createStruct();
            for (StructField field : struct.fields()) {
                fields.addField(field.name(), written(field.dataType()));
            }
            return fields;
        }
        if (type instanceof ArrayType array) {
            return TypeDescription.createList(written(array.elementType()));
        }
        if (type instanceof MapType map) {
            return TypeDescription.createMap(written(map.keyType()), written(map.valueType()));
        }
        if (type instanceof StringType) {
            return TypeDescription.createString();
        }
        if (type instanceof YearMonthIntervalType) {
            return TypeDescription.createInt();
        }
        if (type instanceof DayTimeIntervalType || type instanceof TimestampNTZType) {
            return TypeDescription.createLong();
        }
        if (type instanceof NullType) {
            throw new IllegalStateException("ORC has no " + type.sql());
        }
        return TypeDescription.fromString(type.catalogString());
    }

    /** The type of Spark's that a column of a file has. */
    static DataType found(TypeDescription type) {
        return switch (type.getCategory()) {
            case STRUCT -> struct(type);
            case LIST -> DataTypes.createArrayType(found(type.getChildren().get(0)));
            case MAP ->
                DataTypes.createMapType(
                        found(type.getChildren().get(0)),
                        found(type.getChildren().get(1)));
            default -> leaf(type);
        };
    }

    private static StructType struct(TypeDescription type) {
        List<StructField> fields = new ArrayList<>();
        List<String> names = type.getFieldNames();
        for (int i = 0; i < names.size(); i++) {
            fields.add(DataTypes.createStructField(
                    names.get(i), found(type.getChildren().get(i)), true));
        }
        return DataTypes.createStructType(fields);
    }

    private static DataType leaf(TypeDescription type) {
        String marked = type.getAttributeValue(CATALYST_TYPE);
        if (marked != null) {
            return DataType.fromDDL(marked);
        }
        return switch (type.getCategory()) {
            case BOOLEAN -> DataTypes.BooleanType;
            case BYTE -> DataTypes.ByteType;
            case SHORT -> DataTypes.ShortType;
            case INT -> DataTypes.IntegerType;
            case LONG -> DataTypes.LongType;
            case FLOAT -> DataTypes.FloatType;
            case DOUBLE -> DataTypes.DoubleType;
            case STRING, CHAR, VARCHAR -> DataTypes.StringType;
            case BINARY -> DataTypes.BinaryType;
            case DATE -> DataTypes.DateType;
            case TIMESTAMP -> DataTypes.TimestampType;
            case DECIMAL -> DataTypes.createDecimalType(type.getPrecision(), type.getScale());
            default -> throw mismatch("it has a column of " + type + ", which no type of Spark's holds");
        };
    }

    /**
     * What the library is asked for: it finds fields by name, makes nulls of those that are not there, and turns values of
     * other types into these.
     */
    static TypeDescription wanted(StructType required, TypeDescription file, boolean isCaseSensitive) {
        boolean isWithoutNames = isWithoutNames(file);
        TypeDescription wanted = TypeDescription.createStruct();
        for (StructField field : required.fields()) {
            requireSameClock(file, field, isCaseSensitive);
            wanted.addField(field.name(), plain(field.dataType()));
        }
        if (!isWithoutNames && !isCaseSensitive) {
            requireOneEach(required, file);
        }
        return wanted;
    }

    /** Hive once wrote files whose columns are known by their places. */
    static boolean isWithoutNames(TypeDescription file) {
        return file.getFieldNames().stream().allMatch(name -> name.startsWith("_col"));
    }

    private static void requireSameClock(TypeDescription file, StructField field, boolean isCaseSensitive) {
        List<String> names = file.getFieldNames();
        for (int i = 0; i < names.size(); i++) {
            boolean isIt = isCaseSensitive
                    ? names.get(i).equals(field.name())
                    : names.get(i).equalsIgnoreCase(field.name());
            if (isIt) {
                requireSameClock(file.getChildren().get(i), field.dataType(), field.name());
            }
        }
    }

    private static void requireSameClock(TypeDescription file, DataType wanted, String column) {
        boolean isLocal = file.getCategory() == Category.LONG
                && DataTypes.TimestampNTZType.typeName().equals(file.getAttributeValue(CATALYST_TYPE));
        boolean isInstant = file.getCategory() == Category.TIMESTAMP;
        if ((isInstant && wanted instanceof TimestampNTZType) || (isLocal && wanted instanceof TimestampType)) {
            throw mismatch("column [" + column + "], expected " + wanted.sql() + ", found "
                    + found(file).sql());
        }
    }

    private static void requireOneEach(StructType required, TypeDescription file) {
        for (StructField field : required.fields()) {
            List<String> same = file.getFieldNames().stream()
                    .filter(field.name()::equalsIgnoreCase)
                    .toList();
            if (same.size() > 1) {
                throw mismatch("its columns " + same + " differ in case only, so column " + field.name()
                        + " could be any; SET spark.sql.caseSensitive = true tells them apart");
            }
        }
    }

    static ColumnMismatchException mismatch(String message) {
        return new ColumnMismatchException(ErrorCode.ORC_TYPE_CAST, message);
    }
}
