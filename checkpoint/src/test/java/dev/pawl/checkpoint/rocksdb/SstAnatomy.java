package dev.pawl.checkpoint.rocksdb;

import dev.pawl.checkpoint.storage.RandomAccess;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Where the parts of a table file with a plain index are, so that tests can damage chosen ones. */
record SstAnatomy(SstFooter footer, List<BlockHandle> dataBlocks) {
    static SstAnatomy of(ByteStorage storage, String path) throws IOException {
        SstPath file = SstPath.of(storage, path);
        try (RandomAccess in = storage.open(path)) {
            SstFooter footer = SstFooter.read(in, file);
            BlockHandle root = footer.index();
            if (root == null) {
                throw new IllegalArgumentException("format version 6 has its index elsewhere");
            }
            SstProperties properties = new SstProperties(SstProperties.IndexKind.BINARY_SEARCH, true, 0, 0);
            BlockIndex index = new BlockIndex(new BlockReader(in, footer, file), properties, root);
            List<BlockHandle> blocks = new ArrayList<>();
            for (BlockHandle block = index.next(); block != null; block = index.next()) {
                blocks.add(block);
            }
            return new SstAnatomy(footer, blocks);
        }
    }

    /** Makes the checksum of a changed block right again. */
    void seal(byte[] bytes, BlockHandle block) {
        byte[] stored = new byte[(int) block.size() + 1];
        System.arraycopy(bytes, (int) block.offset(), stored, 0, stored.length);
        int checksum = footer.checksum().of(stored, stored.length);
        for (int i = 0; i < Integer.BYTES; i++) {
            bytes[(int) (block.offset() + block.size()) + 1 + i] = (byte) (checksum >>> (8 * i));
        }
    }
}
