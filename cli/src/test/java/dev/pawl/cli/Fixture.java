package dev.pawl.cli;

import dev.pawl.checkpoint.gap.Gap;
import dev.pawl.checkpoint.gap.GapLog;
import dev.pawl.checkpoint.gap.GapRange;
import dev.pawl.checkpoint.storage.Durability;
import dev.pawl.checkpoint.storage.Storage;
import dev.pawl.checkpoint.storage.Storages;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.OptionalLong;
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

    /** Adds gaps to a checkpoint, of every kind there is. */
    public static void loseRows(Path checkpoint) {
        try (Storage storage = Storages.openForWriting(checkpoint.toString(), Durability.UNSYNCED, () -> "1")) {
            Instant noon = Instant.parse("2026-01-01T12:00:00Z");
            new GapLog(storage)
                    .append(List.of(
                            new Gap(
                                    "0",
                                    "orders-3",
                                    GapRange.of(100, 250),
                                    noon,
                                    "Kafka aged them out.",
                                    OptionalLong.of(7)),
                            new Gap(
                                    "0",
                                    "orders-4",
                                    GapRange.from(17),
                                    noon,
                                    "The partition was deleted.",
                                    OptionalLong.of(8)),
                            new Gap(
                                    "1",
                                    "/data/clicks",
                                    GapRange.of("version 3", "version 7"),
                                    noon,
                                    "Their log was cleaned up.",
                                    OptionalLong.empty())));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
