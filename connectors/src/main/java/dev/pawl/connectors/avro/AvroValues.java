package dev.pawl.connectors.avro;

import dev.pawl.checkpoint.error.ErrorCode;
import dev.pawl.connectors.format.ColumnMismatchException;
import dev.pawl.connectors.format.Rebase;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.apache.avro.LogicalType;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericFixed;
import org.apache.avro.generic.IndexedRecord;
import org.apache.avro.util.Utf8;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.catalyst.util.ArrayBasedMapData;
import org.apache.spark.sql.catalyst.util.GenericArrayData;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.BinaryType;
import org.apache.spark.sql.types.BooleanType;
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
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.types.TimestampNTZType;
import org.apache.spark.sql.types.TimestampType;
import org.apache.spark.sql.types.YearMonthIntervalType;
import org.apache.spark.unsafe.types.UTF8String;
import org.jspecify.annotations.Nullable;

/** Which values of Avro become which of Spark's, prepared once for each file. */
final class AvroValues {
    private static final long MICROS_PER_MILLI = 1000;
    private static final long MILLIS_PER_DAY = 24L * 60 * 60 * 1000;

    private final SchemaChoices choices;
    private final FieldMatch match;
    private final Rebase rebase;

    AvroValues(SchemaChoices choices, FieldMatch match, Rebase rebase) {
        this.choices = choices;
        this.match = match;
        this.rebase = rebase;
    }

    /** The fields of a record by their places there; those that it has not are null. */
    static final class Fields {
        private final int[] positions;
        private final AvroValue[] values;

        private Fields(int[] positions, AvroValue[] values) {
            this.positions = positions;
            this.values = values;
        }

        int count() {
            return positions.length;
        }

        @Nullable
        Object[] of(IndexedRecord from, @Nullable Object[] target) {
            for (int i = 0; i < positions.length; i++) {
                Object value = positions[i] < 0 ? null : from.get(positions[i]);
                target[i] = value == null ? null : values[i].of(value);
            }
            return target;
        }
    }

    Fields fields(Schema schema, StructType wanted, String path) {
        StructField[] columns = wanted.fields();
        int[] positions = new int[columns.length];
        AvroValue[] values = new AvroValue[columns.length];
        for (int i = 0; i < columns.length; i++) {
            Schema.Field field = match.find(schema, columns[i].name(), i);
            positions[i] = field == null ? -1 : field.pos();
            values[i] = field == null
                    ? value -> null
                    : of(
                            field.schema(),
                            columns[i].dataType(),
                            path.isEmpty() ? field.name() : path + "." + field.name());
        }
        return new Fields(positions, values);
    }

    private AvroValue of(Schema schema, DataType wanted, String path) {
        switch (schema.getType()) {
            case NULL -> {
                if (wanted instanceof NullType) {
                    return value -> null;
                }
            }
            case BOOLEAN -> {
                if (wanted instanceof BooleanType) {
                    return value -> value;
                }
            }
            case INT -> {
                return ofInt(schema, wanted, path);
            }
            case LONG -> {
                return ofLong(schema, wanted, path);
            }
            case FLOAT -> {
                if (wanted instanceof FloatType) {
                    return value -> value;
                }
                if (wanted instanceof DoubleType) {
                    return value -> ((Number) value).doubleValue();
                }
            }
            case DOUBLE -> {
                if (wanted instanceof DoubleType) {
                    return value -> value;
                }
            }
            case STRING -> {
                if (wanted instanceof StringType) {
                    return AvroValues::text;
                }
            }
            case ENUM -> {
                if (wanted instanceof StringType) {
                    return value -> UTF8String.fromString(value.toString());
                }
            }
            case BYTES, FIXED -> {
                return ofBytes(schema, wanted, path);
            }
            case RECORD -> {
                if (wanted instanceof StructType struct) {
                    Fields fields = fields(schema, struct, path);
                    return value -> new GenericInternalRow(
                            fields.of((IndexedRecord) value, new @Nullable Object[fields.count()]));
                }
            }
            case ARRAY -> {
                if (wanted instanceof ArrayType array) {
                    AvroValue element = of(schema.getElementType(), array.elementType(), path + ".element");
                    return value -> elements((Collection<?>) value, element);
                }
            }
            case MAP -> {
                if (wanted instanceof MapType map && map.keyType() instanceof StringType) {
                    AvroValue entry = of(schema.getValueType(), map.valueType(), path + ".value");
                    return value -> entries((Map<?, ?>) value, entry);
                }
            }
            case UNION -> {
                return ofUnion(schema, wanted, path);
            }
        }
        throw mismatch(schema, wanted, path);
    }

    private AvroValue ofInt(Schema schema, DataType wanted, String path) {
        if (wanted instanceof IntegerType || wanted instanceof YearMonthIntervalType) {
            return value -> value;
        }
        if (wanted instanceof LongType) {
            return value -> ((Number) value).longValue();
        }
        if (wanted instanceof DoubleType) {
            return value -> ((Number) value).doubleValue();
        }
        if (wanted instanceof DateType && !(typeOf(schema) instanceof YearMonthIntervalType)) {
            return rebase.isLegacy() ? value -> rebase.days((Integer) value) : value -> value;
        }
        throw mismatch(schema, wanted, path);
    }

