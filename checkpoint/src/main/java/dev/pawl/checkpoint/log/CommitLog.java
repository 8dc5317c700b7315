package dev.pawl.checkpoint.log;

import dev.pawl.checkpoint.error.ErrorCode;
import dev.pawl.checkpoint.storage.Content;
import dev.pawl.checkpoint.storage.Storage;
import java.util.List;
import java.util.OptionalLong;

/** The log of finished batches, {@code commits/}. */
public final class CommitLog {
    public static final String DIRECTORY = "commits";

    private final LogDirectory directory;

    public CommitLog(Storage storage) {
        this.directory = new LogDirectory(storage, DIRECTORY, ErrorCode.COMMIT_LOG_CORRUPT);
    }

    /** The batches that are done, ascending; there may be gaps. Files of other names and directories are ignored. */
    public List<Long> batchIds() {
        return directory.batchIds();
    }

    /** The batch done last. */
    public OptionalLong latest() {
        List<Long> ids = batchIds();
        return ids.isEmpty() ? OptionalLong.empty() : OptionalLong.of(ids.get(ids.size() - 1));
    }

    public CommitEntry entry(long batchId) {
        try (LogLines lines = directory.file(batchId).lines()) {
            return CommitEntry.parse(batchId, lines);
        }
    }

    /** Declares a batch done, durably, unless somebody else did. */
    public void append(CommitEntry entry) {
        directory
                .file(entry.batchId())
                .createNew(
                        Content.of(entry.format()),
                        "Batch " + entry.batchId() + " was already committed by another writer.");
    }

    void forget(long batchId) {
        directory.file(batchId).delete();
    }
}
