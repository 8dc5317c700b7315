package dev.pawl.checkpoint.rocksdb;

import dev.pawl.checkpoint.entry.Bytes;
import dev.pawl.checkpoint.storage.Storage;
import java.io.Closeable;
import java.io.IOException;

/**
 * Walks over all entries of one table file, overwritten ones included: every block is read and compared with its checksum.
 * Starts before the first.
 */
public final class TableEntries implements Closeable {
    private final SstFile file;
    private final SstCursor cursor;

    private TableEntries(SstFile file) {
        this.file = file;
        this.cursor = file.cursor();
    }

    /** @param size how long the file must be, as its snapshot says */
    public static TableEntries open(Storage storage, String path, long size) {
        return new TableEntries(SstFile.open(storage, path, size));
    }

    /** Moves to the next entry; false at the end. */
    public boolean next() {
        try {
            return cursor.next();
        } catch (IOException e) {
            throw file.path().unreadable(e);
        }
    }

    public Bytes key() {
        return Bytes.copyOf(cursor.key(), 0, cursor.keyLength());
    }

    /** Whether the entry removes its key; then it has no value. */
    public boolean isDelete() {
        return cursor.kind() == EntryKind.DELETE;
    }

    /** The value, or what is appended to it. */
    public Bytes value() {
        return Bytes.wrap(cursor.value());
    }

    @Override
    public void close() {
        try {
            file.close();
        } catch (IOException e) {
            throw file.path().unreadable(e);
        }
    }
}
