package dev.pawl.connectors.avro;

import dev.pawl.checkpoint.error.ErrorCode;
import dev.pawl.checkpoint.error.PawlException;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import org.apache.avro.LogicalType;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;
import org.apache.avro.io.Encoder;
import org.apache.spark.sql.catalyst.expressions.SpecializedGetters;
import org.apache.spark.sql.catalyst.util.ArrayData;
import org.apache.spark.sql.catalyst.util.DateTimeUtils;
import org.apache.spark.sql.catalyst.util.MapData;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.BinaryType;
import org.apache.spark.sql.types.BooleanType;
import org.apache.spark.sql.types.ByteType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DateType;
import org.apache.spark.sql.types.DayTimeIntervalType;
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
import org.apache.spark.unsafe.types.UTF8String;

/** How rows are written under a schema, prepared once for each sink. */
final class AvroWriters {
    private final FieldMatch match;

    AvroWriters(FieldMatch match) {
        this.match = match;
    }

    /** The fields of a record in the order of its schema, each with the place of its value in a row. */
    static final class Fields {
        private final int[] ordinals;
        private final AvroWriter[] writers;

        private Fields(int[] ordinals, AvroWriter[] writers) {
            this.ordinals = ordinals;
            this.writers = writers;
        }

        void write(SpecializedGetters row, Encoder out) throws IOException {
            for (int i = 0; i < ordinals.length; i++) {
                writers[i].write(row, ordinals[i], out);
            }
        }
    }

    Fields fields(Schema schema, StructType columns, String path) {
        if (schema.getType() != Schema.Type.RECORD) {
            throw mismatch(schema, columns, path);
        }
        int count = schema.getFields().size();
        int[] ordinals = new int[count];
        AvroWriter[] writers = new AvroWriter[count];
        StructField[] all = columns.fields();
        for (int i = 0; i < all.length; i++) {
            Schema.Field field = match.find(schema, all[i].name(), i);
            if (field == null) {
                throw new PawlException(
                        ErrorCode.SINK_SCHEMA_MISMATCH,
                        "Column `" + all[i].name() + "` has no field in the Avro schema of option avroSchema.");
            }
            ordinals[field.pos()] = i;
            writers[field.pos()] = nullable(field.schema(), all[i].dataType(), below(path, field.name()));
        }
        for (Schema.Field field : schema.getFields()) {
            if (writers[field.pos()] == null) {
                writers[field.pos()] = absent(field);
            }
        }
        return new Fields(ordinals, writers);
    }

    private static AvroWriter absent(Schema.Field field) {
        int branch = field.schema().getType() == Schema.Type.UNION ? nullBranch(field.schema()) : -1;
        if (branch < 0) {
            throw new PawlException(
                    ErrorCode.SINK_SCHEMA_MISMATCH,
                    "Field '" + field.name()
                            + "' of option avroSchema has no column in the query and may not be null.");
        }
        return (values, ordinal, out) -> {
            out.writeIndex(branch);
            out.writeNull();
        };
    }

    private static String below(String path, String name) {
        return path.isEmpty() ? name : path + "." + name;
    }

    private static int nullBranch(Schema union) {
        List<Schema> branches = union.getTypes();
        for (int i = 0; i < branches.size(); i++) {
            if (branches.get(i).getType() == Schema.Type.NULL) {
                return i;
            }
        }
        return -1;
    }

    /** Writes nulls too, where the schema has them. */
    private AvroWriter nullable(Schema schema, DataType type, String path) {
        if (type instanceof NullType && schema.getType() == Schema.Type.NULL) {
            return (values, ordinal, out) -> out.writeNull();
        }
        int nullBranch = schema.getType() == Schema.Type.UNION ? nullBranch(schema) : -1;
        AvroWriter writer = schema.getType() == Schema.Type.UNION ? union(schema, type, path) : of(schema, type, path);
        return (values, ordinal, out) -> {
            if (!values.isNullAt(ordinal)) {
                writer.write(values, ordinal, out);
            } else if (nullBranch >= 0) {
                out.writeIndex(nullBranch);
                out.writeNull();
            } else {
                throw new PawlException(
                        ErrorCode.AVRO_CANNOT_WRITE_NULL_FIELD,
                        "Cannot write null value for field `" + path + "` defined as non-null Avro data type " + schema
                                + ".");
            }
        };
    }

