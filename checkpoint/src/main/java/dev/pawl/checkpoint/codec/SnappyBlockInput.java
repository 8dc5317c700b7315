package dev.pawl.checkpoint.codec;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.xerial.snappy.Snappy;

/**
 * Reads the container of snappy-java: 16 bytes of header, then blocks of one length (BE) and that many bytes of raw snappy.
 * A second header where a length is expected starts a further stream.
 *
 * <p>The library's own reader allocates what a block claims to decompress to; this one first compares it with the block.
 */
final class SnappyBlockInput extends BlockInput {
    private static final byte[] MAGIC = "\u0082SNAPPY\0".getBytes(StandardCharsets.ISO_8859_1);
    private static final int MAGIC_START = ByteBuffer.wrap(MAGIC).getInt();
    private static final int HEADER_REST_BYTES = 12;
    private static final int VERSION_SUPPORTED = 1;

    /** Far above the 32 KiB that are usual. */
    private static final int BLOCK_BYTES_MAX = 64 << 20;

    /** Two input bytes copy at most 64 bytes. */
    private static final int RATIO_MAX = 32;

    private boolean started;

    SnappyBlockInput(InputStream in) {
        super(in);
    }

    @Override
    boolean readBlock() throws IOException {
        while (true) {
            byte[] prefix = readHeader(Integer.BYTES);
            if (prefix.length == 0) {
                return false;
            }
            int length = ByteBuffer.wrap(prefix).getInt();
            if (length == MAGIC_START) {
                checkHeader(readFully(HEADER_REST_BYTES));
                started = true;
            } else if (!started || length < 0 || length > BLOCK_BYTES_MAX) {
                throw new DamagedBlock("expected a snappy header or block, found length " + length);
            } else if (decompress(readFully(length)) > 0) {
                return true;
            }
        }
    }

    private static void checkHeader(byte[] rest) throws DamagedBlock {
        int compatibleVersion = ByteBuffer.wrap(rest, 8, Integer.BYTES).getInt();
        if (!Arrays.equals(rest, 0, 4, MAGIC, 4, MAGIC.length) || compatibleVersion > VERSION_SUPPORTED) {
            throw new DamagedBlock("not a snappy header of version " + VERSION_SUPPORTED);
        }
    }

    private int decompress(byte[] compressed) throws IOException {
        int length = Snappy.uncompressedLength(compressed, 0, compressed.length);
        if (length < 0 || length > (long) compressed.length * RATIO_MAX) {
            throw new DamagedBlock("block of " + compressed.length + " bytes cannot decompress to " + length);
        }
        filled(Snappy.uncompress(compressed, 0, compressed.length, target(length), 0));
        return length;
    }
}
