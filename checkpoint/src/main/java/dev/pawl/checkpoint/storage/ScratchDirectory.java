package dev.pawl.checkpoint.storage;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.DirectoryStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A directory on the local disk where native code works. Nothing in it must survive: closing deletes it. */
public final class ScratchDirectory implements AutoCloseable {
    private static final String LOCK = "lock";

    private final Path root;
    /** Held as long as the process lives; null where nobody asks whether it does. */
    private final @Nullable FileChannel lock;

    private ScratchDirectory(Path root, @Nullable FileChannel lock) {
        this.root = root;
        this.lock = lock;
    }

    /**
     * Makes a directory that others recognise as abandoned when this process is gone, and deletes those that are.
     *
     * @param prefix what the names of all directories of this kind start with
     * @param name unique among those of this process
     */
    public static ScratchDirectory ofProcess(Path parent, String prefix, String name) throws IOException {
        String ofThisProcess = prefix + ProcessHandle.current().pid() + "-";
        Files.createDirectories(parent);
        try (DirectoryStream<Path> others = Files.newDirectoryStream(parent, prefix + "*")) {
            for (Path other : others) {
                // Opening a lock file of this process and closing it again would give its lock back.
                if (!String.valueOf(other.getFileName()).startsWith(ofThisProcess)) {
                    deleteIfAbandoned(other);
                }
            }
        }
        Path root = Files.createDirectory(parent.toAbsolutePath().resolve(ofThisProcess + name));
        // Nobody sees the file before it is locked.
        Path unseen = root.resolve(LOCK + ".new");
        FileChannel channel = FileChannel.open(unseen, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        try {
            channel.lock();
            Files.move(unseen, root.resolve(LOCK));
            return new ScratchDirectory(root, channel);
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    private static void deleteIfAbandoned(Path directory) {
        try (FileChannel channel = FileChannel.open(directory.resolve(LOCK), StandardOpenOption.WRITE);
                FileLock free = channel.tryLock()) {
            if (free != null) {
                Files.walkFileTree(directory, new DeleteTree());
            }
        } catch (IOException e) {
            // Somebody else's, or somebody else deletes it: both are no concern of this process.
            return;
        }
    }

    /** @throws java.nio.file.FileAlreadyExistsException if there is something that closing would delete */
    public static ScratchDirectory create(Path directory) throws IOException {
        Path root = directory.toAbsolutePath();
        Path parent = root.getParent();
        if (parent != null) {
            Files.createDirectories(parent);
        }
        return new ScratchDirectory(Files.createDirectory(root), null);
    }

    /** An empty one below this one, closed by its user or with this one. */
    public ScratchDirectory below(String name) throws IOException {
        return new ScratchDirectory(Files.createDirectory(root.resolve(name)), null);
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
        try {
            Files.walkFileTree(root, new DeleteTree());
        } finally {
            if (lock != null) {
                lock.close();
            }
        }
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
