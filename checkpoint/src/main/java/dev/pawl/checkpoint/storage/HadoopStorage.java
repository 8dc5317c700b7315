package dev.pawl.checkpoint.storage;

import dev.pawl.checkpoint.error.ErrorCode;
import dev.pawl.checkpoint.error.PawlException;
import java.io.EOFException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RemoteIterator;

/** Files on a Hadoop file system, which this storage owns and closes. */
final class HadoopStorage implements Storage {
    private final FileSystem fileSystem;
    private final String shownRoot;
    private final Path root;
    private final HadoopPublisher publisher;

    /** @param shownRoot the root as its user typed it */
    HadoopStorage(FileSystem fileSystem, String shownRoot, Path root, HadoopPublisher publisher) {
        this.fileSystem = fileSystem;
        this.shownRoot = shownRoot;
        this.root = fileSystem.makeQualified(root);
        this.publisher = publisher;
    }

    @Override
    public String root() {
        return shownRoot;
    }

    @Override
    public List<StorageEntry> list(String directory) throws IOException {
        Path path = path(RelativePath.directory(shownRoot, directory));
        List<StorageEntry> entries = new ArrayList<>();
        try {
            RemoteIterator<FileStatus> statuses = fileSystem.listStatusIterator(path);
            while (statuses.hasNext()) {
                FileStatus status = statuses.next();
                if (status.isFile() && status.getPath().equals(path)) {
                    throw new NotDirectoryException(path.toString());
                }
                entries.add(entry(status));
            }
        } catch (FileNotFoundException e) {
            return List.of();
        }
        entries.sort(Comparator.comparing(StorageEntry::name));
        return entries;
    }

    @Override
    public Optional<StorageEntry> find(String path) throws IOException {
        try {
            return Optional.of(entry(fileSystem.getFileStatus(file(path))));
        } catch (FileNotFoundException e) {
            return Optional.empty();
        }
    }

    @Override
    public InputStream read(String path) throws IOException {
        Path file = file(path);
        try {
            return fileSystem.open(file);
        } catch (FileNotFoundException e) {
            throw notThere(file, e);
        }
    }

    @Override
    public RandomAccess open(String path) throws IOException {
        Path file = file(path);
        try {
            long size = fileSystem.getFileStatus(file).getLen();
            return new HadoopFile(file, fileSystem.open(file), size);
        } catch (FileNotFoundException e) {
            throw notThere(file, e);
        }
    }

    @Override
    public void createNew(String path, Content content) throws IOException {
        publisher.createNew(file(path), content);
    }

    @Override
    public void replace(String path, Content content) throws IOException {
        publisher.replace(file(path), content);
    }

    @Override
    public FileOutput create(String path) throws IOException {
        return publisher.create(file(path));
    }

    @Override
    public void delete(String path) throws IOException {
        Path file = file(path);
        // False means either that it was not there, which is fine, or that it could not be removed.
        if (!fileSystem.delete(file, false) && fileSystem.exists(file)) {
            throw new IOException(file + " could not be deleted");
        }
    }

    @Override
    public void moveTo(String path, Storage target, String newPath) throws IOException {
        // Object stores copy where they seem to rename, and replace what has the name.
        if (!(target instanceof HadoopStorage other)
                || !(publisher instanceof RenameToPublish)
                || !fileSystem.getUri().equals(other.fileSystem.getUri())) {
            Storage.super.moveTo(path, target, newPath);
            return;
        }
        Path from = file(path);
        Path to = other.file(newPath);
        if (fileSystem.exists(to)) {
            throw new FileAlreadyExistsException(to.toString());
        }
        fileSystem.mkdirs(Objects.requireNonNull(to.getParent(), "a file is in a directory"));
        if (!fileSystem.rename(from, to)) {
            throw new IOException(from + " could not be moved to " + to);
        }
    }

    @Override
    public void close() throws IOException {
        fileSystem.close();
    }

    static FileAlreadyExistsException alreadyExists(Path path, IOException cause) {
        FileAlreadyExistsException exception = new FileAlreadyExistsException(path.toString());
        exception.initCause(cause);
        return exception;
    }

    /** Another name in the same directory; the parts are given apart because a name may hold a colon. */
    static Path sibling(Path path, String name) {
        return below(Objects.requireNonNull(path.getParent(), "a file is in a directory"), name);
    }

    private static Path below(Path directory, String path) {
        String separator = directory.isRoot() ? "" : Path.SEPARATOR;
        return new Path(
                directory.toUri().getScheme(),
                directory.toUri().getAuthority(),
                directory.toUri().getPath() + separator + path);
    }

    private static NoSuchFileException notThere(Path path, IOException cause) {
        NoSuchFileException exception = new NoSuchFileException(path.toString());
        exception.initCause(cause);
        return exception;
    }

    private static StorageEntry entry(FileStatus status) {
        String name = status.getPath().getName();
        return status.isDirectory()
                ? new StorageEntry(name, StorageEntry.Kind.DIRECTORY, 0, status.getModificationTime())
                : new StorageEntry(name, StorageEntry.Kind.FILE, status.getLen(), status.getModificationTime());
    }

    private Path file(String path) {
        return path(RelativePath.file(shownRoot, path));
    }

    private Path path(RelativePath path) {
        if (path.value().isEmpty()) {
            return root;
        }
        try {
            return below(root, path.value());
        } catch (IllegalArgumentException e) {
            throw new PawlException(
                    ErrorCode.PATH_NOT_ALLOWED,
                    "Storage " + shownRoot + " cannot express the path " + path.value() + ".",
                    e);
        }
    }

    private record HadoopFile(Path path, FSDataInputStream in, long size) implements RandomAccess {
        @Override
        public void readFully(long position, byte[] target, int offset, int length) throws IOException {
            Objects.checkFromIndexSize(offset, length, target.length);
            if (position < 0 || position > size - length) {
                throw new EOFException(
                        path + ": expected " + length + " bytes at position " + position + ", size=" + size);
            }
            in.readFully(position, target, offset, length);
        }

        @Override
        public void close() throws IOException {
            in.close();
        }
    }
}
