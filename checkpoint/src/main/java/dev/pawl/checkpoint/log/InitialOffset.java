package dev.pawl.checkpoint.log;

import dev.pawl.checkpoint.error.ErrorCode;
import dev.pawl.checkpoint.json.JsonProblem;
import dev.pawl.checkpoint.storage.Content;
import dev.pawl.checkpoint.storage.Storage;
import java.util.Optional;

/**
 * Where a source began when the query first started, {@code sources/<i>/0}; stronger than any option on a restart.
 *
 * @param offset for Kafka the next offset of each partition, for the rate source its start in milliseconds
 */
public record InitialOffset(Kind kind, SourceOffset offset) {
    private static final String FILE = "0";
    private static final int VERSION = 1;

    /** The sources that keep one. */
    public enum Kind {
        /** A zero byte, then <code>v1\n{"topic":{"0":23}}</code>. */
        KAFKA("\0"),
        /** {@code v1\n1795163959298}. */
        RATE("");

        private final String prefix;

        Kind(String prefix) {
            this.prefix = prefix;
        }
    }

    public InitialOffset {
        if (offset.isNone()) {
            throw new IllegalArgumentException("an initial offset must say where to start");
        }
    }

    /** Empty if the source never started. */
    public static Optional<InitialOffset> read(Storage storage, String sourceId, Kind kind) {
        return file(storage, sourceId).find().map(opened -> {
            try (LogLines lines = opened) {
                return parse(kind, lines);
            }
        });
    }

    private static InitialOffset parse(Kind kind, LogLines lines) {
        String first = lines.expect("a version such as v1");
        if (!first.startsWith(kind.prefix)) {
            throw lines.corrupt("expected a zero byte and v1, found " + LogLines.excerpt(first));
        }
        lines.version(first.substring(kind.prefix.length()), VERSION);
        try {
            SourceOffset offset = SourceOffset.parse(lines.expect("an offset"));
            boolean expected =
                    switch (kind) {
                        case KAFKA -> offset.json().isObject();
                        case RATE -> offset.json().isIntegralNumber();
                    };
            if (!expected) {
                throw lines.corrupt(
                        "expected an offset of kind " + kind + ", found " + LogLines.excerpt(offset.text()));
            }
            lines.expectEnd();
            return new InitialOffset(kind, offset);
        } catch (JsonProblem e) {
            throw lines.corrupt(e.reason());
        }
    }

    /** Fixes where the source begins, unless somebody else did. */
    public void createNew(Storage storage, String sourceId) {
        file(storage, sourceId)
                .createNew(
                        Content.of(kind.prefix + "v" + VERSION + "\n" + offset.text()),
                        "Source " + sourceId + " was already started by another writer.");
    }

    private static LogFile file(Storage storage, String sourceId) {
        return new LogDirectory(storage, SourceLogs.directory(sourceId), ErrorCode.SOURCE_LOG_CORRUPT).file(FILE);
    }
}
