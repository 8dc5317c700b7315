package dev.pawl.connectors.parquet;

import dev.pawl.checkpoint.error.ErrorCode;
import dev.pawl.connectors.format.ColumnMismatchException;
import dev.pawl.connectors.format.Rebase;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.apache.parquet.column.Dictionary;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.io.api.PrimitiveConverter;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.DecimalLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.IntLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.TimeUnit;
import org.apache.parquet.schema.LogicalTypeAnnotation.TimestampLogicalTypeAnnotation;
import org.apache.parquet.schema.PrimitiveType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Type;
import org.apache.spark.sql.catalyst.util.DateTimeUtils;
import org.apache.spark.sql.types.BinaryType;
import org.apache.spark.sql.types.BooleanType;
import org.apache.spark.sql.types.ByteType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DateType;
import org.apache.spark.sql.types.Decimal;
import org.apache.spark.sql.types.DecimalType;
import org.apache.spark.sql.types.DoubleType;
import org.apache.spark.sql.types.FloatType;
import org.apache.spark.sql.types.IntegerType;
import org.apache.spark.sql.types.LongType;
import org.apache.spark.sql.types.ShortType;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.TimestampNTZType;
import org.apache.spark.sql.types.TimestampType;
import org.apache.spark.unsafe.types.UTF8String;

/** Takes plain values of a column, whatever Parquet stores them as. */
abstract class LeafReader extends PrimitiveConverter {
    private static final long MICROS_PER_MILLI = 1000;
    private static final long UNSIGNED_INT = 0xFFFFFFFFL;

    final ValueReaders.Slot slot;

    private LeafReader(ValueReaders.Slot slot) {
        this.slot = slot;
    }

    static ColumnMismatchException mismatch(Type type, DataType wanted) {
        return new ColumnMismatchException(
                ErrorCode.PARQUET_COLUMN_DATA_TYPE_MISMATCH,
                "Parquet column cannot be converted: column [" + type.getName() + "], expected " + wanted.sql()
                        + ", found " + type);
    }

    static LeafReader of(PrimitiveType type, DataType wanted, ValueReaders.Slot slot, Rebase rebase) {
        PrimitiveTypeName physical = type.getPrimitiveTypeName();
        LogicalTypeAnnotation annotation = type.getLogicalTypeAnnotation();
        boolean isText = physical == PrimitiveTypeName.BINARY;
        if (wanted instanceof StringType && isText) {
            return new Strings(slot);
        }
        if (wanted instanceof BinaryType && (isText || physical == PrimitiveTypeName.FIXED_LEN_BYTE_ARRAY)) {
            return new Binaries(slot);
        }
        if (wanted instanceof DecimalType decimal) {
            if (annotation instanceof DecimalLogicalTypeAnnotation stored) {
                return new Decimals(slot, decimal, stored.getScale(), false);
            }
            boolean isUnsigned = annotation instanceof IntLogicalTypeAnnotation integer && !integer.isSigned();
            if (physical == PrimitiveTypeName.INT32 || physical == PrimitiveTypeName.INT64) {
                return new Decimals(slot, decimal, 0, isUnsigned);
            }
        }
        if (wanted instanceof TimestampType || wanted instanceof TimestampNTZType) {
            return timestamps(physical, annotation, slot, rebase, type, wanted);
        }
        if (physical == PrimitiveTypeName.INT32
                && annotation instanceof IntLogicalTypeAnnotation integer
                && !integer.isSigned()
                && wanted instanceof LongType) {
            return new UnsignedInts(slot);
        }
        return numbers(physical, type, wanted, slot, rebase);
    }

