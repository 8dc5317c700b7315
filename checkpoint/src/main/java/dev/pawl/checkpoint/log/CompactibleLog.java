package dev.pawl.checkpoint.log;

import dev.pawl.checkpoint.json.Json;
import dev.pawl.checkpoint.json.JsonProblem;
import dev.pawl.checkpoint.storage.Content;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A log of entries that is folded into one file every few batches. A file is {@code v1} and a line of JSON for each entry;
 * files may be large, so they are read and written line by line.
 */
final class CompactibleLog<E> {
    private static final int VERSION = 1;
    private static final byte[] HEADER = ("v" + VERSION).getBytes(StandardCharsets.UTF_8);

    private final LogDirectory directory;
    private final EntryFormat<E> format;
    private final CompactionPolicy policy;

    CompactibleLog(LogDirectory directory, EntryFormat<E> format, CompactionPolicy policy) {
        this.directory = directory;
        this.format = format;
        this.policy = policy;
    }

    CompactibleFiles files() {
        return CompactibleFiles.list(directory);
    }

    LogFile file(String name) {
        return directory.file(name);
    }

    void read(LogFile file, Consumer<? super E> visitor) {
        try (LogLines lines = file.longLines()) {
            lines.version(VERSION);
            @Nullable String line;
            while ((line = lines.next()) != null) {
                visitor.accept(parse(line, lines));
            }
        }
    }

    private E parse(String line, LogLines lines) {
        try {
            return format.parse(Json.parseObject(line));
        } catch (JsonProblem e) {
            throw lines.corrupt(e.reason());
        }
    }

    /** Adds a batch, durably, together with all before it if it is one that compacts. */
    void append(long id, List<E> entries) {
        CompactibleFiles files = files();
        String taken = "Batch " + id + " was already written by another writer.";
        if (files.contains(id)) {
            throw files.file(id).taken(taken);
        }
        long interval = files.interval(policy.interval());
        boolean isCompact = (id + 1) % interval == 0;
        List<LogFile> folded =
                isCompact ? files.idsFor(id - 1).stream().map(files::file).toList() : List.of();
        Content content = out -> {
            out.write(HEADER);
            for (LogFile earlier : folded) {
                copy(earlier, out);
            }
            for (E entry : entries) {
                writeLine(Json.format(format.toJson(entry)), out);
            }
        };
        directory.file(CompactibleFiles.name(id, isCompact)).createNew(content, taken);
    }

    private void copy(LogFile file, OutputStream out) throws IOException {
        try (LogLines lines = file.longLines()) {
            lines.version(VERSION);
            @Nullable String line;
            while ((line = lines.next()) != null) {
                parse(line, lines);
                writeLine(line, out);
            }
        }
    }

    private static void writeLine(String line, OutputStream out) throws IOException {
        out.write('\n');
        out.write(line.getBytes(StandardCharsets.UTF_8));
    }

    /** Deletes the files that nobody needs any more after a batch, except those changed too recently. */
    void purge(long id, Instant now) {
        CompactibleFiles files = files();
        long interval = files.interval(policy.interval());
        long oldestRetained = id + 1 - policy.batchesRetained();
        if (interval > oldestRetained) {
            return;
        }
        long compaction = oldestRetained - oldestRetained % interval - 1;
        if (files.isCompact(compaction)) {
            files.filesBelow(compaction, now.minus(policy.cleanupDelay()).toEpochMilli())
                    .forEach(LogFile::delete);
        }
    }
}
