package dev.pawl.checkpoint.storage;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A directory on the local disk where native code works. Nothing in it must survive: closing deletes it. */
public final class ScratchDirectory implements AutoCloseable {
    private final Path root;

    private ScratchDirectory(Path root) {
        this.root = root;
    }

    /** @throws java.nio.file.FileAlreadyExistsException if there is something that closing would delete */
    public static ScratchDirectory create(Path directory) throws IOException {
        Path root = directory.toAbsolutePath();
        Path parent = root.getParent();
        if (parent != null) {
            Files.createDirectories(parent);
        }
        return new ScratchDirectory(Files.createDirectory(root));
    }

    /** An empty one below this one, closed by its user or with this one. */
    public ScratchDirectory below(String name) throws IOException {
        return new ScratchDirectory(Files.createDirectory(root.resolve(name)));
    }

    /** Where a path below this directory is, for native code. */
    public String absolutePath(String path) {
        return root.resolve(path).toString();
    }

    /** What is directly below a directory, sorted by name. */
    public List<StorageEntry> list(String directory) throws IOException {
        List<StorageEntry> entries = new ArrayList<>();
        try (Stream<Path> paths = Files.list(root.resolve(directory))) {
            for (Path path : (Iterable<Path>) paths::iterator) {
                entries.add(entry(path));
            }
        }
        entries.sort(Comparator.comparing(StorageEntry::name));
        return entries;
    }

    /** A file, read when it is written somewhere else. */
    public Content content(String path) {
        Path file = root.resolve(path);
        return out -> Files.copy(file, out);
    }

    @Override
    public void close() throws IOException {
        Files.walkFileTree(root, new DeleteTree());
    }

    private static StorageEntry entry(Path path) throws IOException {
        BasicFileAttributes attributes = Files.readAttributes(path, BasicFileAttributes.class);
        boolean directory = attributes.isDirectory();
        return new StorageEntry(
                String.valueOf(path.getFileName()),
                directory ? StorageEntry.Kind.DIRECTORY : StorageEntry.Kind.FILE,
                directory ? 0 : attributes.size(),
                attributes.lastModifiedTime().toMillis());
    }

    private static final class DeleteTree extends SimpleFileVisitor<Path> {
        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
            Files.deleteIfExists(file);
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException failure) throws IOException {
            if (failure != null) {
                throw failure;
            }
            Files.deleteIfExists(directory);
            return FileVisitResult.CONTINUE;
        }
    }
}
