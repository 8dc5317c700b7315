package dev.pawl.checkpoint.log;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Checkpoints that real Spark wrote. */
final class LogFixtures {
    private static final Path ROOT = Path.of("src/test/resources/fixtures");

    private LogFixtures() {}

    /** All fixtures, also those of other versions of Spark, by their path. */
    static List<String> names() {
        try (Stream<Path> paths = Files.walk(ROOT, 3)) {
            return paths.filter(path -> path.endsWith("checkpoint"))
                    .map(path -> ROOT.relativize(path.getParent()).toString().replace('\\', '/'))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static FakeStorage checkpoint(String name) {
        return FakeStorage.copyOf(ROOT.resolve(name).resolve("checkpoint"));
    }

    static FakeStorage directory(String path) {
        return FakeStorage.copyOf(ROOT.resolve(path));
    }

    static List<String> expectedLogs(String name) {
        try {
            return Files.readAllLines(ROOT.resolve(name).resolve("expected").resolve("logs.jsonl"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
