package dev.pawl.connectors.delta;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.catalyst.expressions.SpecializedGetters;
import org.apache.spark.sql.catalyst.util.ArrayBasedMapData;
import org.apache.spark.sql.catalyst.util.ArrayData;
import org.apache.spark.sql.catalyst.util.GenericArrayData;
import org.apache.spark.sql.catalyst.util.MapData;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.BinaryType;
import org.apache.spark.sql.types.BooleanType;
import org.apache.spark.sql.types.ByteType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.DateType;
import org.apache.spark.sql.types.Decimal;
import org.apache.spark.sql.types.DecimalType;
import org.apache.spark.sql.types.DoubleType;
import org.apache.spark.sql.types.FloatType;
import org.apache.spark.sql.types.IntegerType;
import org.apache.spark.sql.types.MapType;
import org.apache.spark.sql.types.ShortType;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.unsafe.types.UTF8String;
import org.jspecify.annotations.Nullable;

/** Rows of any schema, made from a seed, and as texts that can be compared. */
final class Rows {
    private static final long MICROS_PER_DAY = 86_400_000_000L;

    private Rows() {}

    static StructType allTypes() {
        StructType inner = new StructType().add("x", DataTypes.IntegerType).add("y", DataTypes.StringType);
        StructType middle = new StructType().add("c", DataTypes.StringType).add("d", DataTypes.createArrayType(inner));
        StructType schema = plainTypes();
        return schema.add("ints", DataTypes.createArrayType(DataTypes.IntegerType))
                .add("texts", DataTypes.createArrayType(DataTypes.createArrayType(DataTypes.StringType)))
                .add("counts", DataTypes.createMapType(DataTypes.StringType, DataTypes.LongType))
                .add("nested", new StructType().add("a", DataTypes.DoubleType).add("b", middle))
                .add("many", DataTypes.createMapType(DataTypes.IntegerType, DataTypes.createArrayType(middle)));
    }

    static StructType plainTypes() {
        return new StructType()
                .add("flag", DataTypes.BooleanType)
                .add("tiny", DataTypes.ByteType)
                .add("small", DataTypes.ShortType)
                .add("n", DataTypes.IntegerType)
                .add("id", DataTypes.LongType)
                .add("f", DataTypes.FloatType)
                .add("d", DataTypes.DoubleType)
                .add("price", DataTypes.createDecimalType(7, 2))
                .add("total", DataTypes.createDecimalType(16, 4))
                .add("huge", DataTypes.createDecimalType(38, 10))
                .add("text", DataTypes.StringType)
                .add("bytes", DataTypes.BinaryType)
                .add("day", DataTypes.DateType)
                .add("at", DataTypes.TimestampType)
                .add("local", DataTypes.TimestampNTZType);
    }

