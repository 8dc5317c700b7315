package dev.pawl.checkpoint.log;

import dev.pawl.checkpoint.error.ErrorCode;
import dev.pawl.checkpoint.storage.Storage;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.Consumer;

/** The private log of a file source, {@code sources/<i>/}: which files it took, under which id of its own. */
public final class FileSourceLog {
    private final CompactibleLog<SourceFile> log;

    public FileSourceLog(Storage storage, String sourceId, CompactionPolicy policy) {
        this.log = new CompactibleLog<>(
                new LogDirectory(storage, SourceLogs.directory(sourceId), ErrorCode.SOURCE_LOG_CORRUPT),
                SourceFile.FORMAT,
                policy);
    }

    /** The id taken last. */
    public OptionalLong latest() {
        return log.files().latest();
    }

    /** The ids that still have a file of their own, ascending. */
    public List<Long> ids() {
        return log.files().ids();
    }

    /** The names of the log's own files, by id. */
    public List<String> fileNames() {
        return log.files().names();
    }

    /** Visits what one of the log's own files holds. */
    public void visit(String fileName, Consumer<SourceFile> visitor) {
        log.read(log.file(fileName), visitor);
    }

    /** The first id of a range whose entries are lost. */
    public OptionalLong firstMissing(long afterId, long upToId) {
        CompactibleFiles files = log.files();
        long id = Math.max(0, afterId + 1);
        while (id <= upToId) {
            OptionalLong compaction = files.compactionAfter(id);
            if (!files.contains(id) && compaction.isEmpty()) {
                return OptionalLong.of(id);
            }
            id = (files.contains(id) ? id : compaction.orElse(id)) + 1;
        }
        return OptionalLong.empty();
    }

    /** The first id missing among those that together hold every file ever taken up to an id. */
    public OptionalLong firstGap(long upToId) {
        CompactibleFiles files = log.files();
        return files.compactionAfter(upToId).isPresent() ? OptionalLong.empty() : files.firstGap(upToId);
    }

    /** The files that belong to the ids of a range, as a batch between two offsets reads them. */
    public List<SourceFile> filesBetween(long afterId, long upToId) {
        CompactibleFiles files = log.files();
        List<SourceFile> found = new ArrayList<>();
        for (long id = Math.max(0, afterId + 1); id <= upToId; id++) {
            long wanted = id;
            log.read(holderOf(id, files), file -> {
                if (file.logId() == wanted) {
                    found.add(file);
                }
            });
        }
        return found;
    }

    /** A file that holds the entries of an id: its own, or once that is purged the next compaction. */
    private static LogFile holderOf(long id, CompactibleFiles files) {
        OptionalLong compaction = files.compactionAfter(id);
        return files.file(files.contains(id) ? id : compaction.orElse(id));
    }

    /** Visits every file taken up to an id, oldest first; the log may be long. */
    public void visitFilesUpTo(long id, Consumer<SourceFile> visitor) {
        CompactibleFiles files = log.files();
        OptionalLong compaction = files.compactionAfter(id);
        if (!files.contains(id) && compaction.isPresent()) {
            log.read(files.file(compaction.getAsLong()), file -> {
                if (file.logId() <= id) {
                    visitor.accept(file);
                }
            });
        } else {
            files.idsFor(id).forEach(each -> log.read(files.file(each), visitor));
        }
    }

    /** Takes files under a new id, durably. */
    public void append(long id, List<SourceFile> files) {
        log.append(id, files);
    }

    /** Deletes what nobody needs any more once an id is written. */
    public void purge(long latestId, Instant now) {
        log.purge(latestId, now);
    }
}
