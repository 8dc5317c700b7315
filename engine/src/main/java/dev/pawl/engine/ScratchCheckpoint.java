package dev.pawl.engine;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** A checkpoint for a query that nobody will ever continue. */
record ScratchCheckpoint(Path directory) implements AutoCloseable {
    static ScratchCheckpoint create() {
        try {
            return new ScratchCheckpoint(Files.createTempDirectory("pawl-checkpoint-"));
        } catch (IOException e) {
            throw new UncheckedIOException("no temporary directory can be made", e);
        }
    }

    @Override
    public void close() {
        try (Stream<Path> files = Files.walk(directory)) {
            List<Path> deepestFirst = files.sorted(Comparator.reverseOrder()).toList();
            for (Path file : deepestFirst) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            // It lies in the system's temporary directory, which the system cleans.
            return;
        }
    }
}
