package dev.pawl.checkpoint.row;

import java.math.BigInteger;

/** Reads numbers of a variant, never outside of its bytes. */
final class VariantBytes {
    private static final int VERSION = 1;

    private final byte[] bytes;

    VariantBytes(byte[] bytes) {
        this.bytes = bytes;
    }

    /** The dictionary in the metadata of a variant. */
    static Names names(byte[] metadata) throws RowProblem {
        VariantBytes bytes = new VariantBytes(metadata);
        int head = bytes.unsigned(0, 1);
        if ((head & 0xf) != VERSION) {
            throw new RowProblem("metadata of version " + (head & 0xf) + " in a variant");
        }
        int width = (head >> 6 & 3) + 1;
        int count = bytes.unsigned(1, width);
        return new Names(bytes, width, count);
    }

    /** The names that objects of a variant refer to by number. */
    record Names(VariantBytes bytes, int width, int count) {
        void print(int id, JsonBuffer out) throws RowProblem {
            if (id >= count) {
                throw new RowProblem("name " + id + " of " + count + " in a variant");
            }
            int offsetsAt = 1 + width;
            int namesAt = bytes.position(offsetsAt, ((long) count + 1) * width);
            int from = bytes.unsigned(offsetsAt + id * width, width);
            int to = bytes.unsigned(offsetsAt + (id + 1) * width, width);
            int at = bytes.position(namesAt, from);
            out.string(bytes.checked(at, to - from), at, to - from);
        }
    }

    /** The array, when the part is within it. */
    byte[] checked(int at, int length) throws RowProblem {
        if (at < 0 || length < 0 || (long) at + length > bytes.length) {
            throw new RowProblem("a variant of " + bytes.length + " bytes has no " + length + " bytes at " + at);
        }
        return bytes;
    }

    /** A position within the bytes or at their end. */
    int position(int base, long offset) throws RowProblem {
        long at = base + offset;
        if (at > bytes.length) {
            throw new RowProblem("a variant of " + bytes.length + " bytes has nothing at " + at);
        }
        return (int) at;
    }

    /** A number of entries, each of which takes at least {@code entryBytes}. */
    int count(int at, int width, int entryBytes) throws RowProblem {
        int count = unsigned(at, width);
        if ((long) count * entryBytes > bytes.length) {
            throw new RowProblem("a variant of " + bytes.length + " bytes cannot hold " + count + " entries");
        }
        return count;
    }

    int unsigned(int at, int width) throws RowProblem {
        checked(at, width);
        long value = 0;
        for (int i = width - 1; i >= 0; i--) {
            value = value << Byte.SIZE | (bytes[at + i] & 0xff);
        }
        if (value > Integer.MAX_VALUE) {
            throw new RowProblem("a variant of " + bytes.length + " bytes counts up to " + value);
        }
        return (int) value;
    }

    long signed(int at, int width) throws RowProblem {
        checked(at, width);
        long value = bytes[at + width - 1];
        for (int i = width - 2; i >= 0; i--) {
            value = value << Byte.SIZE | (bytes[at + i] & 0xff);
        }
        return value;
    }

    long bigEndian(int at) throws RowProblem {
        return Long.reverseBytes(signed(at, Long.BYTES));
    }

    BigInteger integer(int at, int width) throws RowProblem {
        checked(at, width);
        byte[] bigEndian = new byte[width];
        for (int i = 0; i < width; i++) {
            bigEndian[i] = bytes[at + width - 1 - i];
        }
        return new BigInteger(bigEndian);
    }
}
