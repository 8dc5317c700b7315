package dev.pawl.checkpoint.rocksdb;

import dev.pawl.checkpoint.error.ErrorCode;
import dev.pawl.checkpoint.error.PawlException;
import dev.pawl.checkpoint.storage.Storage;
import java.io.EOFException;
import java.io.IOException;
import java.nio.file.NoSuchFileException;

/** Names a table file in errors. */
record SstPath(String root, String path) {
    static SstPath of(Storage storage, String path) {
        return new SstPath(storage.root(), path);
    }

    PawlException damaged(String found) {
        return new PawlException(ErrorCode.STATE_SST_CORRUPT, this + " is damaged: " + found + ".");
    }

    PawlException damaged(String found, Throwable cause) {
        return new PawlException(ErrorCode.STATE_SST_CORRUPT, this + " is damaged: " + found + ".", cause);
    }

    PawlException unsupported(String feature) {
        return new PawlException(ErrorCode.STATE_SST_UNSUPPORTED, this + " uses " + feature + ".");
    }

    PawlException unreadable(IOException cause) {
        if (cause instanceof NoSuchFileException) {
            return missing();
        }
        if (cause instanceof EOFException) {
            return damaged("it ends too early", cause);
        }
        return new PawlException(ErrorCode.STORAGE_UNAVAILABLE, "Cannot read " + this + ".", cause);
    }

    PawlException missing() {
        return new PawlException(
                ErrorCode.CANNOT_READ_STREAMING_STATE_FILE, this + " is missing but its snapshot needs it.");
    }

    void checkSize(long expected, long found) {
        if (expected != found) {
            throw damaged("its snapshot says " + expected + " bytes, it has " + found);
        }
    }

    @Override
    public String toString() {
        return "RocksDB table " + path + " below " + root;
    }
}
