package dev.pawl.checkpoint.row;

import dev.pawl.checkpoint.type.DataType;

/** Copies one column from row to row; what is inside a struct, array or map keeps its bytes. */
record FieldCopy(int byteCount, boolean wide, int wideNullLength) {
    static FieldCopy of(DataType type) {
        return new FieldCopy(type.byteCount(), Layout.isWide(type), Layout.isWideDecimal(type) ? 0 : Layout.WIDE);
    }

    /** Writes column {@code index} of {@code from} as the next column of {@code to}. */
    void copy(Slots from, int index, RowWriter to) throws RowProblem {
        if (from.isNull(index)) {
            if (wide) {
                to.setNullWide(wideNullLength);
            } else {
                to.setNull();
            }
        } else if (byteCount > 0) {
            to.fixed(byteCount, from.longAt(index));
        } else {
            long region = from.region(index);
            if (wide && Slots.size(region) > Layout.WIDE) {
                throw new RowProblem("a value takes at most 16 bytes, found " + Slots.size(region));
            }
            if (wide) {
                to.wide(from.bytes(), Slots.from(region), Slots.size(region));
            } else {
                to.bytes(from.bytes(), Slots.from(region), Slots.size(region));
            }
        }
    }
}
