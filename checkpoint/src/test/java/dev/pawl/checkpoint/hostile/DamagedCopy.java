package dev.pawl.checkpoint.hostile;

import dev.pawl.checkpoint.storage.Content;
import dev.pawl.checkpoint.storage.RandomAccess;
import dev.pawl.checkpoint.storage.SimulatedStorage;
import dev.pawl.checkpoint.storage.Storage;
import dev.pawl.checkpoint.storage.StorageEntry;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/** A checkpoint in memory of which some files are others than they were. Every path is still checked by a real storage. */
final class DamagedCopy implements Storage {
    private final Storage sound;
    private final Map<String, byte[]> replaced = new HashMap<>();
    private final Set<String> removed = new HashSet<>();

    private DamagedCopy(Storage sound) {
        this.sound = sound;
    }

    /** Reads every file below a directory into memory. */
    static DamagedCopy of(Path directory) {
        SimulatedStorage simulated = new SimulatedStorage();
        try (Stream<Path> walk = Files.walk(directory);
                Storage storage = simulated.open()) {
            // Side files last: to replace a file removes that of its predecessor.
            Map<String, Path> files = new TreeMap<>();
            for (Path path : walk.filter(Files::isRegularFile).toList()) {
                boolean isSideFile = path.getFileName().toString().startsWith(".");
                files.put((isSideFile ? "2 " : "1 ") + directory.relativize(path), path);
            }
            for (Map.Entry<String, Path> file : files.entrySet()) {
                byte[] bytes = Files.readAllBytes(file.getValue());
                storage.replace(file.getKey().substring(2), out -> out.write(bytes));
            }
            return new DamagedCopy(simulated.open());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The same files, to be damaged otherwise. */
    DamagedCopy copy() {
        DamagedCopy copy = new DamagedCopy(sound);
        copy.replaced.putAll(replaced);
        copy.removed.addAll(removed);
        return copy;
    }

    DamagedCopy with(String path, byte[] bytes) {
        replaced.put(path, bytes);
        removed.remove(path);
        return this;
    }

    DamagedCopy with(String path, String text) {
        return with(path, text.getBytes(StandardCharsets.UTF_8));
    }

    DamagedCopy without(String path) {
        replaced.remove(path);
        removed.add(path);
        return this;
    }

    /** Without what Hadoop's local file system and Spark know about a file. */
    DamagedCopy withoutChecksums(String path) {
        int nameStart = path.lastIndexOf('/') + 1;
        without(path.substring(0, nameStart) + "." + path.substring(nameStart) + ".crc");
        return without(path + ".crc");
    }

    byte[] bytes(String path) {
        try (InputStream in = read(path)) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String text(String path) {
        return new String(bytes(path), StandardCharsets.UTF_8);
    }

    @Override
    public String root() {
        return sound.root();
    }

    @Override
    public java.util.List<StorageEntry> list(String directory) throws IOException {
        Map<String, StorageEntry> entries = new TreeMap<>();
        for (StorageEntry entry : sound.list(directory)) {
            entries.put(entry.name(), entry);
        }
        String prefix = directory.isEmpty() ? "" : directory + "/";
        removed.stream()
                .filter(path -> path.startsWith(prefix))
                .forEach(path -> entries.remove(path.substring(prefix.length())));
        replaced.forEach((path, bytes) -> {
            if (path.startsWith(prefix)) {
                String rest = path.substring(prefix.length());
                int end = rest.indexOf('/');
                String name = end < 0 ? rest : rest.substring(0, end);
                entries.put(
                        name,
                        end < 0
                                ? new StorageEntry(name, StorageEntry.Kind.FILE, bytes.length, 0)
                                : new StorageEntry(name, StorageEntry.Kind.DIRECTORY, 0, 0));
            }
        });
        return java.util.List.copyOf(entries.values());
    }

    @Override
    public InputStream read(String path) throws IOException {
        byte[] bytes = replaced.get(path);
        if (bytes != null) {
            return new ByteArrayInputStream(bytes);
        }
        if (removed.contains(path)) {
            throw new NoSuchFileException(path);
        }
        return sound.read(path);
    }

    @Override
    public RandomAccess open(String path) throws IOException {
        byte[] bytes;
        try (InputStream in = read(path)) {
            bytes = in.readAllBytes();
        }
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
                System.arraycopy(bytes, Math.toIntExact(position), target, offset, length);
            }

            @Override
            public void close() {}
        };
    }

    @Override
    public void createNew(String path, Content content) throws IOException {
        replace(path, content);
    }

    @Override
    public void replace(String path, Content content) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        content.writeTo(out);
        with(path, out.toByteArray());
    }

    @Override
    public void delete(String path) {
        without(path);
    }

    @Override
    public void close() {}
}
