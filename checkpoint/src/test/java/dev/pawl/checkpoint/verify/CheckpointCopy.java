package dev.pawl.checkpoint.verify;

import dev.pawl.checkpoint.Checkpoint;
import dev.pawl.checkpoint.Fixtures;
import dev.pawl.checkpoint.storage.Storages;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/** A copy of a fixture, to be damaged. Hadoop's side files go with what is changed, unless they are what is looked for. */
final class CheckpointCopy {
    private final Path root;

    private CheckpointCopy(Path root) {
        this.root = root;
    }

    static CheckpointCopy of(String fixture, Path directory) throws IOException {
        Path source = Fixtures.directory(fixture);
        try (Stream<Path> files = Files.walk(source)) {
            for (Path file : files.toList()) {
                Files.copy(file, directory.resolve(source.relativize(file).toString()));
            }
        }
        return new CheckpointCopy(directory);
    }

    Path path(String path) {
        return root.resolve(path);
    }

    CheckpointCopy delete(String path) {
        try (Stream<Path> files = Files.walk(path(path))) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return withoutSideFile(path);
    }

    CheckpointCopy withoutSideFile(String path) {
        Path file = path(path);
        try {
            Files.deleteIfExists(file.resolveSibling("." + file.getFileName() + ".crc"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return this;
    }

    CheckpointCopy change(String path, UnaryOperator<byte[]> change) {
        changeOnly(path, change);
        return withoutSideFile(path);
    }

    CheckpointCopy changeOnly(String path, UnaryOperator<byte[]> change) {
        try {
            Files.write(path(path), change.apply(Files.readAllBytes(path(path))));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return this;
    }

    CheckpointCopy truncate(String path) {
        return change(path, bytes -> Arrays.copyOf(bytes, bytes.length / 2));
    }

    CheckpointCopy flip(String path, int position) {
        return change(path, bytes -> {
            byte[] flipped = bytes.clone();
            flipped[position] ^= 0x10;
            return flipped;
        });
    }

    CheckpointCopy replace(String path, String text, String replacement) {
        return change(path, bytes -> new String(bytes, StandardCharsets.UTF_8)
                .replace(text, replacement)
                .getBytes(StandardCharsets.UTF_8));
    }

    CheckpointCopy write(String path, String text) {
        try {
            Files.writeString(path(path), text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return this;
    }

    CheckpointCopy move(String from, String to) {
        try {
            Files.move(path(from), path(to));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return this;
    }

    /** The only file of a directory whose name ends so. */
    String find(String directory, String suffix) {
        try (Stream<Path> files = Files.list(path(directory))) {
            return files.map(file -> directory + "/" + file.getFileName())
                    .filter(path -> path.endsWith(suffix) && !path.contains("/."))
                    .reduce((a, b) -> {
                        throw new IllegalStateException(a + " and " + b);
                    })
                    .orElseThrow();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What is found, without remarks. */
    List<Finding> problems() {
        return findings().stream()
                .filter(finding -> finding.severity() != Severity.INFO)
                .toList();
    }

    List<Finding> findings() {
        List<Finding> findings = new ArrayList<>();
        try (Checkpoint checkpoint = Checkpoint.open(Storages.open(root.toString()))) {
            new Verifier(checkpoint).run(findings::add);
        }
        return findings;
    }

    Verification verification() {
        try (Checkpoint checkpoint = Checkpoint.open(Storages.open(root.toString()))) {
            return new Verifier(checkpoint).run(finding -> {});
        }
    }
}
