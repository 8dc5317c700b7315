package dev.pawl.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Map;
import java.util.stream.Stream;

/** Where a run keeps its table and its checkpoint, below the directory of the run. */
final class Directories {
    private Directories() {}

    static Path table(Path run) {
        return run.resolve("table");
    }

    static Path checkpoint(Path run) {
        return run.resolve("checkpoint");
    }

    static Map<String, String> sinkOptions(Path run) {
        return Map.of(
                "path", table(run).toString(),
                "checkpointLocation", checkpoint(run).toString());
    }

    static void delete(Path directory) throws IOException {
        if (!Files.exists(directory)) {
            return;
        }
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }
}
