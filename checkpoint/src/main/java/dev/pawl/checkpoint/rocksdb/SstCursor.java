package dev.pawl.checkpoint.rocksdb;

import java.io.IOException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Walks over the entries of one file: keys ascending, and of one key the newest entry first. */
final class SstCursor {
    private final BlockReader reader;
    private final SstProperties properties;
    private final BlockHandle indexRoot;
    private @Nullable BlockIndex index;
    private @Nullable BlockEntries block;
    private long count;

    private byte[] key = new byte[64];
    private int keyLength;
    private long sequence = Long.MAX_VALUE;
    private EntryKind kind = EntryKind.PUT;

    SstCursor(BlockReader reader, SstProperties properties, BlockHandle indexRoot) {
        this.reader = reader;
        this.properties = properties;
        this.indexRoot = indexRoot;
    }

    boolean next() throws IOException {
        while (block == null || !block.next()) {
            BlockHandle handle = index().next();
            if (handle == null) {
                checkCount();
                return false;
            }
            block = new BlockEntries(reader.read(handle));
        }
        take(block);
        return true;
    }

    /** Holds the user's key in its first {@link #keyLength()} bytes, until the next call of {@link #next()}. */
    byte[] key() {
        return key;
    }

    int keyLength() {
        return keyLength;
    }

    /** Larger is newer, over all files of a snapshot. */
    long sequence() {
        return sequence;
    }

    EntryKind kind() {
        return kind;
    }

    byte[] value() {
        if (block == null) {
            throw new IllegalStateException("there is no entry before the first call of next");
        }
        return block.value();
    }

    /** In the order of a whole snapshot: by key, newest first. */
    static int compare(SstCursor left, SstCursor right) {
        int byKey = Arrays.compareUnsigned(left.key, 0, left.keyLength, right.key, 0, right.keyLength);
        return byKey != 0 ? byKey : Long.compare(right.sequence, left.sequence);
    }

    /** Keeps the entry but lets go of the index; the cursor is not used to go on. */
    void park() {
        index = null;
    }

    private BlockIndex index() throws IOException {
        if (index == null) {
            index = new BlockIndex(reader, properties, indexRoot);
        }
        return index;
    }

    private void take(BlockEntries entry) {
        InternalKey internal = InternalKey.of(entry, reader.file());
        int length = internal.userKeyLength();
        int order = count == 0 ? -1 : Arrays.compareUnsigned(key, 0, keyLength, entry.key(), 0, length);
        if (order > 0 || (order == 0 && internal.sequence() >= sequence)) {
            throw reader.file().damaged("its entries are not in order");
        }
        if (internal.kind() == EntryKind.DELETE_RANGE) {
            throw reader.file().damaged("a range deletion stands among its entries");
        }
        if (length > key.length) {
            key = new byte[Math.max(length, key.length * 2)];
        }
        System.arraycopy(entry.key(), 0, key, 0, length);
        keyLength = length;
        sequence = internal.sequence();
        kind = internal.kind();
        count++;
    }

    private void checkCount() {
        long expected = properties.entries() - properties.rangeDeletions();
        if (count != expected) {
            throw reader.file().damaged("its properties say " + expected + " entries, it has " + count);
        }
    }
}
