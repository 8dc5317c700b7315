package dev.pawl.connectors.parquet;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.parquet.schema.GroupType;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.DateLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.DecimalLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.EnumLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.IntLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.JsonLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.MapLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.StringLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.TimestampLogicalTypeAnnotation;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.PrimitiveType;
import org.apache.parquet.schema.Type;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/** The columns of a file as Spark sees them. */
final class SparkSchema {
    static final String METADATA_KEY = "org.apache.spark.sql.parquet.row.metadata";

    private SparkSchema() {}

    static StructType of(MessageType file, Map<String, String> metadata) {
        String written = metadata.get(METADATA_KEY);
        if (written != null && DataType.fromJson(written) instanceof StructType columns) {
            return columns;
        }
        return struct(file);
    }

    private static StructType struct(GroupType group) {
        List<StructField> fields = new ArrayList<>();
        for (Type type : group.getFields()) {
            boolean isNullable = !type.isRepetition(Type.Repetition.REQUIRED);
            fields.add(DataTypes.createStructField(type.getName(), typeOf(type), isNullable));
        }
        return DataTypes.createStructType(fields);
    }

    static DataType typeOf(Type type) {
        if (type.isPrimitive()) {
            return primitive(type.asPrimitiveType());
        }
        GroupType group = type.asGroupType();
        if (RequestedColumns.isList(group)) {
            Type repeated = group.getType(0);
            boolean isElement = RequestedColumns.isElement(repeated, group.getName());
            Type element = isElement ? repeated : repeated.asGroupType().getType(0);
            return DataTypes.createArrayType(typeOf(element), element.isRepetition(Type.Repetition.OPTIONAL));
        }
        if (group.getLogicalTypeAnnotation() instanceof MapLogicalTypeAnnotation) {
            GroupType entry = group.getType(0).asGroupType();
            Type value = entry.getType(1);
            return DataTypes.createMapType(
                    typeOf(entry.getType(0)), typeOf(value), value.isRepetition(Type.Repetition.OPTIONAL));
        }
        return struct(group);
    }

    private static DataType primitive(PrimitiveType type) {
        LogicalTypeAnnotation annotation = type.getLogicalTypeAnnotation();
        if (annotation instanceof DecimalLogicalTypeAnnotation decimal) {
            return DataTypes.createDecimalType(decimal.getPrecision(), decimal.getScale());
        }
        return switch (type.getPrimitiveTypeName()) {
            case BOOLEAN -> DataTypes.BooleanType;
            case FLOAT -> DataTypes.FloatType;
            case DOUBLE -> DataTypes.DoubleType;
            case INT96 -> DataTypes.TimestampType;
            case FIXED_LEN_BYTE_ARRAY -> DataTypes.BinaryType;
            case BINARY ->
                annotation instanceof StringLogicalTypeAnnotation
                                || annotation instanceof EnumLogicalTypeAnnotation
                                || annotation instanceof JsonLogicalTypeAnnotation
                        ? DataTypes.StringType
                        : DataTypes.BinaryType;
            case INT32 -> int32(annotation);
            case INT64 -> int64(annotation);
        };
    }

    private static DataType int32(LogicalTypeAnnotation annotation) {
        if (annotation instanceof DateLogicalTypeAnnotation) {
            return DataTypes.DateType;
        }
        if (annotation instanceof IntLogicalTypeAnnotation integer) {
            int bits = integer.isSigned() ? integer.getBitWidth() : 2 * integer.getBitWidth();
            return switch (bits) {
                case 8 -> DataTypes.ByteType;
                case 16 -> DataTypes.ShortType;
                case 64 -> DataTypes.LongType;
                default -> DataTypes.IntegerType;
            };
        }
        return DataTypes.IntegerType;
    }

    private static DataType int64(LogicalTypeAnnotation annotation) {
        if (annotation instanceof TimestampLogicalTypeAnnotation timestamp) {
            return timestamp.isAdjustedToUTC() ? DataTypes.TimestampType : DataTypes.TimestampNTZType;
        }
        if (annotation instanceof IntLogicalTypeAnnotation integer && !integer.isSigned()) {
            return DataTypes.createDecimalType(20, 0);
        }
        return DataTypes.LongType;
    }
}
