package dev.pawl.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Checkpoints that real Spark wrote, with what Spark itself reads from them. */
public final class Fixture {
    private static final Path ROOT = Path.of("..", "checkpoint", "src", "test", "resources", "fixtures");

    private Fixture() {}

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

    public static String root() {
        return ROOT.toString();
    }

    public static String path(String name) {
        return ROOT.resolve(name).resolve("checkpoint").toString();
    }

    public static List<String> expected(String name, String file) {
        try {
            return Files.readAllLines(ROOT.resolve(name).resolve("expected").resolve(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A copy to be damaged. */
    public static Path copy(String name, Path directory) {
        Path source = ROOT.resolve(name).resolve("checkpoint");
        try (Stream<Path> files = Files.walk(source)) {
            for (Path file : files.toList()) {
                Files.copy(file, directory.resolve(source.relativize(file).toString()));
            }
            return directory;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
