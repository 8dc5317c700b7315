package dev.pawl.checkpoint.log;

import dev.pawl.checkpoint.error.ErrorCode;
import dev.pawl.checkpoint.error.PawlException;
import dev.pawl.checkpoint.storage.Content;
import dev.pawl.checkpoint.storage.OutcomeUnknownException;
import dev.pawl.checkpoint.storage.Storage;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.util.Optional;

/**
 * One file of a log: the place where storage failures and damage become errors that name it.
 *
 * @param corruptCode the code of an error about the content
 */
record LogFile(Storage storage, String path, ErrorCode corruptCode) {
    /** Far above any offsets, commits or metadata file, far below a heap. */
    private static final long SMALL_BYTES_MAX = 16 << 20;

    /** The lines of a small file, which must be there. */
    LogLines lines() {
        return open(SMALL_BYTES_MAX).orElseThrow(this::missing);
    }

    /** The lines of a small file; empty if there is none. */
    Optional<LogLines> find() {
        return open(SMALL_BYTES_MAX);
    }

    /** The lines of a file that grows with the history of the query, one at a time. */
    LogLines longLines() {
        return open(Long.MAX_VALUE).orElseThrow(this::missing);
    }

    private Optional<LogLines> open(long bytesMax) {
        try {
            return Optional.of(new LogLines(this, storage.read(path), bytesMax));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw unavailable("read", e);
        }
    }

    /** @param meaning what it means that somebody else was first, as a full sentence */
    void createNew(Content content, String meaning) {
        try {
            storage.createNew(path, content);
        } catch (FileAlreadyExistsException e) {
            throw taken(meaning);
        } catch (OutcomeUnknownException e) {
            throw new PawlException(
                    ErrorCode.LOG_WRITE_UNKNOWN, "File " + this + " may or may not last: " + e.getMessage() + ".", e);
        } catch (IOException e) {
            throw unavailable("create", e);
        }
    }

    void delete() {
        try {
            storage.delete(path);
        } catch (IOException e) {
            throw unavailable("delete", e);
        }
    }

    PawlException corrupt(int line, String problem) {
        return new PawlException(corruptCode, "File " + this + " is damaged in line " + line + ": " + problem + ".");
    }

    PawlException taken(String meaning) {
        return new PawlException(
                ErrorCode.CONCURRENT_STREAM_LOG_UPDATE, meaning + " Expected no file, found " + this + ".");
    }

    PawlException missing() {
        return new PawlException(ErrorCode.BATCH_NOT_FOUND, "File " + this + " is needed but missing.");
    }

    PawlException unavailable(String action, IOException cause) {
        return new PawlException(
                ErrorCode.STORAGE_UNAVAILABLE,
                "Cannot " + action + " file " + this + ": " + cause.getMessage() + ".",
                cause);
    }

    @Override
    public String toString() {
        return path + " below " + storage.root();
    }
}
