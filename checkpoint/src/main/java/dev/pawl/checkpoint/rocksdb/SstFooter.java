package dev.pawl.checkpoint.rocksdb;

import dev.pawl.checkpoint.storage.RandomAccess;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * The last bytes of a table file: where its directory is and how its blocks are protected.
 *
 * @param index where the index is; null from format version 6 on, where the meta index names it
 * @param contextBase mixed into every checksum from format version 6 on; 0 before
 */
record SstFooter(
        BlockChecksum checksum,
        BlockHandle metaindex,
        @Nullable BlockHandle index,
        int contextBase,
        long offset) {
    private static final int BYTES = 53;
    private static final long MAGIC = 0x88e241b785f4cff7L;
    private static final long LEGACY_MAGIC = 0xdb4775248b80fb57L;
    /** What the handles' place starts with from format version 6 on; no handle looks like it. */
    private static final int EXTENDED_MAGIC = 0x007a003e;

    private static final int VERSION_MIN = 2;
    private static final int VERSION_MAX = 6;
    private static final int VERSION_WITH_CONTEXT = 6;

    private static final int HANDLES_AT = 1;
    private static final int VERSION_AT = 41;
    private static final int MAGIC_AT = 45;
    private static final int FOOTER_CHECKSUM_AT = 5;
    private static final int CONTEXT_BASE_AT = 9;
    private static final int METAINDEX_SIZE_AT = 13;

    static SstFooter read(RandomAccess in, SstPath file) throws IOException {
        long offset = in.size() - BYTES;
        if (offset < 0) {
            throw file.damaged("its " + in.size() + " bytes are fewer than a footer needs");
        }
        byte[] bytes = new byte[BYTES];
        in.readFully(offset, bytes, 0, BYTES);
        long magic = BlockInput.fixed64(bytes, MAGIC_AT);
        if (magic == LEGACY_MAGIC) {
            throw file.unsupported("format version 0, known are " + VERSION_MIN + " to " + VERSION_MAX);
        }
        if (magic != MAGIC) {
            throw file.damaged("it does not end like a block based table");
        }
        int version = BlockInput.fixed32(bytes, VERSION_AT);
        if (version < VERSION_MIN || version > VERSION_MAX) {
            throw file.unsupported("format version " + version + ", known are " + VERSION_MIN + " to " + VERSION_MAX);
        }
        BlockChecksum checksum = BlockChecksum.of(bytes[0] & 0xff, file);
        if (version >= VERSION_WITH_CONTEXT) {
            return withContext(checksum, bytes, offset, file);
        }
        BlockInput handles = new BlockInput(bytes, HANDLES_AT, VERSION_AT, file);
        BlockHandle metaindex = handles.handle();
        return new SstFooter(checksum, metaindex, handles.handle(), 0, offset);
    }

    private static SstFooter withContext(BlockChecksum checksum, byte[] bytes, long offset, SstPath file) {
        if (BlockInput.fixed32(bytes, HANDLES_AT) != EXTENDED_MAGIC) {
            throw file.damaged("its footer is not one of format version 6");
        }
        int stored = BlockInput.fixed32(bytes, FOOTER_CHECKSUM_AT);
        int contextBase = BlockInput.fixed32(bytes, CONTEXT_BASE_AT);
        for (int i = 0; i < Integer.BYTES; i++) {
            bytes[FOOTER_CHECKSUM_AT + i] = 0;
        }
        if (checksum.of(bytes, BYTES) + context(contextBase, offset) != stored) {
            throw file.damaged("the checksum of its footer is wrong");
        }
        long size = BlockInput.fixed32(bytes, METAINDEX_SIZE_AT) & 0xffffffffL;
        BlockHandle metaindex = new BlockHandle(offset - BlockHandle.TRAILER_BYTES - size, size);
        return new SstFooter(checksum, metaindex, null, contextBase, offset);
    }

    /** What a place in the file adds to the checksum of the bytes there. */
    int contextAt(long position) {
        return context(contextBase, position);
    }

    private static int context(int base, long position) {
        return base == 0 ? 0 : base ^ ((int) position + (int) (position >>> 32));
    }
}
