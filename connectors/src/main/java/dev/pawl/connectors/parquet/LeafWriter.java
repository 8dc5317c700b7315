package dev.pawl.connectors.parquet;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.apache.parquet.column.ColumnWriter;
import org.apache.parquet.io.api.Binary;
import org.apache.spark.sql.catalyst.expressions.SpecializedGetters;
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
import org.apache.spark.sql.types.ShortType;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.TimestampNTZType;
import org.apache.spark.sql.types.TimestampType;
import org.apache.spark.unsafe.Platform;
import org.apache.spark.unsafe.types.UTF8String;

/** A column of plain values: hands each to the column writer of the library. */
abstract class LeafWriter extends ValueWriter {
    private static final long MICROS_PER_MILLI = 1000;
    private static final long NANOS_PER_MICRO = 1000;
    private static final long MICROS_PER_DAY = 24L * 60 * 60 * 1000 * MICROS_PER_MILLI;
    private static final long JULIAN_DAY_OF_EPOCH = 2_440_588;

    protected final ColumnWriter out;

    private LeafWriter(String column, boolean isNullable, int parentLevel, ColumnWriter out) {
        super(column, isNullable, parentLevel);
        this.out = out;
    }

    @Override
    final void writeNothing(int repetition, int definition) {
        out.writeNull(repetition, definition);
    }

    static LeafWriter of(ParquetColumn column, int parentLevel, ColumnWriter out, TimestampEncoding timestamps) {
        DataType type = column.type();
        String name = column.name();
        boolean isNullable = column.isNullable();
        if (type instanceof BooleanType) {
            return new Booleans(name, isNullable, parentLevel, out);
        }
        if (type instanceof ByteType) {
            return new Bytes(name, isNullable, parentLevel, out);
        }
        if (type instanceof ShortType) {
            return new Shorts(name, isNullable, parentLevel, out);
        }
        if (type instanceof IntegerType || type instanceof DateType) {
            return new Ints(name, isNullable, parentLevel, out);
        }
        if (type instanceof TimestampType) {
            return switch (timestamps) {
                case INT96 -> new Int96Times(name, isNullable, parentLevel, out);
                case MICROS -> new Longs(name, isNullable, parentLevel, out);
                case MILLIS -> new MilliTimes(name, isNullable, parentLevel, out);
            };
        }
        if (type instanceof LongType || type instanceof TimestampNTZType) {
            return new Longs(name, isNullable, parentLevel, out);
        }
        if (type instanceof FloatType) {
            return new Floats(name, isNullable, parentLevel, out);
        }
        if (type instanceof DoubleType) {
            return new Doubles(name, isNullable, parentLevel, out);
        }
        if (type instanceof StringType) {
            return new Strings(name, isNullable, parentLevel, out);
        }
        if (type instanceof BinaryType) {
            return new Binaries(name, isNullable, parentLevel, out);
        }
        if (type instanceof DecimalType decimal) {
            return decimals(name, isNullable, parentLevel, out, decimal);
        }
        throw new IllegalArgumentException("column " + name + " has a type Parquet files do not take: " + type.sql());
    }

    private static LeafWriter decimals(
            String name, boolean isNullable, int parentLevel, ColumnWriter out, DecimalType type) {
        if (type.precision() <= ParquetTypes.DECIMAL_DIGITS_IN_INT) {
            return new IntDecimals(name, isNullable, parentLevel, out, type);
        }
        if (type.precision() <= ParquetTypes.DECIMAL_DIGITS_IN_LONG) {
            return new LongDecimals(name, isNullable, parentLevel, out, type);
        }
        return new FixedDecimals(name, isNullable, parentLevel, out, type);
    }

    private static final class Booleans extends LeafWriter {
        Booleans(String column, boolean isNullable, int parentLevel, ColumnWriter out) {
            super(column, isNullable, parentLevel, out);
        }

        @Override
        void writeValue(SpecializedGetters values, int ordinal, int repetition) {
            out.write(values.getBoolean(ordinal), repetition, level);
        }
    }

    private static final class Bytes extends LeafWriter {
        Bytes(String column, boolean isNullable, int parentLevel, ColumnWriter out) {
            super(column, isNullable, parentLevel, out);
        }

        @Override
        void writeValue(SpecializedGetters values, int ordinal, int repetition) {
            out.write((int) values.getByte(ordinal), repetition, level);
        }
    }

    private static final class Shorts extends LeafWriter {
        Shorts(String column, boolean isNullable, int parentLevel, ColumnWriter out) {
            super(column, isNullable, parentLevel, out);
        }

        @Override
        void writeValue(SpecializedGetters values, int ordinal, int repetition) {
            out.write((int) values.getShort(ordinal), repetition, level);
        }
    }

    private static final class Ints extends LeafWriter {
        Ints(String column, boolean isNullable, int parentLevel, ColumnWriter out) {
            super(column, isNullable, parentLevel, out);
        }

        @Override
        void writeValue(SpecializedGetters values, int ordinal, int repetition) {
            out.write(values.getInt(ordinal), repetition, level);
        }
    }

    private static final class Longs extends LeafWriter {
        Longs(String column, boolean isNullable, int parentLevel, ColumnWriter out) {
            super(column, isNullable, parentLevel, out);
        }

        @Override
        void writeValue(SpecializedGetters values, int ordinal, int repetition) {
            out.write(values.getLong(ordinal), repetition, level);
        }
    }

