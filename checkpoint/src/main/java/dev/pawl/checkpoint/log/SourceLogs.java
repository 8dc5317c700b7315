package dev.pawl.checkpoint.log;

import dev.pawl.checkpoint.error.ErrorCode;
import dev.pawl.checkpoint.error.PawlException;
import dev.pawl.checkpoint.storage.Storage;
import dev.pawl.checkpoint.storage.StorageEntry;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** The private logs of all sources, {@code sources/}. */
public final class SourceLogs {
    private static final String DIRECTORY = "sources";
    private static final int HEAD_BYTES_MAX = 4096;

    private final Storage storage;

    public SourceLogs(Storage storage) {
        this.storage = storage;
    }

    /** Ids of the sources that keep a private log. */
    public List<String> sourceIds() {
        try {
            return storage.list(DIRECTORY).stream()
                    .filter(StorageEntry::isDirectory)
                    .map(StorageEntry::name)
                    .toList();
        } catch (IOException e) {
            throw new PawlException(
                    ErrorCode.STORAGE_UNAVAILABLE,
                    "Cannot list directory " + DIRECTORY + " below " + storage.root() + ": " + e.getMessage() + ".",
                    e);
        }
    }

    /** What a source keeps, told by the beginning of its newest file. */
    public SourceLogKind kind(String sourceId) {
        CompactibleFiles files =
                CompactibleFiles.list(new LogDirectory(storage, directory(sourceId), ErrorCode.SOURCE_LOG_CORRUPT));
        if (files.isEmpty()) {
            return SourceLogKind.NONE;
        }
        long latest = files.latest().orElseThrow();
        return files.isCompact(latest) ? SourceLogKind.FILES : kindOf(head(files.file(latest)));
    }

    private static SourceLogKind kindOf(String head) {
        if (head.startsWith("\0v")) {
            return SourceLogKind.KAFKA_INITIAL_OFFSET;
        }
        int lineEnd = head.indexOf('\n');
        String version = lineEnd < 0 ? head : head.substring(0, lineEnd);
        String rest = lineEnd < 0 ? "" : head.substring(lineEnd + 1).strip();
        if (!version.startsWith("v")) {
            return SourceLogKind.UNKNOWN;
        }
        boolean isFiles = rest.isEmpty() || (rest.startsWith("{") && rest.contains("\"path\""));
        boolean isRate = !rest.isEmpty() && rest.chars().allMatch(c -> c >= '0' && c <= '9');
        return isFiles ? SourceLogKind.FILES : isRate ? SourceLogKind.RATE_START : SourceLogKind.UNKNOWN;
    }

    private String head(LogFile file) {
        try (InputStream in = storage.read(file.path())) {
            return new String(in.readNBytes(HEAD_BYTES_MAX), StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            throw file.unavailable("read", e);
        }
    }

    static String directory(String sourceId) {
        return DIRECTORY + "/" + sourceId;
    }
}
