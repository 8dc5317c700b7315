package dev.pawl.checkpoint.log;

import dev.pawl.checkpoint.storage.Content;
import dev.pawl.checkpoint.storage.RandomAccess;
import dev.pawl.checkpoint.storage.Storage;
import dev.pawl.checkpoint.storage.StorageEntry;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Files in memory; each change takes a millisecond. */
final class FakeStorage implements Storage {
    private final Map<String, byte[]> files = new TreeMap<>();
    private final Map<String, Long> modifiedMillis = new TreeMap<>();
    private String brokenPath = "";
    private long now;

    /** A connection that is lost at the first byte. */
    private static final class BrokenStream extends InputStream {
        @Override
        public int read() throws IOException {
            throw new IOException("connection lost");
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            throw new IOException("connection lost");
        }
    }

    /** A copy of a directory of the disk. */
    static FakeStorage copyOf(Path root) {
        FakeStorage storage = new FakeStorage();
        try (Stream<Path> paths = Files.walk(root)) {
            for (Path path : paths.filter(Files::isRegularFile).toList()) {
                storage.put(root.relativize(path).toString().replace('\\', '/'), Files.readAllBytes(path));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return storage;
    }

    FakeStorage put(String path, String text) {
        return put(path, text.getBytes(StandardCharsets.UTF_8));
    }

    FakeStorage put(String path, byte[] bytes) {
        files.put(path, bytes);
        modifiedMillis.put(path, ++now);
        return this;
    }

    /** From now on the file is there, but cannot be read. */
    FakeStorage lose(String path) {
        brokenPath = path;
        return this;
    }

    String text(String path) {
        return new String(bytes(path), StandardCharsets.UTF_8);
    }

    byte[] bytes(String path) {
        byte[] bytes = files.get(path);
        if (bytes == null) {
            throw new AssertionError("no file " + path + " among " + files.keySet());
        }
        return bytes.clone();
    }

    /** Names of the files directly below a directory. */
    List<String> names(String directory) {
        return list(directory).stream()
                .filter(StorageEntry::isFile)
                .map(StorageEntry::name)
                .toList();
    }

    private long millis(String path) {
        return modifiedMillis.getOrDefault(path, 0L);
    }

    @Override
    public String root() {
        return "memory:/checkpoint";
    }

    @Override
    public List<StorageEntry> list(String directory) {
        Map<String, StorageEntry> entries = new TreeMap<>();
        String prefix = directory + "/";
        files.forEach((path, bytes) -> {
            if (path.startsWith(prefix)) {
                String rest = path.substring(prefix.length());
                int slash = rest.indexOf('/');
                String name = slash < 0 ? rest : rest.substring(0, slash);
                entries.put(
                        name,
                        slash < 0
                                ? new StorageEntry(name, StorageEntry.Kind.FILE, bytes.length, millis(path))
                                : new StorageEntry(name, StorageEntry.Kind.DIRECTORY, 0, 0));
            }
        });
        return List.copyOf(entries.values());
    }

    @Override
    public InputStream read(String path) throws IOException {
        byte[] bytes = files.get(path);
        if (bytes == null) {
            throw new NoSuchFileException(path);
        }
        return path.equals(brokenPath) ? new BrokenStream() : new ByteArrayInputStream(bytes);
    }

    @Override
    public RandomAccess open(String path) {
        throw new UnsupportedOperationException("logs are read from start to end");
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
        put(path, out.toByteArray());
    }

    @Override
    public void delete(String path) {
        files.remove(path);
    }

    /** The names of all files, to compare two states. */
    List<String> paths() {
        return new ArrayList<>(files.keySet());
    }

    @Override
    public void close() {}
}