    private AvroValue ofLong(Schema schema, DataType wanted, String path) {
        LogicalType logical = schema.getLogicalType();
        boolean isInterval = typeOf(schema) instanceof DayTimeIntervalType;
        if (wanted instanceof LongType || wanted instanceof DayTimeIntervalType) {
            return value -> value;
        }
        if (wanted instanceof TimestampType && !isInterval) {
            // Without a logical type it is milliseconds, as it once was for all.
            if (logical == null || logical instanceof LogicalTypes.TimestampMillis) {
                return value -> rebase.micros(Math.multiplyExact((Long) value, MICROS_PER_MILLI));
            }
            if (logical instanceof LogicalTypes.TimestampMicros) {
                return rebase.isLegacy() ? value -> rebase.micros((Long) value) : value -> value;
            }
        }
        if (wanted instanceof TimestampNTZType && !isInterval) {
            if (logical == null || logical instanceof LogicalTypes.LocalTimestampMillis) {
                return value -> Math.multiplyExact((Long) value, MICROS_PER_MILLI);
            }
            if (logical instanceof LogicalTypes.LocalTimestampMicros) {
                return value -> value;
            }
        }
        if (wanted instanceof DateType && !isInterval) {
            return value -> (int) ((Long) value / MILLIS_PER_DAY);
        }
        throw mismatch(schema, wanted, path);
    }

    private AvroValue ofBytes(Schema schema, DataType wanted, String path) {
        if (wanted instanceof BinaryType) {
            return value -> bytes(value).clone();
        }
        boolean fits = wanted instanceof DecimalType decimal
                && schema.getLogicalType() instanceof LogicalTypes.Decimal stored
                && stored.getPrecision() - stored.getScale() <= decimal.precision() - decimal.scale();
        if (!fits) {
            throw mismatch(schema, wanted, path);
        }
        DecimalType type = (DecimalType) wanted;
        LogicalTypes.Decimal stored = (LogicalTypes.Decimal) schema.getLogicalType();
        return value -> decimal(new BigDecimal(new BigInteger(bytes(value)), stored.getScale()), type);
    }

    private static @Nullable Decimal decimal(BigDecimal value, DecimalType type) {
        Decimal decimal = Decimal.apply(value);
        return decimal.changePrecision(type.precision(), type.scale()) ? decimal : null;
    }

    private AvroValue ofUnion(Schema schema, DataType wanted, String path) {
        List<Schema> members = AvroColumns.members(schema);
        if (members.isEmpty()) {
            return value -> null;
        }
        if (members.size() == 1) {
            return of(members.get(0), wanted, path);
        }
        if (AvroColumns.isOneNumber(members, wanted)) {
            return wanted instanceof LongType
                    ? value -> ((Number) value).longValue()
                    : value -> ((Number) value).doubleValue();
        }
        if (!(wanted instanceof StructType struct) || struct.size() != members.size()) {
            throw mismatch(schema, wanted, path);
        }
        AvroValue[] values = new AvroValue[members.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = of(members.get(i), struct.fields()[i].dataType(), path);
        }
        Schema union = Schema.createUnion(members);
        return value -> {
            @Nullable Object[] fields = new @Nullable Object[values.length];
            int member = GenericData.get().resolveUnion(union, value);
            fields[member] = values[member].of(value);
            return new GenericInternalRow(fields);
        };
    }

    private DataType typeOf(Schema schema) {
        return AvroColumns.typeOf(schema, choices);
    }

    private ColumnMismatchException mismatch(Schema schema, DataType wanted, String path) {
        return new ColumnMismatchException(
                ErrorCode.AVRO_INCOMPATIBLE_READ_TYPE,
                "field '" + path + "' is " + schema + " there, which is no " + wanted.sql());
    }

    private static UTF8String text(Object value) {
        return value instanceof Utf8 utf8
                ? UTF8String.fromBytes(utf8.getBytes(), 0, utf8.getByteLength())
                : UTF8String.fromString(value.toString());
    }

    private static byte[] bytes(Object value) {
        if (value instanceof GenericFixed fixed) {
            return fixed.bytes();
        }
        ByteBuffer buffer = ((ByteBuffer) value).duplicate();
        byte[] bytes = new byte[buffer.remaining()];
        buffer.get(bytes);
        return bytes;
    }

    private static GenericArrayData elements(Collection<?> values, AvroValue element) {
        @Nullable Object[] elements = new @Nullable Object[values.size()];
        int i = 0;
        for (Object value : values) {
            elements[i++] = value == null ? null : element.of(value);
        }
        return new GenericArrayData(elements);
    }

    private static ArrayBasedMapData entries(Map<?, ?> map, AvroValue value) {
        Object[] keys = new Object[map.size()];
        @Nullable Object[] values = new @Nullable Object[map.size()];
        int i = 0;
        for (Map.Entry<?, ?> entry : map.entrySet()) {
            keys[i] = text(entry.getKey());
            Object each = entry.getValue();
            values[i++] = each == null ? null : value.of(each);
        }
        return new ArrayBasedMapData(new GenericArrayData(keys), new GenericArrayData(values));
    }
}
