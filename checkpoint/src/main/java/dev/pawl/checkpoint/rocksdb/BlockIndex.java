package dev.pawl.checkpoint.rocksdb;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Walks over the places of the data blocks in key order, one index block in memory at a time (two if partitioned). */
final class BlockIndex {
    private final BlockReader reader;
    private final SstProperties properties;
    private final Level top;
    private @Nullable Level bottom;

    BlockIndex(BlockReader reader, SstProperties properties, BlockHandle root) throws IOException {
        this.reader = reader;
        this.properties = properties;
        this.top = new Level(reader.read(root), properties);
    }

    /** Null behind the last block. */
    @Nullable
    BlockHandle next() throws IOException {
        if (properties.indexKind() != SstProperties.IndexKind.TWO_LEVEL) {
            return top.next();
        }
        while (true) {
            BlockHandle block = bottom == null ? null : bottom.next();
            if (block != null) {
                return block;
            }
            BlockHandle partition = top.next();
            if (partition == null) {
                return null;
            }
            bottom = new Level(reader.read(partition), properties);
        }
    }

    /** One index block. Keys are skipped: they only serve to seek. */
    private static final class Level {
        private final BlockInput input;
        private final SstPath file;
        private final boolean deltaEncoded;
        private final boolean firstKeys;
        private @Nullable BlockHandle previous;

        Level(BlockContent block, SstProperties properties) {
            this.input = block.input();
            this.file = block.file();
            this.deltaEncoded = properties.indexDeltaEncoded();
            this.firstKeys = properties.indexKind() == SstProperties.IndexKind.WITH_FIRST_KEY;
        }

        @Nullable
        BlockHandle next() {
            if (input.remaining() == 0) {
                return null;
            }
            long shared = input.varint64();
            int unshared = input.length();
            if (!deltaEncoded) {
                input.length();
            }
            input.skip(unshared);
            BlockHandle handle = deltaEncoded && shared != 0 ? following() : input.handle();
            if (firstKeys) {
                input.skip(input.length());
            }
            previous = handle;
            return handle;
        }

        /** With shared key bytes only the change of size is stored: blocks follow each other. */
        private BlockHandle following() {
            if (previous == null) {
                throw file.damaged("its index starts with a difference");
            }
            return previous.following(previous.size() + input.zigzag64());
        }
    }
}
