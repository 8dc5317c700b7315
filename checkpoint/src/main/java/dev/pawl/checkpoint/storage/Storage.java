package dev.pawl.checkpoint.storage;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;

/**
 * Files below one root. A file appears, is replaced and disappears as a whole: no reader ever sees part of one, and when a
 * writing method has returned, its effect survives a crash.
 *
 * <p>Paths are relative to the root, separated by {@code /}, and never leave it. Reading a file that is not there,
 * or a directory, is a {@link java.nio.file.NoSuchFileException}; {@link #createNew} on a name that is taken, a
 * {@link java.nio.file.FileAlreadyExistsException}. After any other exception a writing method may or may not have taken
 * effect, as after a crash.
 */
public interface Storage extends AutoCloseable {
    /** The root as a user would type it; for messages. */
    String root();

    /** What is directly below a directory, sorted by name; a directory that does not exist is empty. */
    List<StorageEntry> list(String directory) throws IOException;

    /** What a name stands for; empty if nothing has it. */
    default Optional<StorageEntry> find(String path) throws IOException {
        int slash = path.lastIndexOf('/');
        String name = path.substring(slash + 1);
        return list(path.substring(0, Math.max(0, slash))).stream()
                .filter(entry -> entry.name().equals(name))
                .findFirst();
    }

    /** The content from start to end. */
    InputStream read(String path) throws IOException;

    /** The content at chosen positions. */
    RandomAccess open(String path) throws IOException;

    /** Publishes a file under a name that must be free. Of several writers exactly one succeeds. */
    void createNew(String path, Content content) throws IOException;

    /** Publishes a file, in place of an older one if there is one. */
    void replace(String path, Content content) throws IOException;

    /**
     * Opens a file for content that comes piece by piece, under a name that must be free and that nobody looks for until
     * they are told: before it is published, the name may show a part of it, and so may a crash.
     */
    default FileOutput create(String path) throws IOException {
        return new BufferedFileOutput(this, path);
    }

    /** Removes a file; one that is not there is no error. */
    void delete(String path) throws IOException;

    /**
     * Moves a file to a name on another storage, which must be free. A crash in between may leave it under both names, but
     * never under none.
     */
    default void moveTo(String path, Storage target, String newPath) throws IOException {
        target.createNew(newPath, out -> {
            try (InputStream in = read(path)) {
                in.transferTo(out);
            }
        });
        delete(path);
    }

    @Override
    void close() throws IOException;
}
