package dev.pawl.checkpoint.log;

import dev.pawl.checkpoint.error.ErrorCode;
import dev.pawl.checkpoint.storage.Content;
import dev.pawl.checkpoint.storage.Storage;
import java.util.List;
import java.util.OptionalLong;

/** The write-ahead log of a query, {@code offsets/}: what each batch reads, written before it is read. */
public final class OffsetLog {
    public static final String DIRECTORY = "offsets";

    private final LogDirectory directory;

    public OffsetLog(Storage storage) {
        this.directory = new LogDirectory(storage, DIRECTORY, ErrorCode.OFFSET_LOG_CORRUPT);
    }

    /** The batches that were planned, ascending; there may be gaps. Files of other names and directories are ignored. */
    public List<Long> batchIds() {
        return directory.batchIds();
    }

    /** The batch planned last. */
    public OptionalLong latest() {
        List<Long> ids = batchIds();
        return ids.isEmpty() ? OptionalLong.empty() : OptionalLong.of(ids.get(ids.size() - 1));
    }

    public OffsetEntry entry(long batchId) {
        try (LogLines lines = directory.file(batchId).lines()) {
            return OffsetFormat.parse(batchId, lines);
        }
    }

    /** Plans a batch, durably, unless somebody else did. */
    public void append(OffsetEntry entry) {
        OffsetMetadata metadata = entry.metadata()
                .orElseThrow(
                        () -> new IllegalArgumentException("no restart is possible from offsets without metadata"));
        if (!metadata.conf().missing().isEmpty()) {
            throw new IllegalArgumentException("every batch must record all confs, missing are "
                    + metadata.conf().missing());
        }
        directory
                .file(entry.batchId())
                .createNew(
                        Content.of(OffsetFormat.format(entry)),
                        "Batch " + entry.batchId() + " was already planned by another writer.");
    }

    void forget(long batchId) {
        directory.file(batchId).delete();
    }
}
