package dev.pawl.checkpoint.row;

/**
 * The fields of an encoded row, or the elements of an encoded array: null bits, then one slot each, then the variable part.
 *
 * <p>The fixed part is checked once, here; every reference into the variable part is checked when it is followed. What the
 * slots refer to may not be longer, in sum, than the variable part is, so that a few hostile bytes cannot stand for gigabytes:
 * follow each reference once.
 */
final class Slots {
    private final byte[] bytes;
    private final int start;
    private final int length;
    private final int count;
    private final int nullBitsAt;
    private final int slotsAt;
    private final int width;
    private int variableLeft;

    private Slots(byte[] bytes, int start, int length, int count, int headerBytes, int width) throws RowProblem {
        this.bytes = bytes;
        this.start = start;
        this.length = length;
        this.count = count;
        this.width = width;
        nullBitsAt = start + headerBytes;
        slotsAt = nullBitsAt + Layout.nullBitsBytes(count);
        variableLeft = length - (slotsAt - start) - count * width;
        if (variableLeft < 0) {
            throw new RowProblem(
                    count + " values need at least " + (length - variableLeft) + " bytes, found " + length);
        }
    }

    static Slots ofRow(byte[] bytes, int start, int length, int fieldCount) throws RowProblem {
        return new Slots(bytes, start, length, fieldCount, 0, Layout.WORD);
    }

    static Slots ofArray(byte[] bytes, int start, int length, int elementBytes) throws RowProblem {
        if (length < Long.BYTES) {
            throw new RowProblem("an array needs at least 8 bytes, found " + length);
        }
        long count = LittleEndian.longAt(bytes, start);
        if (count < 0 || count > length / elementBytes) {
            throw new RowProblem("an array of " + length + " bytes cannot hold " + count + " elements");
        }
        return new Slots(bytes, start, length, (int) count, Long.BYTES, elementBytes);
    }

    byte[] bytes() {
        return bytes;
    }

    int count() {
        return count;
    }

    boolean isNull(int index) {
        return (bytes[nullBitsAt + (index >> 3)] & (1 << (index & 7))) != 0;
    }

    byte byteAt(int index) {
        return bytes[slotsAt + index * width];
    }

    boolean booleanAt(int index) {
        return byteAt(index) != 0;
    }

    short shortAt(int index) {
        return LittleEndian.shortAt(bytes, slotsAt + index * width);
    }

    int intAt(int index) {
        return LittleEndian.intAt(bytes, slotsAt + index * width);
    }

    long longAt(int index) {
        return LittleEndian.longAt(bytes, slotsAt + index * width);
    }

    float floatAt(int index) {
        return Float.intBitsToFloat(intAt(index));
    }

    double doubleAt(int index) {
        return Double.longBitsToDouble(longAt(index));
    }

    /** The part that a slot refers to, packed: see {@link #from} and {@link #size}. */
    long region(int index) throws RowProblem {
        long slot = longAt(index);
        int offset = (int) (slot >>> Integer.SIZE);
        int size = (int) slot;
        int fixedBytes = slotsAt - start + count * width;
        if (size < 0 || offset < fixedBytes || (long) offset + size > length) {
            throw new RowProblem("value " + index + " is said to be at bytes " + offset + " to "
                    + ((long) offset + size) + ", outside of " + fixedBytes + " to " + length);
        }
        variableLeft -= size;
        if (variableLeft < 0) {
            throw new RowProblem("values overlap: together they are longer than the " + length + " bytes around them");
        }
        return (long) (start + offset) << Integer.SIZE | size;
    }

    static int from(long region) {
        return (int) (region >>> Integer.SIZE);
    }

    static int size(long region) {
        return (int) region;
    }

    Slots row(int index, int fieldCount) throws RowProblem {
        long region = region(index);
        return ofRow(bytes, from(region), size(region), fieldCount);
    }

    Slots array(int index, int elementBytes) throws RowProblem {
        long region = region(index);
        return ofArray(bytes, from(region), size(region), elementBytes);
    }

    /** The keys and the values of a map. */
    record Entries(Slots keys, Slots values) {}

    Entries map(int index, int keyBytes, int valueBytes) throws RowProblem {
        long region = region(index);
        int size = size(region);
        if (size < Long.BYTES) {
            throw new RowProblem("a map needs at least 8 bytes, found " + size);
        }
        long keysSize = LittleEndian.longAt(bytes, from(region));
        if (keysSize < 0 || keysSize > size - Long.BYTES) {
            throw new RowProblem("the keys of a map of " + size + " bytes cannot take " + keysSize + " bytes");
        }
        int keysFrom = from(region) + Long.BYTES;
        int valuesFrom = keysFrom + (int) keysSize;
        Slots keys = ofArray(bytes, keysFrom, (int) keysSize, keyBytes);
        Slots values = ofArray(bytes, valuesFrom, from(region) + size - valuesFrom, valueBytes);
        if (keys.count != values.count) {
            throw new RowProblem("a map has " + keys.count + " keys but " + values.count + " values");
        }
        return new Entries(keys, values);
    }
}
