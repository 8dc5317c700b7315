package dev.pawl.checkpoint;

import dev.pawl.checkpoint.storage.Storages;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Checkpoints that real Spark wrote, with what Spark itself reads from them. */
public final class Fixtures {
    private static final Path ROOT = Path.of("src/test/resources/fixtures");

    private Fixtures() {}

    /** Paths below the root of every fixture. */
    public static List<String> names() {
        try (Stream<Path> walk = Files.walk(ROOT, 3)) {
            return walk.filter(path -> Files.isDirectory(path.resolve("checkpoint")))
                    .map(path -> ROOT.relativize(path).toString())
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static Path directory(String name) {
        return ROOT.resolve(name).resolve("checkpoint");
    }

    public static Checkpoint open(String name) {
        return Checkpoint.open(Storages.open(directory(name).toString()));
    }

    /** A copy to damage. */
    public static Path copy(String name, Path target) {
        Path source = directory(name);
        try (Stream<Path> walk = Files.walk(source)) {
            for (Path path : walk.toList()) {
                Files.copy(path, target.resolve(source.relativize(path).toString()));
            }
            return target;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The names of the files with what is expected. */
    public static List<String> expectedFiles(String name) {
        try (Stream<Path> files = Files.list(ROOT.resolve(name).resolve("expected"))) {
            return files.map(path -> path.getFileName().toString()).sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static List<String> expected(String name, String file) {
        try {
            return Files.readAllLines(ROOT.resolve(name).resolve("expected").resolve(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
