package dev.pawl.checkpoint.row;

import dev.pawl.checkpoint.type.DataType;
import dev.pawl.checkpoint.type.DecimalType;
import dev.pawl.checkpoint.type.Kind;

/** Where things are in an encoded row or array. */
final class Layout {
    static final int WORD = 8;

    /** Bytes that a decimal above 18 digits or a calendar interval takes in the variable part. */
    static final int WIDE = 16;

    private Layout() {}

    static int nullBitsBytes(int count) {
        return (count + 63) / 64 * WORD;
    }

    static int rowFixedBytes(int fieldCount) {
        return nullBitsBytes(fieldCount) + fieldCount * WORD;
    }

    static int roundUp(int byteCount) {
        return (byteCount + WORD - 1) / WORD * WORD;
    }

    /** Bytes that an element takes in the fixed part of an array. */
    static int elementBytes(DataType type) {
        int byteCount = type.byteCount();
        return byteCount == 0 ? WORD : byteCount;
    }

    /** Whether a row keeps room for a value that is null, so that it can be set in place later. */
    static boolean isWide(DataType type) {
        return type.kind() == Kind.CALENDAR_INTERVAL || isWideDecimal(type);
    }

    static boolean isWideDecimal(DataType type) {
        return type.stored() instanceof DecimalType decimal && !decimal.fitsLong();
    }
}
