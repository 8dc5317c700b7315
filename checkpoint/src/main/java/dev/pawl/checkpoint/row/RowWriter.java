package dev.pawl.checkpoint.row;

/** Writes the columns of one row, in order, at the end of a buffer. */
final class RowWriter {
    private final RowBuffer out;
    private final int base;
    private final int slotsAt;
    private int column;

    RowWriter(RowBuffer out, int columnCount) {
        this.out = out;
        base = out.reserve(Layout.rowFixedBytes(columnCount));
        slotsAt = base + Layout.nullBitsBytes(columnCount);
    }

    void setNull() {
        out.setNull(base, column++);
    }

    /** A null that keeps room for a value. */
    void setNullWide(int length) {
        out.setNull(base, column);
        out.appendWide(nextSlot(), base, length);
    }

    /** The lowest bytes of a number. */
    void fixed(int byteCount, long value) {
        out.putLow(nextSlot(), byteCount, value);
    }

    void bytes(byte[] source, int from, int length) {
        out.append(nextSlot(), base, source, from, length);
    }

    /** Bytes in the room of a value that can be set in place later. */
    void wide(byte[] source, int from, int length) {
        int at = out.appendWide(nextSlot(), base, length);
        out.putBytes(at, source, from, length);
    }

    private int nextSlot() {
        return slotsAt + column++ * Layout.WORD;
    }
}