    static List<InternalRow> make(StructType schema, long seed, int count) {
        Random random = new Random(seed);
        List<InternalRow> rows = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            rows.add(row(schema, random));
        }
        return rows;
    }

    private static GenericInternalRow row(StructType schema, Random random) {
        StructField[] fields = schema.fields();
        Object[] values = new Object[fields.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = fields[i].nullable() && random.nextInt(5) == 0 ? null : value(fields[i].dataType(), random);
        }
        return new GenericInternalRow(values);
    }

    private static Object value(DataType type, Random random) {
        if (type instanceof BooleanType) {
            return random.nextBoolean();
        }
        if (type instanceof ByteType) {
            return (byte) random.nextInt();
        }
        if (type instanceof ShortType) {
            return (short) random.nextInt();
        }
        if (type instanceof IntegerType) {
            return random.nextInt();
        }
        if (type instanceof DateType) {
            return random.nextInt(40_000) - 10_000;
        }
        if (type instanceof FloatType) {
            return random.nextInt(20) == 0 ? Float.NaN : (float) random.nextGaussian();
        }
        if (type instanceof DoubleType) {
            return random.nextInt(20) == 0 ? Double.NEGATIVE_INFINITY : random.nextGaussian();
        }
        if (type instanceof StringType) {
            return UTF8String.fromString("grün-" + "x".repeat(random.nextInt(60)) + random.nextInt(50));
        }
        if (type instanceof BinaryType) {
            byte[] bytes = new byte[random.nextInt(20)];
            random.nextBytes(bytes);
            return bytes;
        }
        if (type instanceof DecimalType decimal) {
            BigInteger unscaled = new BigInteger((int) (decimal.precision() * 3.2), random);
            BigDecimal number = new BigDecimal(random.nextBoolean() ? unscaled : unscaled.negate(), decimal.scale());
            return Decimal.apply(number, decimal.precision(), decimal.scale());
        }
        if (type instanceof ArrayType array) {
            return array(array.elementType(), random, random.nextInt(4), true);
        }
        if (type instanceof MapType map) {
            int count = random.nextInt(4);
            Object[] keys = new Object[count];
            for (int i = 0; i < count; i++) {
                keys[i] = map.keyType() instanceof IntegerType ? (Object) i : UTF8String.fromString("k" + i);
            }
            return new ArrayBasedMapData(new GenericArrayData(keys), array(map.valueType(), random, count, true));
        }
        if (type instanceof StructType struct) {
            return row(struct, random);
        }
        return (long) (random.nextGaussian() * 20_000 * MICROS_PER_DAY);
    }

    private static GenericArrayData array(DataType type, Random random, int count, boolean hasNulls) {
        Object[] values = new Object[count];
        for (int i = 0; i < count; i++) {
            values[i] = hasNulls && random.nextInt(5) == 0 ? null : value(type, random);
        }
        return new GenericArrayData(values);
    }

    static List<String> texts(List<InternalRow> rows, StructType schema) {
        return rows.stream().map(row -> text(row, schema)).sorted().toList();
    }

    static String text(InternalRow row, StructType schema) {
        List<String> values = new ArrayList<>();
        for (int i = 0; i < schema.fields().length; i++) {
            values.add(text(row, i, schema.fields()[i].dataType()));
        }
        return values.toString();
    }

    private static String text(SpecializedGetters values, int ordinal, DataType type) {
        if (values.isNullAt(ordinal)) {
            return "null";
        }
        if (type instanceof StructType struct) {
            return text(values.getStruct(ordinal, struct.fields().length), struct);
        }
        if (type instanceof ArrayType array) {
            return text(values.getArray(ordinal), array.elementType());
        }
        if (type instanceof MapType map) {
            MapData data = values.getMap(ordinal);
            return text(data.keyArray(), map.keyType()) + "->" + text(data.valueArray(), map.valueType());
        }
        if (type instanceof BinaryType) {
            return HexFormat.of().formatHex(values.getBinary(ordinal));
        }
        if (type instanceof DecimalType decimal) {
            return values.getDecimal(ordinal, decimal.precision(), decimal.scale())
                    .toJavaBigDecimal()
                    .toPlainString();
        }
        return String.valueOf(plain(values, ordinal, type));
    }

    private static @Nullable Object plain(SpecializedGetters values, int ordinal, DataType type) {
        if (type instanceof BooleanType) {
            return values.getBoolean(ordinal);
        }
        if (type instanceof ByteType) {
            return values.getByte(ordinal);
        }
        if (type instanceof ShortType) {
            return values.getShort(ordinal);
        }
        if (type instanceof IntegerType || type instanceof DateType) {
            return values.getInt(ordinal);
        }
        if (type instanceof FloatType) {
            return values.getFloat(ordinal);
        }
        if (type instanceof DoubleType) {
            return values.getDouble(ordinal);
        }
        if (type instanceof StringType) {
            return values.getUTF8String(ordinal);
        }
        return values.getLong(ordinal);
    }

    private static String text(ArrayData array, DataType type) {
        String[] values = new String[array.numElements()];
        for (int i = 0; i < values.length; i++) {
            values[i] = text(array, i, type);
        }
        return Arrays.toString(values);
    }
}
