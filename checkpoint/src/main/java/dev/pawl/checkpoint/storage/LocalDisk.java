package dev.pawl.checkpoint.storage;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The disk of this machine. Reading follows symbolic links, wherever they lead: Spark makes none, so one that is there is
 * its owner's wish, such as `state` kept on another disk. Writing replaces or removes a link itself, never its target.
 */
final class LocalDisk implements Disk {
    @Override
    public void writeNew(String path, Content content) throws IOException {
        try (OutputStream out = LocalStreams.create(path(path))) {
            content.writeTo(out);
        }
    }

    @Override
    public OutputStream create(String path) throws IOException {
        return LocalStreams.create(path(path));
    }

    @Override
    public void sync(String path) throws IOException {
        try (FileChannel channel = FileChannel.open(path(path), StandardOpenOption.WRITE)) {
            channel.force(true);
        }
    }

    @Override
    public void link(String existing, String name) throws IOException {
        try {
            Files.createLink(path(name), path(existing));
        } catch (FileSystemException e) {
            if (hasNoHardLinks(e)) {
                throw new UnsupportedOperationException(e.getReason(), e);
            }
            throw e;
        }
    }

    /** File systems without hard links (FAT, some network and user-space ones) answer EPERM, ENOTSUP or ENOSYS. */
    private static boolean hasNoHardLinks(FileSystemException e) {
        String reason = String.valueOf(e.getReason());
        return reason.equals("Operation not permitted")
                || reason.equals("Operation not supported")
                || reason.equals("Function not implemented");
    }

    @Override
    public void rename(String from, String to) throws IOException {
        Files.move(path(from), path(to), StandardCopyOption.ATOMIC_MOVE);
    }

    @Override
    public boolean delete(String path) throws IOException {
        Path file = path(path);
        if (Files.isDirectory(file, LinkOption.NOFOLLOW_LINKS)) {
            throw new FileSystemException(path, null, "is a directory");
        }
        return Files.deleteIfExists(file);
    }

    @Override
    public void mkdir(String path) throws IOException {
        Files.createDirectory(path(path));
    }

    @Override
    public void syncDir(String path) throws IOException {
        try (FileChannel channel = FileChannel.open(path(path), StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    @Override
    public List<StorageEntry> list(String directory) throws IOException {
        List<StorageEntry> entries = new ArrayList<>();
        Path listed = path(directory);
        try (DirectoryStream<Path> names = Files.newDirectoryStream(listed)) {
            for (Path name : names) {
                Optional<BasicFileAttributes> known = attributes(name);
                if (known.filter(BasicFileAttributes::isDirectory).isPresent() && leadsBack(name, listed)) {
                    known = Optional.of(itself(name));
                }
                known.filter(kind -> !kind.isOther())
                        .map(kind -> entry(name, kind))
                        .ifPresent(entries::add);
            }
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        return entries;
    }

    @Override
    public Optional<StorageEntry> stat(String path) throws IOException {
        Path file = path(path);
        return attributes(file).map(known -> entry(file, known));
    }

    @Override
    public InputStream read(String path) throws IOException {
        return LocalStreams.open(readable(path));
    }

    @Override
    public RandomAccess open(String path) throws IOException {
        return LocalFile.open(readable(path));
    }

    /** Opening a pipe would wait for its writer, for ever perhaps; a directory opens, and fails when it is read. */
    private static Path readable(String path) throws IOException {
        Path file = path(path);
        Optional<BasicFileAttributes> known = attributes(file);
        if (known.filter(BasicFileAttributes::isDirectory).isPresent()) {
            throw new NoSuchFileException(path, null, "is a directory");
        }
        if (known.filter(BasicFileAttributes::isOther).isPresent()) {
            throw new FileSystemException(path, null, "is a pipe, a socket or a device");
        }
        return file;
    }

    private static Optional<BasicFileAttributes> attributes(Path path) throws IOException {
        try {
            return Optional.of(Files.readAttributes(path, BasicFileAttributes.class));
        } catch (FileSystemException e) {
            return attributesOfLinkToNowhere(path, e);
        }
    }

    /** Whether a name is a link to the directory it is in or to one above: whoever descends would go round in a circle. */
    private static boolean leadsBack(Path name, Path directory) throws IOException {
        return itself(name).isSymbolicLink()
                && (isAtOrAbove(name, directory.toAbsolutePath()) || isAtOrAbove(name, directory.toRealPath()));
    }

    private static boolean isAtOrAbove(Path other, Path directory) throws IOException {
        for (Path path = directory; path != null; path = path.getParent()) {
            if (Files.isSameFile(path, other)) {
                return true;
            }
        }
        return false;
    }

    private static BasicFileAttributes itself(Path path) throws IOException {
        return Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    }

    /** Its name is taken, so it is listed; a name that is gone since the directory was read is not. */
    private static Optional<BasicFileAttributes> attributesOfLinkToNowhere(Path path, FileSystemException failure)
            throws IOException {
        try {
            BasicFileAttributes itself = itself(path);
            if (!itself.isSymbolicLink() && !(failure instanceof NoSuchFileException)) {
                throw failure;
            }
            return Optional.of(itself);
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    private static StorageEntry entry(Path path, BasicFileAttributes attributes) {
        long modifiedMillis = attributes.lastModifiedTime().toMillis();
        String name = String.valueOf(path.getFileName());
        return attributes.isDirectory()
                ? new StorageEntry(name, StorageEntry.Kind.DIRECTORY, 0, modifiedMillis)
                : new StorageEntry(name, StorageEntry.Kind.FILE, attributes.size(), modifiedMillis);
    }

    private static Path path(String path) throws IOException {
        try {
            return Path.of(path);
        } catch (InvalidPathException e) {
            throw new IOException("the file name encoding of this Java process cannot express the path " + path, e);
        }
    }
}
