package dev.pawl.checkpoint.rocksdb;

/** Takes the little-endian numbers of a table file from a byte array, never past its limit. */
final class BlockInput {
    private final byte[] bytes;
    private final int limit;
    private final SstPath file;
    private int position;

    BlockInput(byte[] bytes, int from, int limit, SstPath file) {
        this.bytes = bytes;
        this.position = from;
        this.limit = limit;
        this.file = file;
    }

    int position() {
        return position;
    }

    int remaining() {
        return limit - position;
    }

    void skip(int count) {
        if (count > remaining()) {
            throw file.damaged(
                    "a length of " + count + " bytes exceeds the " + remaining() + " bytes left in its block");
        }
        position += count;
    }

    /** A length that fits into what is left. */
    int length() {
        long length = varint64();
        if (length < 0 || length > remaining()) {
            throw file.damaged("a length of " + Long.toUnsignedString(length) + " bytes exceeds the " + remaining()
                    + " bytes left in its block");
        }
        return (int) length;
    }

    long varint64() {
        long value = 0;
        for (int shift = 0; shift < Long.SIZE; shift += 7) {
            if (position >= limit) {
                break;
            }
            byte next = bytes[position++];
            value |= (next & 0x7fL) << shift;
            if (next >= 0) {
                return value;
            }
        }
        throw file.damaged("a number has no end");
    }

    /** A number whose sign is in its lowest bit. */
    long zigzag64() {
        long raw = varint64();
        return (raw >>> 1) ^ -(raw & 1);
    }

    int fixed32() {
        int start = position;
        skip(Integer.BYTES);
        return fixed32(bytes, start);
    }

    BlockHandle handle() {
        long offset = varint64();
        return new BlockHandle(offset, varint64());
    }

    static int fixed32(byte[] bytes, int at) {
        return (bytes[at] & 0xff)
                | ((bytes[at + 1] & 0xff) << 8)
                | ((bytes[at + 2] & 0xff) << 16)
                | ((bytes[at + 3] & 0xff) << 24);
    }

    static long fixed64(byte[] bytes, int at) {
        return (fixed32(bytes, at) & 0xffffffffL) | ((long) fixed32(bytes, at + 4) << 32);
    }
}
