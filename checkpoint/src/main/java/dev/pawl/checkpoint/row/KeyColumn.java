package dev.pawl.checkpoint.row;

import dev.pawl.checkpoint.type.DataType;

/** How one column of a key row is carried over into the key, and back. */
sealed interface KeyColumn {
    /** Writes column {@code index} of {@code row} as the next column of the key. */
    void toKey(Slots row, int index, RowWriter key) throws RowProblem;

    /** Writes column {@code index} of the key as the next column of {@code row}. */
    void fromKey(Slots key, int index, RowWriter row) throws RowProblem;

    static KeyColumn plain(DataType type) {
        return new Plain(FieldCopy.of(type));
    }

    /**
     * A column whose bytes in the key have the order of its values.
     *
     * @throws RowProblem also for booleans, which Spark accepts here and then loses
     */
    static KeyColumn ordered(DataType type) throws RowProblem {
        return switch (type.kind()) {
            case BYTE, SHORT, INTEGER, LONG -> new Ordered(type.byteCount(), 0);
            case FLOAT, DOUBLE -> new Ordered(type.byteCount(), -1);
            default -> throw new RowProblem("a range scan over a column of type " + type.name());
        };
    }

    /** The column as it is. */
    record Plain(FieldCopy field) implements KeyColumn {
        @Override
        public void toKey(Slots row, int index, RowWriter key) throws RowProblem {
            field.copy(row, index, key);
        }

        @Override
        public void fromKey(Slots key, int index, RowWriter row) throws RowProblem {
            field.copy(key, index, row);
        }
    }

    /**
     * A marker, and the value with its highest byte first.
     *
     * @param negativeMask what the bits of a negative value are flipped by: larger negative floats have larger bits
     */
    record Ordered(int byteCount, long negativeMask) implements KeyColumn {
        private static final byte NEGATIVE = 0;
        private static final byte POSITIVE = 1;
        private static final byte NULL = 2;

        @Override
        public void toKey(Slots row, int index, RowWriter key) {
            byte[] bytes = new byte[1 + byteCount];
            if (row.isNull(index)) {
                bytes[0] = NULL;
            } else {
                int unused = Long.SIZE - byteCount * Byte.SIZE;
                long value = row.longAt(index) << unused >> unused;
                bytes[0] = value < 0 ? NEGATIVE : POSITIVE;
                long bits = value < 0 ? value ^ negativeMask : value;
                for (int i = byteCount; i > 0; i--, bits >>= Byte.SIZE) {
                    bytes[i] = (byte) bits;
                }
            }
            key.bytes(bytes, 0, bytes.length);
        }

        @Override
        public void fromKey(Slots key, int index, RowWriter row) throws RowProblem {
            if (key.isNull(index)) {
                throw new RowProblem("an ordered column of a key is missing");
            }
            long region = key.region(index);
            int from = Slots.from(region);
            if (Slots.size(region) != 1 + byteCount) {
                throw new RowProblem(
                        "an ordered column takes " + (1 + byteCount) + " bytes, found " + Slots.size(region));
            }
            byte marker = key.bytes()[from];
            switch (marker) {
                case NULL -> row.setNull();
                case NEGATIVE, POSITIVE -> {
                    long bits = 0;
                    for (int i = 1; i <= byteCount; i++) {
                        bits = bits << Byte.SIZE | (key.bytes()[from + i] & 0xff);
                    }
                    row.fixed(byteCount, marker == NEGATIVE ? bits ^ negativeMask : bits);
                }
                default -> throw new RowProblem("an ordered column starts with 0, 1 or 2, found " + marker);
            }
        }
    }
}
