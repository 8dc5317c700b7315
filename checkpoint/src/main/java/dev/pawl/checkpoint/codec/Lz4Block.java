package dev.pawl.checkpoint.codec;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import net.jpountz.xxhash.XXHashFactory;

/**
 * The header of one block in the "LZ4Block" container, which is not the LZ4 frame format:
 *
 * <pre>
 * "LZ4Block"  token  compressed length (LE)  length (LE)  checksum (LE)
 * </pre>
 *
 * The token's high half is the method, its low half the logarithm of the block size minus 10. A block without content ends
 * a stream; another stream may follow.
 */
record Lz4Block(Method method, int compressedLength, int length, int checksum) {
    static final int HEADER_BYTES = 21;
    static final int BLOCK_BYTES = 32 << 10;

    private static final byte[] MAGIC = "LZ4Block".getBytes(StandardCharsets.US_ASCII);
    private static final int LEVEL_BASE = 10;
    private static final int LEVEL = 5;
    private static final int SEED = 0x9747b28c;
    private static final int CHECKSUM_MASK = 0x0FFFFFFF;

    /** LZ4 cannot blow up data by more than this. */
    private static final int RATIO_MAX = 255;

    enum Method {
        STORED(0x10),
        LZ4(0x20);

        private final int token;

        Method(int token) {
            this.token = token;
        }
    }

    static Lz4Block parse(byte[] header) throws DamagedBlock {
        ByteBuffer buffer = ByteBuffer.wrap(header).order(ByteOrder.LITTLE_ENDIAN);
        byte[] magic = new byte[MAGIC.length];
        buffer.get(magic);
        if (!Arrays.equals(magic, MAGIC)) {
            throw new DamagedBlock("expected \"LZ4Block\" at the start of a block");
        }
        int token = buffer.get() & 0xff;
        Lz4Block block = new Lz4Block(method(token), buffer.getInt(), buffer.getInt(), buffer.getInt());
        block.check(1 << ((token & 0x0f) + LEVEL_BASE));
        return block;
    }

    byte[] format() {
        return ByteBuffer.allocate(HEADER_BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put(MAGIC)
                .put((byte) (method.token | LEVEL))
                .putInt(compressedLength)
                .putInt(length)
                .putInt(checksum)
                .array();
    }

    static int checksum(byte[] bytes, int length) {
        return XXHashFactory.safeInstance().hash32().hash(bytes, 0, length, SEED) & CHECKSUM_MASK;
    }

    boolean isEnd() {
        return length == 0;
    }

    private static Method method(int token) throws DamagedBlock {
        for (Method method : Method.values()) {
            if (method.token == (token & 0xf0)) {
                return method;
            }
        }
        throw new DamagedBlock("unknown compression method in token 0x" + Integer.toHexString(token));
    }

    private void check(int blockBytesMax) throws DamagedBlock {
        boolean plausible = length >= 0
                && length <= blockBytesMax
                && compressedLength >= 0
                && compressedLength <= length + length / RATIO_MAX + 16L
                && length <= (long) compressedLength * RATIO_MAX
                && (method == Method.LZ4 || compressedLength == length)
                && (length > 0 || (compressedLength == 0 && checksum == 0));
        if (!plausible) {
            throw new DamagedBlock("impossible block of " + length + " bytes compressed to " + compressedLength);
        }
    }
}