    private static final class MilliTimes extends LeafWriter {
        MilliTimes(String column, boolean isNullable, int parentLevel, ColumnWriter out) {
            super(column, isNullable, parentLevel, out);
        }

        @Override
        void writeValue(SpecializedGetters values, int ordinal, int repetition) {
            out.write(Math.floorDiv(values.getLong(ordinal), MICROS_PER_MILLI), repetition, level);
        }
    }

    /** Eight bytes of nanoseconds of the day, then four bytes of the Julian day. */
    private static final class Int96Times extends LeafWriter {
        private final byte[] bytes = new byte[Long.BYTES + Integer.BYTES];
        private final ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);

        Int96Times(String column, boolean isNullable, int parentLevel, ColumnWriter out) {
            super(column, isNullable, parentLevel, out);
        }

        @Override
        void writeValue(SpecializedGetters values, int ordinal, int repetition) {
            long micros = values.getLong(ordinal);
            long day = Math.floorDiv(micros, MICROS_PER_DAY);
            buffer.putLong(0, Math.floorMod(micros, MICROS_PER_DAY) * NANOS_PER_MICRO);
            buffer.putInt(Long.BYTES, Math.toIntExact(day + JULIAN_DAY_OF_EPOCH));
            out.write(Binary.fromReusedByteArray(bytes), repetition, level);
        }
    }

    private static final class Floats extends LeafWriter {
        Floats(String column, boolean isNullable, int parentLevel, ColumnWriter out) {
            super(column, isNullable, parentLevel, out);
        }

        @Override
        void writeValue(SpecializedGetters values, int ordinal, int repetition) {
            out.write(values.getFloat(ordinal), repetition, level);
        }
    }

    private static final class Doubles extends LeafWriter {
        Doubles(String column, boolean isNullable, int parentLevel, ColumnWriter out) {
            super(column, isNullable, parentLevel, out);
        }

        @Override
        void writeValue(SpecializedGetters values, int ordinal, int repetition) {
            out.write(values.getDouble(ordinal), repetition, level);
        }
    }

    private static final class Strings extends LeafWriter {
        Strings(String column, boolean isNullable, int parentLevel, ColumnWriter out) {
            super(column, isNullable, parentLevel, out);
        }

        @Override
        void writeValue(SpecializedGetters values, int ordinal, int repetition) {
            UTF8String text = values.getUTF8String(ordinal);
            Object base = text.getBaseObject();
            Binary binary;
            if (base instanceof byte[] bytes) {
                // The row is the caller's again soon: the library copies what it keeps of a reused array.
                int offset = (int) (text.getBaseOffset() - Platform.BYTE_ARRAY_OFFSET);
                binary = Binary.fromReusedByteArray(bytes, offset, text.numBytes());
            } else {
                binary = Binary.fromConstantByteArray(text.getBytes());
            }
            out.write(binary, repetition, level);
        }
    }

    private static final class Binaries extends LeafWriter {
        Binaries(String column, boolean isNullable, int parentLevel, ColumnWriter out) {
            super(column, isNullable, parentLevel, out);
        }

        @Override
        void writeValue(SpecializedGetters values, int ordinal, int repetition) {
            out.write(Binary.fromReusedByteArray(values.getBinary(ordinal)), repetition, level);
        }
    }

    private abstract static class Decimals extends LeafWriter {
        final int precision;
        final int scale;

        Decimals(String column, boolean isNullable, int parentLevel, ColumnWriter out, DecimalType type) {
            super(column, isNullable, parentLevel, out);
            this.precision = type.precision();
            this.scale = type.scale();
        }
    }

    private static final class IntDecimals extends Decimals {
        IntDecimals(String column, boolean isNullable, int parentLevel, ColumnWriter out, DecimalType type) {
            super(column, isNullable, parentLevel, out, type);
        }

        @Override
        void writeValue(SpecializedGetters values, int ordinal, int repetition) {
            long unscaled = values.getDecimal(ordinal, precision, scale).toUnscaledLong();
            out.write(Math.toIntExact(unscaled), repetition, level);
        }
    }

    private static final class LongDecimals extends Decimals {
        LongDecimals(String column, boolean isNullable, int parentLevel, ColumnWriter out, DecimalType type) {
            super(column, isNullable, parentLevel, out, type);
        }

        @Override
        void writeValue(SpecializedGetters values, int ordinal, int repetition) {
            out.write(values.getDecimal(ordinal, precision, scale).toUnscaledLong(), repetition, level);
        }
    }

    private static final class FixedDecimals extends Decimals {
        private final byte[] padded;

        FixedDecimals(String column, boolean isNullable, int parentLevel, ColumnWriter out, DecimalType type) {
            super(column, isNullable, parentLevel, out, type);
            this.padded = new byte[ParquetTypes.bytesOf(type.precision())];
        }

        @Override
        void writeValue(SpecializedGetters values, int ordinal, int repetition) {
            BigInteger unscaled = values.getDecimal(ordinal, precision, scale)
                    .toJavaBigDecimal()
                    .unscaledValue();
            byte[] bytes = unscaled.toByteArray();
            Arrays.fill(padded, 0, padded.length - bytes.length, (byte) (unscaled.signum() < 0 ? -1 : 0));
            System.arraycopy(bytes, 0, padded, padded.length - bytes.length, bytes.length);
            out.write(Binary.fromReusedByteArray(padded), repetition, level);
        }
    }
}
