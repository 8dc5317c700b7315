package dev.pawl.checkpoint.log;

import dev.pawl.checkpoint.error.ErrorCode;
import dev.pawl.checkpoint.error.PawlException;
import dev.pawl.checkpoint.storage.Storage;
import dev.pawl.checkpoint.storage.StorageEntry;
import java.io.IOException;
import java.util.List;
import java.util.OptionalLong;

/** A directory with one file for each batch, named by the batch id. */
record LogDirectory(Storage storage, String path, ErrorCode corruptCode) {
    private static final int ID_DIGITS_MAX = 19;

    LogFile file(String name) {
        return new LogFile(storage, path + "/" + name, corruptCode);
    }

    LogFile file(long batchId) {
        return file(Long.toString(batchId));
    }

    /** All files, also those that belong to no batch; no directories. */
    List<StorageEntry> files() {
        try {
            return storage.list(path).stream().filter(StorageEntry::isFile).toList();
        } catch (IOException e) {
            throw new PawlException(
                    ErrorCode.STORAGE_UNAVAILABLE,
                    "Cannot list directory " + path + " below " + storage.root() + ": " + e.getMessage() + ".",
                    e);
        }
    }

    /** Ids of the batches that have a file, ascending. */
    List<Long> batchIds() {
        return files().stream()
                .map(StorageEntry::name)
                .map(LogDirectory::batchId)
                .filter(OptionalLong::isPresent)
                .map(OptionalLong::getAsLong)
                .sorted()
                .toList();
    }

    /**
     * The batch a file name stands for. Only the spelling that a batch is written under counts: Spark also takes {@code 01},
     * {@code +1} and {@code -1} for ids, but then opens the file {@code 1} or {@code -1}.
     */
    static OptionalLong batchId(String name) {
        boolean digits = !name.isEmpty()
                && name.length() <= ID_DIGITS_MAX
                && isDigits(name)
                && (name.length() == 1 || name.charAt(0) != '0');
        if (!digits || (name.length() == ID_DIGITS_MAX && name.compareTo(Long.toString(Long.MAX_VALUE)) >= 0)) {
            return OptionalLong.empty();
        }
        return OptionalLong.of(Long.parseLong(name));
    }

    private static boolean isDigits(String name) {
        for (int i = 0; i < name.length(); i++) {
            if (name.charAt(i) < '0' || name.charAt(i) > '9') {
                return false;
            }
        }
        return true;
    }
}
