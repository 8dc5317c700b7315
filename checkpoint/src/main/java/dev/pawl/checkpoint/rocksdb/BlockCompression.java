package dev.pawl.checkpoint.rocksdb;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdException;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import net.jpountz.lz4.LZ4Exception;
import net.jpountz.lz4.LZ4Factory;

/** How a block is compressed; behind the decompressed length follow the compressed bytes. */
enum BlockCompression {
    SNAPPY(1, 22) {
        @Override
        void decompress(byte[] in, int from, int limit, byte[] out) throws DataFormatException {
            SnappyBlock.decompress(in, from, limit, out);
        }
    },
    ZLIB(2, 1_040) {
        @Override
        void decompress(byte[] in, int from, int limit, byte[] out) throws DataFormatException {
            Inflater inflater = new Inflater(true);
            try {
                inflater.setInput(in, from, limit - from);
                int filled = 0;
                while (filled < out.length) {
                    int step = inflater.inflate(out, filled, out.length - filled);
                    if (step == 0) {
                        throw new DataFormatException("expected " + out.length + " bytes, found " + filled);
                    }
                    filled += step;
                }
            } finally {
                inflater.end();
            }
        }
    },
    LZ4(4, 255) {
        @Override
        void decompress(byte[] in, int from, int limit, byte[] out) throws DataFormatException {
            decompressLz4(in, from, limit, out);
        }
    },
    LZ4HC(5, 255) {
        @Override
        void decompress(byte[] in, int from, int limit, byte[] out) throws DataFormatException {
            decompressLz4(in, from, limit, out);
        }
    },
    ZSTD(7, 1 << 20) {
        @Override
        void decompress(byte[] in, int from, int limit, byte[] out) throws DataFormatException {
            try {
                long filled = Zstd.decompressByteArray(out, 0, out.length, in, from, limit - from);
                if (filled != out.length) {
                    throw new DataFormatException("expected " + out.length + " bytes, found " + filled);
                }
            } catch (ZstdException e) {
                throw new DataFormatException(e.getMessage());
            }
        }
    };

    static final int NONE = 0;
    private static final int BZIP2 = 3;
    private static final int XPRESS = 6;

    private final int type;
    private final int ratioMax;

    BlockCompression(int type, int ratioMax) {
        this.type = type;
        this.ratioMax = ratioMax;
    }

    /** Fills {@code out} exactly. */
    abstract void decompress(byte[] in, int from, int limit, byte[] out) throws DataFormatException;

    /** More bytes than this many times the compressed ones no encoder can promise. */
    int ratioMax() {
        return ratioMax;
    }

    static BlockCompression of(int type, SstPath file) {
        for (BlockCompression compression : values()) {
            if (compression.type == type) {
                return compression;
            }
        }
        String name =
                switch (type) {
                    case BZIP2 -> "bzip2";
                    case XPRESS -> "xpress";
                    default -> "type " + type;
                };
        throw file.unsupported("compression " + name + ", known are none, snappy, zlib, lz4, lz4hc and zstd");
    }

    private static void decompressLz4(byte[] in, int from, int limit, byte[] out) throws DataFormatException {
        try {
            // The one in pure Java that checks every access: a hostile block must not reach native code.
            int filled =
                    LZ4Factory.safeInstance().safeDecompressor().decompress(in, from, limit - from, out, 0, out.length);
            if (filled != out.length) {
                throw new DataFormatException("expected " + out.length + " bytes, found " + filled);
            }
        } catch (LZ4Exception e) {
            throw new DataFormatException(e.getMessage());
        }
    }
}
