package dev.pawl.connectors.avro;

import java.util.ArrayList;
import java.util.List;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.BinaryType;
import org.apache.spark.sql.types.BooleanType;
import org.apache.spark.sql.types.ByteType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DateType;
import org.apache.spark.sql.types.DayTimeIntervalType;
import org.apache.spark.sql.types.Decimal;
import org.apache.spark.sql.types.DecimalType;
import org.apache.spark.sql.types.DoubleType;
import org.apache.spark.sql.types.FloatType;
import org.apache.spark.sql.types.IntegerType;
import org.apache.spark.sql.types.LongType;
import org.apache.spark.sql.types.MapType;
import org.apache.spark.sql.types.NullType;
import org.apache.spark.sql.types.ShortType;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.types.TimestampNTZType;
import org.apache.spark.sql.types.TimestampType;
import org.apache.spark.sql.types.YearMonthIntervalType;

/** The schemas that Spark gives the files it writes. */
final class AvroSchemas {
    private AvroSchemas() {}

    /** @param space the namespace; empty for none */
    static Schema record(StructType columns, String name, String space) {
        String inside = space.isEmpty() ? name : space + "." + name;
        List<Schema.Field> fields = new ArrayList<>();
        for (StructField column : columns.fields()) {
            Schema type = of(column.dataType(), column.nullable(), column.name(), inside);
            fields.add(new Schema.Field(column.name(), type));
        }
        return Schema.createRecord(name, null, space.isEmpty() ? null : space, false, fields);
    }

    private static Schema of(DataType type, boolean isNullable, String name, String space) {
        Schema schema = plain(type, name, space);
        return isNullable && schema.getType() != Schema.Type.NULL
                ? Schema.createUnion(schema, Schema.create(Schema.Type.NULL))
                : schema;
    }

    private static Schema plain(DataType type, String name, String space) {
        if (type instanceof StructType struct) {
            return record(struct, name, space);
        }
        if (type instanceof ArrayType array) {
            return Schema.createArray(of(array.elementType(), array.containsNull(), name, space));
        }
        if (type instanceof MapType map && map.keyType() instanceof StringType) {
            return Schema.createMap(of(map.valueType(), map.valueContainsNull(), name, space));
        }
        if (type instanceof DecimalType decimal) {
            // Names of fixed types must differ: two of a field have the same size.
            Schema fixed = Schema.createFixed(
                    "fixed", null, space + "." + name, Decimal.minBytesForPrecision()[decimal.precision()]);
            return LogicalTypes.decimal(decimal.precision(), decimal.scale()).addToSchema(fixed);
        }
        if (type instanceof DateType) {
            return LogicalTypes.date().addToSchema(Schema.create(Schema.Type.INT));
        }
        if (type instanceof TimestampType) {
            return LogicalTypes.timestampMicros().addToSchema(Schema.create(Schema.Type.LONG));
        }
        if (type instanceof TimestampNTZType) {
            return LogicalTypes.localTimestampMicros().addToSchema(Schema.create(Schema.Type.LONG));
        }
        Schema schema = Schema.create(primitive(type));
        if (type instanceof YearMonthIntervalType || type instanceof DayTimeIntervalType) {
            schema.addProp(AvroColumns.CATALYST_TYPE, type.typeName());
        }
        return schema;
    }

    private static Schema.Type primitive(DataType type) {
        if (type instanceof BooleanType) {
            return Schema.Type.BOOLEAN;
        }
        if (type instanceof ByteType
                || type instanceof ShortType
                || type instanceof IntegerType
                || type instanceof YearMonthIntervalType) {
            return Schema.Type.INT;
        }
        if (type instanceof LongType || type instanceof DayTimeIntervalType) {
            return Schema.Type.LONG;
        }
        if (type instanceof FloatType) {
            return Schema.Type.FLOAT;
        }
        if (type instanceof DoubleType) {
            return Schema.Type.DOUBLE;
        }
        if (type instanceof StringType) {
            return Schema.Type.STRING;
        }
        if (type instanceof BinaryType) {
            return Schema.Type.BYTES;
        }
        if (type instanceof NullType) {
            return Schema.Type.NULL;
        }
        throw new IllegalStateException("Avro has no " + type.sql());
    }
}
