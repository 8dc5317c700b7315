package dev.pawl.checkpoint.rocksdb;

/** Where a block lies in its file; a trailer of {@link #TRAILER_BYTES} follows it. */
record BlockHandle(long offset, long size) {
    /** One byte names the compression, four are the checksum. */
    static final int TRAILER_BYTES = 5;

    /** The place right behind this block, where a delta-encoded index expects the next one. */
    BlockHandle following(long nextSize) {
        return new BlockHandle(offset + size + TRAILER_BYTES, nextSize);
    }
}
