package dev.pawl.checkpoint.rocksdb;

/** A decompressed block: entries, then the positions where whole keys stand, then their count. */
final class BlockContent {
    /** Set in the count of a data block that carries a hash index behind the positions. */
    private static final int HASH_INDEX_FLAG = 0x80000000;

    private final byte[] bytes;
    private final int entriesEnd;
    private final SstPath file;

    /** @param length how many of the bytes belong to the block */
    BlockContent(byte[] bytes, int length, SstPath file) {
        this.bytes = bytes;
        this.file = file;
        this.entriesEnd = entriesEnd(bytes, length, file);
    }

    byte[] bytes() {
        return bytes;
    }

    BlockInput input() {
        return new BlockInput(bytes, 0, entriesEnd, file);
    }

    SstPath file() {
        return file;
    }

    private static int entriesEnd(byte[] bytes, int length, SstPath file) {
        long end = length - (long) Integer.BYTES;
        if (end < 0) {
            throw file.damaged("a block of " + length + " bytes is too short");
        }
        int packed = BlockInput.fixed32(bytes, (int) end);
        if ((packed & HASH_INDEX_FLAG) != 0 && end >= Short.BYTES) {
            end -= Short.BYTES;
            end -= (bytes[(int) end] & 0xff) | ((bytes[(int) end + 1] & 0xff) << 8);
        }
        end -= (packed & ~HASH_INDEX_FLAG) * (long) Integer.BYTES;
        if (end < 0) {
            throw file.damaged("a block of " + length + " bytes is shorter than its list of restarts");
        }
        return (int) end;
    }
}
