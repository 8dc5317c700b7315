package dev.pawl.checkpoint.codec;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;

/** A stream that is decompressed one block after the other. */
abstract class BlockInput extends InputStream {
    private static final byte[] NOTHING = new byte[0];

    private final InputStream in;
    private byte[] block = NOTHING;
    private int position;
    private int limit;

    BlockInput(InputStream in) {
        this.in = in;
    }

    /** Reads blocks until {@link #filled} was called; false if there are no more. */
    abstract boolean readBlock() throws IOException;

    /** Where to decompress to; grows to what the blocks need. */
    final byte[] target(int size) {
        if (block.length < size) {
            block = new byte[size];
        }
        return block;
    }

    /** Says that the target now holds this many bytes. */
    final void filled(int size) {
        position = 0;
        limit = size;
    }

    /** As many bytes as asked for; needs memory only for those that are there. */
    final byte[] readFully(int length) throws IOException {
        byte[] bytes = in.readNBytes(length);
        if (bytes.length < length) {
            throw new EOFException("expected " + length + " more compressed bytes, found " + bytes.length);
        }
        return bytes;
    }

    /** A header, empty if the input ends right before it. */
    final byte[] readHeader(int length) throws IOException {
        byte[] header = in.readNBytes(length);
        if (header.length > 0 && header.length < length) {
            throw new EOFException("expected a block header of " + length + " bytes, found " + header.length);
        }
        return header;
    }

    private boolean hasByte() throws IOException {
        return position < limit || readBlock();
    }

    @Override
    public final int read() throws IOException {
        return hasByte() ? block[position++] & 0xff : -1;
    }

    @Override
    public final int read(byte[] target, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        if (!hasByte()) {
            return -1;
        }
        int count = Math.min(length, limit - position);
        System.arraycopy(block, position, target, offset, count);
        position += count;
        return count;
    }

    @Override
    public final void close() throws IOException {
        in.close();
    }
}