    /** A value that is not null, with the branch it is in. */
    private AvroWriter union(Schema schema, DataType type, String path) {
        List<Schema> members = AvroColumns.members(schema);
        List<Schema> branches = schema.getTypes();
        if (members.size() == 1) {
            return branch(branches.indexOf(members.get(0)), of(members.get(0), type, path));
        }
        if (AvroColumns.isOneNumber(members, type)) {
            Schema.Type wide = type instanceof LongType ? Schema.Type.LONG : Schema.Type.DOUBLE;
            Schema member = members.stream()
                    .filter(each -> each.getType() == wide)
                    .findFirst()
                    .orElseThrow();
            return branch(branches.indexOf(member), of(member, type, path));
        }
        if (!(type instanceof StructType struct) || struct.size() != members.size()) {
            throw mismatch(schema, type, path);
        }
        AvroWriter[] writers = new AvroWriter[members.size()];
        for (int i = 0; i < writers.length; i++) {
            if (match != FieldMatch.BY_POSITION && !struct.fields()[i].name().equals("member" + i)) {
                throw mismatch(schema, type, path);
            }
            writers[i] =
                    branch(branches.indexOf(members.get(i)), of(members.get(i), struct.fields()[i].dataType(), path));
        }
        int nullBranch = nullBranch(schema);
        return (values, ordinal, out) -> {
            SpecializedGetters fields = values.getStruct(ordinal, writers.length);
            for (int i = 0; i < writers.length; i++) {
                if (!fields.isNullAt(i)) {
                    writers[i].write(fields, i, out);
                    return;
                }
            }
            if (nullBranch < 0) {
                throw new PawlException(
                        ErrorCode.AVRO_CANNOT_WRITE_NULL_FIELD,
                        "Cannot write field `" + path + "`: no member of its union has a value.");
            }
            out.writeIndex(nullBranch);
            out.writeNull();
        };
    }

    private static AvroWriter branch(int index, AvroWriter writer) {
        return (values, ordinal, out) -> {
            out.writeIndex(index);
            writer.write(values, ordinal, out);
        };
    }

    private AvroWriter of(Schema schema, DataType type, String path) {
        return switch (schema.getType()) {
            case BOOLEAN -> {
                require(type instanceof BooleanType, schema, type, path);
                yield (values, ordinal, out) -> out.writeBoolean(values.getBoolean(ordinal));
            }
            case INT -> ofInt(schema, type, path);
            case LONG -> ofLong(schema, type, path);
            case FLOAT -> {
                require(type instanceof FloatType, schema, type, path);
                yield (values, ordinal, out) -> out.writeFloat(values.getFloat(ordinal));
            }
            case DOUBLE -> {
                require(type instanceof DoubleType, schema, type, path);
                yield (values, ordinal, out) -> out.writeDouble(values.getDouble(ordinal));
            }
            case STRING -> {
                require(type instanceof StringType, schema, type, path);
                yield (values, ordinal, out) -> writeText(values.getUTF8String(ordinal), out);
            }
            case ENUM -> {
                require(type instanceof StringType, schema, type, path);
                yield ofEnum(schema, path);
            }
            case BYTES, FIXED -> ofBytes(schema, type, path);
            case RECORD -> {
                require(type instanceof StructType, schema, type, path);
                Fields fields = fields(schema, (StructType) type, path);
                int width = ((StructType) type).size();
                yield (values, ordinal, out) -> fields.write(values.getStruct(ordinal, width), out);
            }
            case ARRAY -> {
                require(type instanceof ArrayType, schema, type, path);
                AvroWriter element =
                        nullable(schema.getElementType(), ((ArrayType) type).elementType(), path + ".element");
                yield (values, ordinal, out) -> writeArray(values.getArray(ordinal), element, out);
            }
            case MAP -> {
                boolean hasTextKeys = type instanceof MapType map && map.keyType() instanceof StringType;
                require(hasTextKeys, schema, type, path);
                AvroWriter value = nullable(schema.getValueType(), ((MapType) type).valueType(), path + ".value");
                yield (values, ordinal, out) -> writeMap(values.getMap(ordinal), value, out);
            }
            case NULL, UNION -> throw mismatch(schema, type, path);
        };
    }

    private static AvroWriter ofInt(Schema schema, DataType type, String path) {
        if (type instanceof ByteType) {
            return (values, ordinal, out) -> out.writeInt(values.getByte(ordinal));
        }
        if (type instanceof ShortType) {
            return (values, ordinal, out) -> out.writeInt(values.getShort(ordinal));
        }
        require(
                type instanceof IntegerType || type instanceof DateType || type instanceof YearMonthIntervalType,
                schema,
                type,
                path);
        return (values, ordinal, out) -> out.writeInt(values.getInt(ordinal));
    }

