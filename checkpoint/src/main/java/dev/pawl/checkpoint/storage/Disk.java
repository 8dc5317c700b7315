package dev.pawl.checkpoint.storage;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;
import java.util.Optional;

/**
 * One system call per writing method, so that a test can stop the world between any two. Paths are absolute and separated
 * by {@code /}. Nothing but {@link #sync} makes content durable, nothing but {@link #syncDir} makes names durable.
 */
interface Disk {
    /** Opens a name that must be free and writes the content; on failure the name may stay, with a part of it. */
    void writeNew(String path, Content content) throws IOException;

    /** Opens a name that must be free for content that comes piece by piece. */
    OutputStream create(String path) throws IOException;

    void sync(String path) throws IOException;

    /**
     * Gives a file a second name, which must be free.
     *
     * @throws UnsupportedOperationException if the file system has no hard links
     */
    void link(String existing, String name) throws IOException;

    /** Moves a name: that of a file over a file that has the new name, that of a directory to a name that is free. */
    void rename(String from, String to) throws IOException;

    /** Removes the name of a file; false if there was none. */
    boolean delete(String path) throws IOException;

    void mkdir(String path) throws IOException;

    void syncDir(String path) throws IOException;

    /** In any order; fails if the directory is not there. */
    List<StorageEntry> list(String directory) throws IOException;

    Optional<StorageEntry> stat(String path) throws IOException;

    InputStream read(String path) throws IOException;

    RandomAccess open(String path) throws IOException;
}
