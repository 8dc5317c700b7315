package dev.pawl.checkpoint.rocksdb;

import dev.pawl.checkpoint.storage.RandomAccess;
import java.io.IOException;
import java.util.zip.DataFormatException;

/** Reads the blocks of one open file: within bounds, checked, decompressed. */
final class BlockReader {
    /** A block holds at least one entry, so it can be large; but the heap must hold a few of them. */
    static final int BLOCK_BYTES_MAX =
            (int) Math.min(1 << 29, Math.max(64 << 20, Runtime.getRuntime().maxMemory() / 8));

    private final RandomAccess in;
    private final SstFooter footer;
    private final SstPath file;

    BlockReader(RandomAccess in, SstFooter footer, SstPath file) {
        this.in = in;
        this.footer = footer;
        this.file = file;
    }

    SstPath file() {
        return file;
    }

    BlockContent read(BlockHandle handle) throws IOException {
        long sizeMax = footer.offset() - BlockHandle.TRAILER_BYTES;
        if (handle.size() <= 0
                || handle.offset() < 0
                || handle.size() > sizeMax
                || handle.offset() > sizeMax - handle.size()) {
            throw file.damaged("a block of " + Long.toUnsignedString(handle.size()) + " bytes at "
                    + Long.toUnsignedString(handle.offset()) + " leaves the file");
        }
        checkSize(handle.size(), handle);
        int size = (int) handle.size();
        byte[] stored = new byte[size + BlockHandle.TRAILER_BYTES];
        in.readFully(handle.offset(), stored, 0, stored.length);
        int checksum = footer.checksum().of(stored, size + 1) + footer.contextAt(handle.offset());
        if (checksum != BlockInput.fixed32(stored, size + 1)) {
            throw file.damaged("the checksum of the block at " + handle.offset() + " is wrong");
        }
        int type = stored[size] & 0xff;
        return type == BlockCompression.NONE
                ? new BlockContent(stored, size, file)
                : decompress(stored, handle, BlockCompression.of(type, file));
    }

    private BlockContent decompress(byte[] stored, BlockHandle handle, BlockCompression compression) {
        int size = (int) handle.size();
        BlockInput input = new BlockInput(stored, 0, size, file);
        long length = input.varint64();
        checkSize(length, handle);
        if (length > (long) input.remaining() * compression.ratioMax()) {
            throw file.damaged("the block at " + handle.offset() + " claims " + length + " bytes from "
                    + input.remaining() + " compressed ones");
        }
        byte[] content = new byte[(int) length];
        try {
            compression.decompress(stored, input.position(), size, content);
        } catch (DataFormatException e) {
            throw file.damaged("the block at " + handle.offset() + " does not decompress as " + compression, e);
        }
        return new BlockContent(content, content.length, file);
    }

    private void checkSize(long size, BlockHandle handle) {
        if (size < 0 || size > BLOCK_BYTES_MAX) {
            throw file.damaged("the block at " + handle.offset() + " has " + Long.toUnsignedString(size)
                    + " bytes, more than the " + BLOCK_BYTES_MAX + " that fit this heap");
        }
    }
}