    private static AvroWriter ofLong(Schema schema, DataType type, String path) {
        LogicalType logical = schema.getLogicalType();
        boolean isMillis = logical == null
                || logical instanceof LogicalTypes.TimestampMillis
                || logical instanceof LogicalTypes.LocalTimestampMillis;
        if (type instanceof TimestampType) {
            require(isMillis || logical instanceof LogicalTypes.TimestampMicros, schema, type, path);
            return micros(isMillis);
        }
        if (type instanceof TimestampNTZType) {
            require(isMillis || logical instanceof LogicalTypes.LocalTimestampMicros, schema, type, path);
            return micros(isMillis);
        }
        require(type instanceof LongType || type instanceof DayTimeIntervalType, schema, type, path);
        return micros(false);
    }

    private static AvroWriter micros(boolean isMillis) {
        return isMillis
                ? (values, ordinal, out) -> out.writeLong(DateTimeUtils.microsToMillis(values.getLong(ordinal)))
                : (values, ordinal, out) -> out.writeLong(values.getLong(ordinal));
    }

    private static AvroWriter ofEnum(Schema schema, String path) {
        return (values, ordinal, out) -> {
            String text = values.getUTF8String(ordinal).toString();
            if (!schema.hasEnumSymbol(text)) {
                throw new PawlException(
                        ErrorCode.ROW_FAILED,
                        "\"" + text + "\" cannot be written to field `" + path + "`: its enum has "
                                + schema.getEnumSymbols() + ".");
            }
            out.writeEnum(schema.getEnumOrdinal(text));
        };
    }

    private static AvroWriter ofBytes(Schema schema, DataType type, String path) {
        boolean isFixed = schema.getType() == Schema.Type.FIXED;
        if (type instanceof DecimalType decimal) {
            boolean isSame =
                    LogicalTypes.decimal(decimal.precision(), decimal.scale()).equals(schema.getLogicalType());
            require(isSame, schema, type, path);
            return (values, ordinal, out) -> {
                byte[] unscaled = values.getDecimal(ordinal, decimal.precision(), decimal.scale())
                        .toJavaBigDecimal()
                        .unscaledValue()
                        .toByteArray();
                if (isFixed) {
                    out.writeFixed(padded(unscaled, schema.getFixedSize()));
                } else {
                    out.writeBytes(unscaled);
                }
            };
        }
        require(type instanceof BinaryType, schema, type, path);
        return (values, ordinal, out) -> {
            byte[] bytes = values.getBinary(ordinal);
            if (!isFixed) {
                out.writeBytes(bytes);
            } else if (bytes.length == schema.getFixedSize()) {
                out.writeFixed(bytes);
            } else {
                throw new PawlException(
                        ErrorCode.ROW_FAILED,
                        bytes.length + " bytes cannot be written to field `" + path + "`: its values have "
                                + schema.getFixedSize() + ".");
            }
        };
    }

    private static byte[] padded(byte[] number, int size) {
        byte[] padded = new byte[size];
        Arrays.fill(padded, 0, size - number.length, (byte) (number[0] < 0 ? -1 : 0));
        System.arraycopy(number, 0, padded, size - number.length, number.length);
        return padded;
    }

    private static void writeText(UTF8String text, Encoder out) throws IOException {
        out.writeBytes(text.getBytes());
    }

    private static void writeArray(ArrayData array, AvroWriter element, Encoder out) throws IOException {
        int count = array.numElements();
        out.writeArrayStart();
        out.setItemCount(count);
        for (int i = 0; i < count; i++) {
            out.startItem();
            element.write(array, i, out);
        }
        out.writeArrayEnd();
    }

    private static void writeMap(MapData map, AvroWriter value, Encoder out) throws IOException {
        int count = map.numElements();
        ArrayData keys = map.keyArray();
        ArrayData values = map.valueArray();
        out.writeMapStart();
        out.setItemCount(count);
        for (int i = 0; i < count; i++) {
            out.startItem();
            writeText(keys.getUTF8String(i), out);
            value.write(values, i, out);
        }
        out.writeMapEnd();
    }

    private static void require(boolean fits, Schema schema, DataType type, String path) {
        if (!fits) {
            throw mismatch(schema, type, path);
        }
    }

    private static PawlException mismatch(Schema schema, DataType type, String path) {
        return new PawlException(
                ErrorCode.SINK_SCHEMA_MISMATCH,
                "A column of " + type.sql() + " cannot be written as " + schema
                        + (path.isEmpty() ? "" : ", which field '" + path + "' is") + ".");
    }
}