    private static LeafReader numbers(
            PrimitiveTypeName physical, PrimitiveType type, DataType wanted, ValueReaders.Slot slot, Rebase rebase) {
        switch (physical) {
            case BOOLEAN -> {
                if (wanted instanceof BooleanType) {
                    return new Booleans(slot);
                }
            }
            case INT32 -> {
                if (wanted instanceof ByteType) {
                    return new Bytes(slot);
                }
                if (wanted instanceof ShortType) {
                    return new Shorts(slot);
                }
                if (wanted instanceof IntegerType) {
                    return new Ints(slot);
                }
                if (wanted instanceof DateType) {
                    return new Days(slot, rebase);
                }
                if (wanted instanceof LongType) {
                    return new IntsAsLongs(slot);
                }
                if (wanted instanceof DoubleType) {
                    return new Doubles(slot);
                }
            }
            case INT64 -> {
                if (wanted instanceof LongType) {
                    return new Longs(slot);
                }
            }
            case FLOAT -> {
                if (wanted instanceof FloatType) {
                    return new Floats(slot);
                }
                if (wanted instanceof DoubleType) {
                    return new Doubles(slot);
                }
            }
            case DOUBLE -> {
                if (wanted instanceof DoubleType) {
                    return new Doubles(slot);
                }
            }
            default -> throw mismatch(type, wanted);
        }
        throw mismatch(type, wanted);
    }

    private static LeafReader timestamps(
            PrimitiveTypeName physical,
            LogicalTypeAnnotation annotation,
            ValueReaders.Slot slot,
            Rebase rebase,
            PrimitiveType type,
            DataType wanted) {
        if (physical == PrimitiveTypeName.INT96) {
            return new Int96Times(slot, rebase);
        }
        if (physical == PrimitiveTypeName.INT64
                && annotation instanceof TimestampLogicalTypeAnnotation stored
                && stored.getUnit() != TimeUnit.NANOS) {
            return new Times(slot, rebase, stored.getUnit() == TimeUnit.MILLIS);
        }
        throw mismatch(type, wanted);
    }

    private static final class Booleans extends LeafReader {
        Booleans(ValueReaders.Slot slot) {
            super(slot);
        }

        @Override
        public void addBoolean(boolean value) {
            slot.setBoolean(value);
        }
    }

    private static final class Bytes extends LeafReader {
        Bytes(ValueReaders.Slot slot) {
            super(slot);
        }

        @Override
        public void addInt(int value) {
            slot.setByte((byte) value);
        }
    }

    private static final class Shorts extends LeafReader {
        Shorts(ValueReaders.Slot slot) {
            super(slot);
        }

        @Override
        public void addInt(int value) {
            slot.setShort((short) value);
        }
    }

    private static final class Ints extends LeafReader {
        Ints(ValueReaders.Slot slot) {
            super(slot);
        }

        @Override
        public void addInt(int value) {
            slot.setInt(value);
        }
    }

    private static final class Days extends LeafReader {
        private final Rebase rebase;

        Days(ValueReaders.Slot slot, Rebase rebase) {
            super(slot);
            this.rebase = rebase;
        }

        @Override
        public void addInt(int value) {
            slot.setInt(rebase.days(value));
        }
    }

    private static final class IntsAsLongs extends LeafReader {
        IntsAsLongs(ValueReaders.Slot slot) {
            super(slot);
        }

        @Override
        public void addInt(int value) {
            slot.setLong(value);
        }
    }

    private static final class UnsignedInts extends LeafReader {
        UnsignedInts(ValueReaders.Slot slot) {
            super(slot);
        }

        @Override
        public void addInt(int value) {
            slot.setLong(value & UNSIGNED_INT);
        }
    }

    private static final class Longs extends LeafReader {
        Longs(ValueReaders.Slot slot) {
            super(slot);
        }

        @Override
        public void addLong(long value) {
            slot.setLong(value);
        }
    }

    private static final class Floats extends LeafReader {
        Floats(ValueReaders.Slot slot) {
            super(slot);
        }

        @Override
        public void addFloat(float value) {
            slot.setFloat(value);
        }
    }

