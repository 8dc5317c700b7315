package dev.pawl.connectors.delta;

import dev.pawl.checkpoint.storage.Content;
import dev.pawl.checkpoint.storage.Storage;
import dev.pawl.checkpoint.storage.StorageEntry;
import io.delta.kernel.defaults.engine.fileio.FileIO;
import io.delta.kernel.defaults.engine.fileio.InputFile;
import io.delta.kernel.defaults.engine.fileio.OutputFile;
import io.delta.kernel.defaults.engine.fileio.PositionOutputStream;
import io.delta.kernel.internal.util.Utils;
import io.delta.kernel.utils.CloseableIterator;
import io.delta.kernel.utils.FileStatus;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The files of one table, as Delta Kernel asks for them.
 *
 * <p>To Kernel every table is at {@value #ROOT}: a real location may hold characters that Kernel reads as parts of a URI.
 */
final class StorageFileIO implements FileIO {
    static final String ROOT = "/delta-table";

    private final Storage storage;

    StorageFileIO(Storage storage) {
        this.storage = storage;
    }

    /** A path of Kernel as one of the storage. */
    static String relative(String path) {
        String plain = path.startsWith("file:") ? path.substring("file:".length()) : path;
        if (!plain.startsWith(ROOT + "/")) {
            throw new OutsideTableException(path);
        }
        return plain.substring(ROOT.length() + 1);
    }

    static String absolute(String relative) {
        return ROOT + "/" + relative;
    }

    @Override
    public CloseableIterator<FileStatus> listFrom(String path) throws IOException {
        String from = relative(path);
        int slash = from.lastIndexOf('/');
        String directory = slash < 0 ? "" : from.substring(0, slash);
        String first = from.substring(slash + 1);
        List<StorageEntry> entries = storage.list(directory);
        if (entries.isEmpty()) {
            throw new FileNotFoundException(path);
        }
        List<FileStatus> found = new ArrayList<>();
        for (StorageEntry entry : entries) {
            if (entry.isFile() && entry.name().compareTo(first) >= 0) {
                found.add(status(directory, entry));
            }
        }
        return Utils.toCloseableIterator(found.iterator());
    }

    private static FileStatus status(String directory, StorageEntry entry) {
        String path = directory.isEmpty() ? entry.name() : directory + "/" + entry.name();
        return FileStatus.of(absolute(path), entry.size(), entry.modifiedMillis());
    }

    @Override
    public FileStatus getFileStatus(String path) throws IOException {
        String relative = relative(path);
        int slash = relative.lastIndexOf('/');
        String directory = slash < 0 ? "" : relative.substring(0, slash);
        for (StorageEntry entry : storage.list(directory)) {
            if (entry.isFile() && entry.name().equals(relative.substring(slash + 1))) {
                return status(directory, entry);
            }
        }
        throw new FileNotFoundException(path);
    }

    @Override
    public String resolvePath(String path) {
        return path;
    }

    /** A storage makes the directories of the files it is given. */
    @Override
    public boolean mkdirs(String path) {
        return true;
    }

    @Override
    public InputFile newInputFile(String path, long size) {
        return new StorageInputFile(storage, path, relative(path));
    }

    @Override
    public OutputFile newOutputFile(String path) {
        return new LinesFile(storage, path);
    }

    @Override
    public boolean delete(String path) throws IOException {
        storage.delete(relative(path));
        return true;
    }

    @Override
    public Optional<String> getConf(String name) {
        return Optional.empty();
    }

    @Override
    public void copyFileAtomically(String source, String target, boolean overwrite) throws IOException {
        Content copy = out -> {
            try (java.io.InputStream in = storage.read(relative(source))) {
                in.transferTo(out);
            }
        };
        publish(storage, relative(target), copy, overwrite);
    }

    private static void publish(Storage storage, String path, Content content, boolean overwrite) throws IOException {
        if (overwrite) {
            storage.replace(path, content);
        } else {
            storage.createNew(path, content);
        }
    }

    /** A file Kernel writes line by line: a commit, or the pointer to the last checkpoint. */
    private record LinesFile(Storage storage, String path) implements OutputFile {
        @Override
        public PositionOutputStream create(boolean putIfAbsent) {
            throw new UnsupportedOperationException("data files are not written through Kernel: " + path);
        }

        @Override
        public void writeAtomically(CloseableIterator<String> lines, boolean overwrite) throws IOException {
            try (lines) {
                publish(storage, relative(path), out -> write(lines, out), overwrite);
            }
        }

        private static void write(CloseableIterator<String> lines, OutputStream out) throws IOException {
            while (lines.hasNext()) {
                out.write(lines.next().getBytes(StandardCharsets.UTF_8));
                out.write('\n');
            }
        }
    }
}
