package dev.pawl.checkpoint.state;

import dev.pawl.checkpoint.storage.Content;
import dev.pawl.checkpoint.storage.RandomAccess;
import dev.pawl.checkpoint.storage.Storage;
import dev.pawl.checkpoint.storage.StorageEntry;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Files in a map. */
class MemoryStorage implements Storage {
    final Map<String, byte[]> files = new TreeMap<>();
    final List<String> steps = new ArrayList<>();

    /** Every file below a directory on disk. */
    static MemoryStorage copyOf(Path root) {
        MemoryStorage storage = new MemoryStorage();
        try (Stream<Path> paths = Files.walk(root)) {
            for (Path path : paths.filter(Files::isRegularFile).toList()) {
                storage.files.put(root.relativize(path).toString(), Files.readAllBytes(path));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return storage;
    }

    byte[] bytes(String path) {
        return Objects.requireNonNull(files.get(path), path);
    }

    @Override
    public String root() {
        return "/memory";
    }

    @Override
    public List<StorageEntry> list(String directory) {
        List<StorageEntry> entries = new ArrayList<>();
        files.forEach((path, bytes) -> {
            if (path.startsWith(directory + "/") && path.indexOf('/', directory.length() + 1) < 0) {
                String name = path.substring(directory.length() + 1);
                entries.add(new StorageEntry(name, StorageEntry.Kind.FILE, bytes.length, 0));
            }
        });
        return entries;
    }

    @Override
    public InputStream read(String path) throws IOException {
        byte[] bytes = files.get(path);
        if (bytes == null) {
            throw new NoSuchFileException(path);
        }
        return new ByteArrayInputStream(bytes);
    }

    @Override
    public RandomAccess open(String path) throws IOException {
        byte[] bytes = read(path).readAllBytes();
        return new RandomAccess() {
            @Override
            public long size() {
                return bytes.length;
            }

            @Override
            public void readFully(long position, byte[] target, int offset, int length) throws IOException {
                if (position + length > bytes.length) {
                    throw new EOFException();
                }
                System.arraycopy(bytes, (int) position, target, offset, length);
            }

            @Override
            public void close() {}
        };
    }

    @Override
    public void createNew(String path, Content content) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void replace(String path, Content content) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        content.writeTo(out);
        files.put(path, out.toByteArray());
        steps.add("replace " + path);
    }

    @Override
    public void delete(String path) {
        files.remove(path);
        steps.add("delete " + path);
    }

    @Override
    public void close() {}
}