    private static final class Doubles extends LeafReader {
        Doubles(ValueReaders.Slot slot) {
            super(slot);
        }

        @Override
        public void addInt(int value) {
            slot.setDouble(value);
        }

        @Override
        public void addFloat(float value) {
            slot.setDouble(value);
        }

        @Override
        public void addDouble(double value) {
            slot.setDouble(value);
        }
    }

    private static final class Times extends LeafReader {
        private final Rebase rebase;
        private final boolean isMillis;

        Times(ValueReaders.Slot slot, Rebase rebase, boolean isMillis) {
            super(slot);
            this.rebase = rebase;
            this.isMillis = isMillis;
        }

        @Override
        public void addLong(long value) {
            slot.setLong(rebase.micros(isMillis ? Math.multiplyExact(value, MICROS_PER_MILLI) : value));
        }
    }

    /** Eight bytes of nanoseconds of the day, then four bytes of the Julian day. */
    private static final class Int96Times extends LeafReader {
        private final Rebase rebase;

        Int96Times(ValueReaders.Slot slot, Rebase rebase) {
            super(slot);
            this.rebase = rebase;
        }

        @Override
        public void addBinary(Binary value) {
            ByteBuffer bytes = value.toByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
            long nanosOfDay = bytes.getLong();
            int julianDay = bytes.getInt();
            slot.setLong(rebase.int96Micros(DateTimeUtils.fromJulianDay(julianDay, nanosOfDay)));
        }
    }

    private static final class Strings extends LeafReader {
        private UTF8String[] known = new UTF8String[0];

        Strings(ValueReaders.Slot slot) {
            super(slot);
        }

        @Override
        public boolean hasDictionarySupport() {
            return true;
        }

        @Override
        public void setDictionary(Dictionary dictionary) {
            known = new UTF8String[dictionary.getMaxId() + 1];
            for (int i = 0; i < known.length; i++) {
                known[i] = UTF8String.fromBytes(dictionary.decodeToBinary(i).getBytes());
            }
        }

        @Override
        public void addValueFromDictionary(int id) {
            slot.set(known[id]);
        }

        @Override
        public void addBinary(Binary value) {
            slot.set(UTF8String.fromBytes(value.getBytes()));
        }
    }

    private static final class Binaries extends LeafReader {
        Binaries(ValueReaders.Slot slot) {
            super(slot);
        }

        @Override
        public void addBinary(Binary value) {
            slot.set(value.getBytes());
        }
    }

    private static final class Decimals extends LeafReader {
        private final DecimalType type;
        private final int storedScale;
        private final boolean isUnsigned;

        Decimals(ValueReaders.Slot slot, DecimalType type, int storedScale, boolean isUnsigned) {
            super(slot);
            this.type = type;
            this.storedScale = storedScale;
            this.isUnsigned = isUnsigned;
        }

        @Override
        public void addInt(int value) {
            addUnscaled(isUnsigned ? value & UNSIGNED_INT : value);
        }

        @Override
        public void addLong(long value) {
            if (isUnsigned && value < 0) {
                set(new BigDecimal(new BigInteger(Long.toUnsignedString(value))));
            } else {
                addUnscaled(value);
            }
        }

        private void addUnscaled(long value) {
            if (storedScale == type.scale() && type.precision() <= ParquetTypes.DECIMAL_DIGITS_IN_LONG) {
                slot.set(Decimal.createUnsafe(value, type.precision(), type.scale()));
            } else {
                set(BigDecimal.valueOf(value, storedScale));
            }
        }

        @Override
        public void addBinary(Binary value) {
            set(new BigDecimal(new BigInteger(value.getBytes()), storedScale));
        }

        private void set(BigDecimal value) {
            Decimal decimal = Decimal.apply(value);
            if (!decimal.changePrecision(type.precision(), type.scale())) {
                throw new ArithmeticException(value + " does not fit " + type.sql());
            }
            slot.set(decimal);
        }
    }
}
