package dev.pawl.checkpoint.codec;

import java.io.IOException;
import java.io.InputStream;
import net.jpountz.lz4.LZ4Factory;
import net.jpountz.lz4.LZ4SafeDecompressor;

/** Reads {@link Lz4Block}s; the decompressor is the one that checks every bound. */
final class Lz4BlockInput extends BlockInput {
    private final LZ4SafeDecompressor decompressor = LZ4Factory.safeInstance().safeDecompressor();

    Lz4BlockInput(InputStream in) {
        super(in);
    }

    @Override
    boolean readBlock() throws IOException {
        while (true) {
            byte[] header = readHeader(Lz4Block.HEADER_BYTES);
            if (header.length == 0) {
                return false;
            }
            Lz4Block block = Lz4Block.parse(header);
            if (!block.isEnd()) {
                decompress(block);
                return true;
            }
        }
    }

    private void decompress(Lz4Block block) throws IOException {
        byte[] compressed = readFully(block.compressedLength());
        byte[] target = target(block.length());
        if (block.method() == Lz4Block.Method.STORED) {
            System.arraycopy(compressed, 0, target, 0, block.length());
        } else {
            int length = decompressor.decompress(compressed, 0, compressed.length, target, 0, block.length());
            if (length != block.length()) {
                throw new DamagedBlock("block decompresses to " + length + " bytes, expected " + block.length());
            }
        }
        int checksum = Lz4Block.checksum(target, block.length());
        if (checksum != block.checksum()) {
            throw new DamagedBlock("block has checksum " + checksum + ", expected " + block.checksum());
        }
        filled(block.length());
    }
}
