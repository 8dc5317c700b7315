package dev.pawl.connectors.delta;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.StringJoiner;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.types.BinaryType;
import org.apache.spark.sql.types.BooleanType;
import org.apache.spark.sql.types.ByteType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DateType;
import org.apache.spark.sql.types.DecimalType;
import org.apache.spark.sql.types.DoubleType;
import org.apache.spark.sql.types.FloatType;
import org.apache.spark.sql.types.IntegerType;
import org.apache.spark.sql.types.ShortType;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.TimestampType;
import org.apache.spark.unsafe.Platform;

/**
 * The key of a row as bytes, equal exactly where Spark's {@code <=>} finds the values equal: a null is equal to a null, a
 * NaN to a NaN, and both zeros are one.
 */
final class KeyEncoder {
    private static final int LONG_BYTES = 8;
    private static final int LENGTH_BYTES = 4;

    private final StructField[] columns;
    private final boolean[] isEmptyNull;
    private final int[] ordinals;
    private byte[] buffer = new byte[64];
    private int length;

    /** @param ordinals where rows have each key column */
    KeyEncoder(MergeKeys keys, int[] ordinals) {
        this.columns = keys.columns().fields();
        this.ordinals = ordinals.clone();
        this.isEmptyNull = new boolean[columns.length];
        for (int i = 0; i < columns.length; i++) {
            // A partition cannot tell an empty value from none.
            isEmptyNull[i] = keys.isPartition(columns[i]);
        }
    }

    /** Puts the key of a row into the buffer, which is valid until the next row. */
    void encode(InternalRow row) {
        length = 0;
        for (int i = 0; i < columns.length; i++) {
            int ordinal = ordinals[i];
            if (row.isNullAt(ordinal)) {
                putByte(0);
            } else {
                encode(row, ordinal, columns[i].dataType(), isEmptyNull[i]);
            }
        }
    }

    private void encode(InternalRow row, int ordinal, DataType type, boolean isEmptyNone) {
        if (type instanceof StringType) {
            putBytes(row.getUTF8String(ordinal).getBytes(), isEmptyNone);
        } else if (type instanceof BinaryType) {
            putBytes(row.getBinary(ordinal), isEmptyNone);
        } else if (type instanceof DecimalType decimal) {
            putBytes(
                    row.getDecimal(ordinal, decimal.precision(), decimal.scale())
                            .toJavaBigDecimal()
                            .unscaledValue()
                            .toByteArray(),
                    false);
        } else {
            putByte(1);
            putLong(bits(row, ordinal, type));
        }
    }

    private static long bits(InternalRow row, int ordinal, DataType type) {
        if (type instanceof IntegerType || type instanceof DateType) {
            return row.getInt(ordinal);
        }
        if (type instanceof DoubleType) {
            double value = row.getDouble(ordinal);
            return Double.doubleToLongBits(value == 0 ? 0 : value);
        }
        if (type instanceof FloatType) {
            float value = row.getFloat(ordinal);
            return Float.floatToIntBits(value == 0 ? 0 : value);
        }
        if (type instanceof ShortType) {
            return row.getShort(ordinal);
        }
        if (type instanceof ByteType) {
            return row.getByte(ordinal);
        }
        if (type instanceof BooleanType) {
            return row.getBoolean(ordinal) ? 1 : 0;
        }
        return row.getLong(ordinal);
    }

    private void putByte(int value) {
        reserve(1);
        buffer[length++] = (byte) value;
    }

    private void putLong(long value) {
        reserve(LONG_BYTES);
        Platform.putLong(buffer, Platform.BYTE_ARRAY_OFFSET + length, value);
        length += LONG_BYTES;
    }

    private void putBytes(byte[] value, boolean isEmptyNone) {
        if (value.length == 0 && isEmptyNone) {
            putByte(0);
            return;
        }
        putByte(1);
        reserve(LENGTH_BYTES + value.length);
        Platform.putInt(buffer, Platform.BYTE_ARRAY_OFFSET + length, value.length);
        System.arraycopy(value, 0, buffer, length + LENGTH_BYTES, value.length);
        length += LENGTH_BYTES + value.length;
    }

    private void reserve(int more) {
        if (length + more > buffer.length) {
            buffer = Arrays.copyOf(buffer, Math.max(length + more, 2 * buffer.length));
        }
    }

    boolean isNewIn(KeySet keys) {
        return keys.add(buffer, 0, length);
    }

    boolean isIn(KeySet keys) {
        return keys.contains(buffer, length);
    }

    byte[] key() {
        return Arrays.copyOf(buffer, length);
    }

    /** An encoded key for a message: {@code id=7, day=null}. */
    String shown(byte[] key) {
        StringJoiner shown = new StringJoiner(", ");
        int at = 0;
        for (StructField column : columns) {
            DataType type = column.dataType();
            if (key[at++] == 0) {
                shown.add(column.name() + "=null");
                continue;
            }
            boolean hasLength = type instanceof StringType || type instanceof BinaryType || type instanceof DecimalType;
            int bytes = hasLength ? Platform.getInt(key, Platform.BYTE_ARRAY_OFFSET + at) : LONG_BYTES;
            at += hasLength ? LENGTH_BYTES : 0;
            byte[] value = Arrays.copyOfRange(key, at, at + bytes);
            at += bytes;
            shown.add(column.name() + "=" + shown(value, type));
        }
        return shown.toString();
    }

    private static String shown(byte[] value, DataType type) {
        if (type instanceof StringType) {
            return new String(value, StandardCharsets.UTF_8);
        }
        if (type instanceof BinaryType) {
            return HexFormat.of().formatHex(value);
        }
        if (type instanceof DecimalType decimal) {
            return new BigDecimal(new BigInteger(value), decimal.scale()).toPlainString();
        }
        long bits = Platform.getLong(value, Platform.BYTE_ARRAY_OFFSET);
        if (type instanceof DoubleType) {
            return Double.toString(Double.longBitsToDouble(bits));
        }
        if (type instanceof FloatType) {
            return Float.toString(Float.intBitsToFloat((int) bits));
        }
        if (type instanceof BooleanType) {
            return Boolean.toString(bits != 0);
        }
        if (type instanceof DateType) {
            return LocalDate.ofEpochDay(bits).toString();
        }
        if (type instanceof TimestampType) {
            return Instant.EPOCH.plus(bits, ChronoUnit.MICROS).toString();
        }
        return Long.toString(bits);
    }
}
