package dev.pawl.connectors.delta;

import org.apache.spark.sql.types.ByteType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DecimalType;
import org.apache.spark.sql.types.DoubleType;
import org.apache.spark.sql.types.FloatType;
import org.apache.spark.sql.types.IntegerType;
import org.apache.spark.sql.types.LongType;
import org.apache.spark.sql.types.ShortType;

/** Numbers that become numbers of another type without losing anything. */
final class Widening {
    private static final int DIGITS_OF_BYTE = 3;
    private static final int DIGITS_OF_SHORT = 5;
    private static final int DIGITS_OF_INT = 10;
    private static final int DIGITS_OF_LONG = 20;
    private static final int EXACT_BITS_OF_FLOAT = 24;
    private static final int EXACT_BITS_OF_DOUBLE = 53;

    private Widening() {}

    /** Whether every value of one type is a value of the other, which is another. */
    static boolean isLossless(DataType from, DataType to) {
        if (from.equals(to)) {
            return false;
        }
        int bits = bits(from);
        if (bits > 0) {
            return bits(to) > bits
                    || (to instanceof FloatType && bits <= EXACT_BITS_OF_FLOAT)
                    || (to instanceof DoubleType && bits <= EXACT_BITS_OF_DOUBLE)
                    || (to instanceof DecimalType decimal && decimal.precision() - decimal.scale() >= digits(from));
        }
        if (from instanceof DecimalType narrow && to instanceof DecimalType wide) {
            return wide.scale() >= narrow.scale()
                    && wide.precision() - wide.scale() >= narrow.precision() - narrow.scale();
        }
        return from instanceof FloatType && to instanceof DoubleType;
    }

    /** Of a whole number; 0 for other types. */
    private static int bits(DataType type) {
        if (type instanceof ByteType) {
            return Byte.SIZE;
        }
        if (type instanceof ShortType) {
            return Short.SIZE;
        }
        if (type instanceof IntegerType) {
            return Integer.SIZE;
        }
        return type instanceof LongType ? Long.SIZE : 0;
    }

    /** As Spark counts them. */
    private static int digits(DataType type) {
        if (type instanceof ByteType) {
            return DIGITS_OF_BYTE;
        }
        if (type instanceof ShortType) {
            return DIGITS_OF_SHORT;
        }
        return type instanceof IntegerType ? DIGITS_OF_INT : DIGITS_OF_LONG;
    }
}
