package dev.pawl.checkpoint.verify;

import dev.pawl.checkpoint.error.ErrorCode;
import dev.pawl.checkpoint.error.PawlException;
import dev.pawl.checkpoint.storage.Storage;
import dev.pawl.checkpoint.storage.StorageEntry;
import java.io.IOException;
import java.util.List;

/** Directories, with failures as errors that name them. */
final class Listings {
    private Listings() {}

    static List<StorageEntry> list(Storage storage, String directory) {
        try {
            return storage.list(directory);
        } catch (IOException e) {
            throw unreadable(storage, directory, e);
        }
    }

    static boolean hasDirectories(Storage storage, String directory) {
        return list(storage, directory).stream().anyMatch(StorageEntry::isDirectory);
    }

    static PawlException unreadable(Storage storage, String path, IOException cause) {
        return new PawlException(
                ErrorCode.STORAGE_UNAVAILABLE,
                path + " below " + storage.root() + " cannot be read: " + cause.getMessage() + ".",
                cause);
    }
}
