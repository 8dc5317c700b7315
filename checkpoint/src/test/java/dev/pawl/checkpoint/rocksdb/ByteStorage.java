package dev.pawl.checkpoint.rocksdb;

import dev.pawl.checkpoint.storage.Content;
import dev.pawl.checkpoint.storage.RandomAccess;
import dev.pawl.checkpoint.storage.Storage;
import dev.pawl.checkpoint.storage.StorageEntry;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Files as byte arrays that a test can damage; records what happens. */
final class ByteStorage implements Storage {
    final TreeMap<String, byte[]> files = new TreeMap<>();
    final List<String> published = new ArrayList<>();
    int openHandles;
    int openHandlesMax;
    int largestRead;

    static ByteStorage copyOf(Path directory) throws IOException {
        ByteStorage storage = new ByteStorage();
        try (Stream<Path> paths = Files.walk(directory)) {
            for (Path path : (Iterable<Path>) paths.filter(Files::isRegularFile)::iterator) {
                storage.files.put(directory.relativize(path).toString(), Files.readAllBytes(path));
            }
        }
        return storage;
    }

    byte[] bytes(String path) throws NoSuchFileException {
        byte[] bytes = files.get(path);
        if (bytes == null) {
            throw new NoSuchFileException(path);
        }
        return bytes;
    }

    @Override
    public String root() {
        return "memory";
    }

    @Override
    public List<StorageEntry> list(String directory) {
        List<StorageEntry> entries = new ArrayList<>();
        files.forEach((path, bytes) -> {
            int slash = path.lastIndexOf('/');
            if (path.substring(0, Math.max(slash, 0)).equals(directory)) {
                entries.add(new StorageEntry(path.substring(slash + 1), StorageEntry.Kind.FILE, bytes.length, 0));
            }
        });
        return entries;
    }

    @Override
    public InputStream read(String path) throws IOException {
        return new ByteArrayInputStream(bytes(path));
    }

    @Override
    public RandomAccess open(String path) throws IOException {
        byte[] bytes = bytes(path);
        openHandles++;
        openHandlesMax = Math.max(openHandlesMax, openHandles);
        return new RandomAccess() {
            private boolean closed;

            @Override
            public long size() {
                return bytes.length;
            }

            @Override
            public void readFully(long position, byte[] target, int offset, int length) throws IOException {
                if (closed) {
                    throw new IOException("closed");
                }
                if (position + length > bytes.length) {
                    throw new EOFException(path);
                }
                largestRead = Math.max(largestRead, length);
                System.arraycopy(bytes, (int) position, target, offset, length);
            }

            @Override
            public void close() {
                if (!closed) {
                    closed = true;
                    openHandles--;
                }
            }
        };
    }

    @Override
    public void createNew(String path, Content content) throws IOException {
        if (files.containsKey(path)) {
            throw new FileAlreadyExistsException(path);
        }
        replace(path, content);
    }

    @Override
    public void replace(String path, Content content) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        content.writeTo(out);
        files.put(path, out.toByteArray());
        published.add(path);
    }

    @Override
    public void delete(String path) {
        files.remove(path);
    }

    @Override
    public void close() {}
}
