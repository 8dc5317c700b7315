package dev.pawl.checkpoint.rocksdb;

import dev.pawl.checkpoint.error.PawlException;
import dev.pawl.checkpoint.storage.Storage;
import java.io.Closeable;
import java.io.IOException;
import java.util.List;

/** One file that takes part in a merge. */
final class SstSource implements Closeable {
    private final Storage storage;
    private final String path;
    private final long size;
    private SstFile file;
    private SstCursor cursor;
    private boolean onEntry;
    private boolean parked;

    private SstSource(Storage storage, String path, long size) {
        this.storage = storage;
        this.path = path;
        this.size = size;
        this.file = SstFile.open(storage, path, size);
        this.cursor = file.cursor();
    }

    /**
     * Stands on the first entry, if there is one.
     *
     * @param size how long the file must be
     */
    static SstSource open(Storage storage, String path, long size) {
        SstSource source = new SstSource(storage, path, size);
        try {
            source.advance();
            return source;
        } catch (PawlException e) {
            source.closeAfter(e);
            throw e;
        }
    }

    boolean isOnEntry() {
        return onEntry;
    }

    void advance() {
        if (parked) {
            parked = false;
            file = SstFile.open(storage, path, size);
            cursor = file.cursor();
            advance();
        }
        try {
            onEntry = cursor.next();
            if (!onEntry) {
                file.close();
            }
        } catch (IOException e) {
            throw file.path().unreadable(e);
        }
    }

    /** Closes the file until the next call of {@link #advance()}; allowed on the first entry only. */
    void park() {
        try {
            file.close();
        } catch (IOException e) {
            throw file.path().unreadable(e);
        }
        cursor.park();
        parked = true;
    }

    SstCursor cursor() {
        return cursor;
    }

    SstPath path() {
        return file.path();
    }

    List<RangeDeletion> rangeDeletions() {
        return file.rangeDeletions();
    }

    @Override
    public void close() throws IOException {
        file.close();
    }

    /** Closes the file because something failed; that stays the error. */
    void closeAfter(Exception failure) {
        try {
            close();
        } catch (IOException e) {
            failure.addSuppressed(e);
        }
    }
}
