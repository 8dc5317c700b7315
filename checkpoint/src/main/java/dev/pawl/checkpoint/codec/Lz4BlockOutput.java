package dev.pawl.checkpoint.codec;

import java.io.IOException;
import java.io.OutputStream;
import net.jpountz.lz4.LZ4Compressor;
import net.jpountz.lz4.LZ4Factory;

/** Writes {@link Lz4Block}s and, when closed, the block that ends the stream. */
final class Lz4BlockOutput extends OutputStream {
    private final OutputStream out;
    private final LZ4Compressor compressor = LZ4Factory.safeInstance().fastCompressor();
    private final byte[] block = new byte[Lz4Block.BLOCK_BYTES];
    private final byte[] compressed = new byte[compressor.maxCompressedLength(Lz4Block.BLOCK_BYTES)];
    private int size;
    private boolean closed;

    Lz4BlockOutput(OutputStream out) {
        this.out = out;
    }

    @Override
    public void write(int value) throws IOException {
        if (size == block.length) {
            writeBlock();
        }
        block[size++] = (byte) value;
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        int done = 0;
        while (done < length) {
            if (size == block.length) {
                writeBlock();
            }
            int count = Math.min(length - done, block.length - size);
            System.arraycopy(bytes, offset + done, block, size, count);
            size += count;
            done += count;
        }
    }

    @Override
    public void close() throws IOException {
        if (closed) {
            return;
        }
        closed = true;
        try (out) {
            if (size > 0) {
                writeBlock();
            }
            out.write(new Lz4Block(Lz4Block.Method.STORED, 0, 0, 0).format());
        }
    }

    private void writeBlock() throws IOException {
        int checksum = Lz4Block.checksum(block, size);
        int length = compressor.compress(block, 0, size, compressed, 0);
        if (length < size) {
            out.write(new Lz4Block(Lz4Block.Method.LZ4, length, size, checksum).format());
            out.write(compressed, 0, length);
        } else {
            out.write(new Lz4Block(Lz4Block.Method.STORED, size, size, checksum).format());
            out.write(block, 0, size);
        }
        size = 0;
    }
}
