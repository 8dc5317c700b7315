package dev.pawl.checkpoint.rocksdb;

import java.util.zip.CRC32C;
import net.jpountz.xxhash.XXHashFactory;
import net.openhft.hashing.LongHashFunction;

/** How a file protects its blocks: 32 bits over the stored bytes and the compression type behind them. */
enum BlockChecksum {
    CRC32C(1) {
        @Override
        int of(byte[] bytes, int length) {
            CRC32C crc = new CRC32C();
            crc.update(bytes, 0, length);
            return Integer.rotateRight((int) crc.getValue(), 15) + CRC_MASK_DELTA;
        }
    },
    XXHASH32(2) {
        @Override
        int of(byte[] bytes, int length) {
            return XXHashFactory.safeInstance().hash32().hash(bytes, 0, length, 0);
        }
    },
    XXHASH64(3) {
        @Override
        int of(byte[] bytes, int length) {
            return (int) XXHashFactory.safeInstance().hash64().hash(bytes, 0, length, 0);
        }
    },
    XXH3(4) {
        @Override
        int of(byte[] bytes, int length) {
            int last = bytes[length - 1] & 0xff;
            return (int) LongHashFunction.xx3().hashBytes(bytes, 0, length - 1) ^ (last * XXH3_LAST_BYTE_PRIME);
        }
    };

    private static final int CRC_MASK_DELTA = 0xa282ead8;
    /** RocksDB hashes all but the last byte and mixes that one in on its own. */
    private static final int XXH3_LAST_BYTE_PRIME = 0x6b9083d9;

    private final int type;

    BlockChecksum(int type) {
        this.type = type;
    }

    /** Over the first {@code length} bytes, of which there is at least one. */
    abstract int of(byte[] bytes, int length);

    static BlockChecksum of(int type, SstPath file) {
        for (BlockChecksum checksum : values()) {
            if (checksum.type == type) {
                return checksum;
            }
        }
        throw file.unsupported("checksum type " + type + " (0 is none), known are 1 to 4");
    }
}
