package dev.pawl.checkpoint.rocksdb;

import java.util.zip.DataFormatException;

/** Decompresses one raw Snappy block without native code. */
final class SnappyBlock {
    private static final int LITERAL = 0;
    private static final int COPY_1 = 1;
    private static final int COPY_2 = 2;
    /** From this literal tag on, the length is in the next one to four bytes. */
    private static final int LITERAL_INLINE_MAX = 60;

    private final byte[] in;
    private final byte[] out;
    private final int limit;
    private int from;
    private int to;

    private SnappyBlock(byte[] in, int from, int limit, byte[] out) {
        this.in = in;
        this.from = from;
        this.limit = limit;
        this.out = out;
    }

    /** Fills {@code out} exactly, from the elements behind the length that starts a block. */
    static void decompress(byte[] in, int from, int limit, byte[] out) throws DataFormatException {
        new SnappyBlock(in, from, limit, out).run();
    }

    private void run() throws DataFormatException {
        while (from < limit) {
            int tag = in[from++] & 0xff;
            switch (tag & 3) {
                case LITERAL -> literal(tag >>> 2);
                case COPY_1 -> copy(((tag >>> 5) << 8) | number(1), ((tag >>> 2) & 7) + 4);
                case COPY_2 -> copy(number(2), (tag >>> 2) + 1);
                default -> copy(number(4), (tag >>> 2) + 1);
            }
        }
        if (to != out.length) {
            throw new DataFormatException("expected " + out.length + " bytes, found " + to);
        }
    }

    private void literal(int code) throws DataFormatException {
        int length = (code < LITERAL_INLINE_MAX ? code : number(code - LITERAL_INLINE_MAX + 1)) + 1;
        if (length <= 0 || length > limit - from || length > out.length - to) {
            throw new DataFormatException("a literal is too long");
        }
        System.arraycopy(in, from, out, to, length);
        from += length;
        to += length;
    }

    private void copy(int distance, int length) throws DataFormatException {
        if (distance <= 0 || distance > to || length > out.length - to) {
            throw new DataFormatException("a copy leaves the block");
        }
        // Source and target may overlap: then the bytes just written are repeated.
        for (int end = to + length; to < end; to++) {
            out[to] = out[to - distance];
        }
    }

    private int number(int width) throws DataFormatException {
        if (width > limit - from) {
            throw new DataFormatException("it ends too early");
        }
        int value = 0;
        for (int i = 0; i < width; i++) {
            value |= (in[from++] & 0xff) << (8 * i);
        }
        return value;
    }
}
