package dev.pawl.connectors.parquet;

import java.util.List;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.TimeUnit;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Type;
import org.apache.parquet.schema.Type.Repetition;
import org.apache.parquet.schema.Types;
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
import org.apache.spark.sql.types.MapType;
import org.apache.spark.sql.types.ShortType;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.types.TimestampNTZType;
import org.apache.spark.sql.types.TimestampType;

/** Spark's types as Parquet's, laid out as Spark does when it follows the Parquet standard. */
final class ParquetTypes {
    static final int DECIMAL_DIGITS_IN_INT = 9;
    static final int DECIMAL_DIGITS_IN_LONG = 18;

    private ParquetTypes() {}

    static MessageType message(List<ParquetColumn> columns, TimestampEncoding timestamps) {
        Types.MessageTypeBuilder message = Types.buildMessage();
        columns.forEach(column -> message.addField(field(column, timestamps)));
        return message.named("spark_schema");
    }

    /** How many bytes hold any unscaled value of so many digits. */
    static int bytesOf(int precision) {
        int bytes = 1;
        while (Math.pow(2.0, 8 * bytes - 1) < Math.pow(10.0, precision)) {
            bytes++;
        }
        return bytes;
    }

    private static Type field(ParquetColumn column, TimestampEncoding timestamps) {
        Type plain = withoutId(column, timestamps);
        Integer id = column.fieldId();
        return id == null ? plain : plain.withId(id);
    }

    private static Type withoutId(ParquetColumn column, TimestampEncoding timestamps) {
        Repetition repetition = column.isNullable() ? Repetition.OPTIONAL : Repetition.REQUIRED;
        DataType type = column.type();
        if (type instanceof StructType) {
            Types.GroupBuilder<org.apache.parquet.schema.GroupType> group = Types.buildGroup(repetition);
            column.children().forEach(child -> group.addField(field(child, timestamps)));
            return group.named(column.name());
        }
        if (type instanceof ArrayType) {
            return Types.buildGroup(repetition)
                    .as(LogicalTypeAnnotation.listType())
                    .addField(Types.repeatedGroup()
                            .addField(field(column.children().get(0), timestamps))
                            .named("list"))
                    .named(column.name());
        }
        if (type instanceof MapType) {
            return Types.buildGroup(repetition)
                    .as(LogicalTypeAnnotation.mapType())
                    .addField(Types.repeatedGroup()
                            .addField(field(column.children().get(0), timestamps))
                            .addField(field(column.children().get(1), timestamps))
                            .named("key_value"))
                    .named(column.name());
        }
        if (type instanceof TimestampType) {
            return timestamps.type(repetition, column.name());
        }
        return leaf(type, repetition, column.name());
    }

    private static Type leaf(DataType type, Repetition repetition, String name) {
        if (type instanceof BooleanType) {
            return Types.primitive(PrimitiveTypeName.BOOLEAN, repetition).named(name);
        }
        if (type instanceof ByteType) {
            return annotated(PrimitiveTypeName.INT32, LogicalTypeAnnotation.intType(8, true), repetition, name);
        }
        if (type instanceof ShortType) {
            return annotated(PrimitiveTypeName.INT32, LogicalTypeAnnotation.intType(16, true), repetition, name);
        }
        if (type instanceof IntegerType) {
            return Types.primitive(PrimitiveTypeName.INT32, repetition).named(name);
        }
        if (type instanceof LongType) {
            return Types.primitive(PrimitiveTypeName.INT64, repetition).named(name);
        }
        if (type instanceof FloatType) {
            return Types.primitive(PrimitiveTypeName.FLOAT, repetition).named(name);
        }
        if (type instanceof DoubleType) {
            return Types.primitive(PrimitiveTypeName.DOUBLE, repetition).named(name);
        }
        if (type instanceof DateType) {
            return annotated(PrimitiveTypeName.INT32, LogicalTypeAnnotation.dateType(), repetition, name);
        }
        if (type instanceof TimestampNTZType) {
            return annotated(
                    PrimitiveTypeName.INT64,
                    LogicalTypeAnnotation.timestampType(false, TimeUnit.MICROS),
                    repetition,
                    name);
        }
        if (type instanceof StringType) {
            return annotated(PrimitiveTypeName.BINARY, LogicalTypeAnnotation.stringType(), repetition, name);
        }
        if (type instanceof BinaryType) {
            return Types.primitive(PrimitiveTypeName.BINARY, repetition).named(name);
        }
        if (type instanceof DecimalType decimal) {
            return decimal(decimal, repetition, name);
        }
        throw new IllegalArgumentException("column " + name + " has a type Parquet files do not take: " + type.sql());
    }

    private static Type decimal(DecimalType type, Repetition repetition, String name) {
        LogicalTypeAnnotation annotation = LogicalTypeAnnotation.decimalType(type.scale(), type.precision());
        if (type.precision() <= DECIMAL_DIGITS_IN_INT) {
            return annotated(PrimitiveTypeName.INT32, annotation, repetition, name);
        }
        if (type.precision() <= DECIMAL_DIGITS_IN_LONG) {
            return annotated(PrimitiveTypeName.INT64, annotation, repetition, name);
        }
        return Types.primitive(PrimitiveTypeName.FIXED_LEN_BYTE_ARRAY, repetition)
                .length(bytesOf(type.precision()))
                .as(annotation)
                .named(name);
    }

    private static Type annotated(
            PrimitiveTypeName primitive, LogicalTypeAnnotation annotation, Repetition repetition, String name) {
        return Types.primitive(primitive, repetition).as(annotation).named(name);
    }
}
