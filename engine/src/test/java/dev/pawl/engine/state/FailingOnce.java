package dev.pawl.engine.state;

import dev.pawl.checkpoint.storage.Content;
import dev.pawl.checkpoint.storage.RandomAccess;
import dev.pawl.checkpoint.storage.Storage;
import dev.pawl.checkpoint.storage.StorageEntry;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;

/**
 * Refuses to write one file the first time.
 *
 * @param refused gets the file then
 */
record FailingOnce(Storage storage, String file, List<String> refused) implements Storage {
    @Override
    public String root() {
        return storage.root();
    }

    @Override
    public List<StorageEntry> list(String directory) throws IOException {
        return storage.list(directory);
    }

    @Override
    public InputStream read(String path) throws IOException {
        return storage.read(path);
    }

    @Override
    public RandomAccess open(String path) throws IOException {
        return storage.open(path);
    }

    @Override
    public void createNew(String path, Content content) throws IOException {
        storage.createNew(path, content);
    }

    @Override
    public void replace(String path, Content content) throws IOException {
        if (path.equals(file) && refused.isEmpty()) {
            refused.add(path);
            throw new IOException("no space left");
        }
        storage.replace(path, content);
    }

    @Override
    public void delete(String path) throws IOException {
        storage.delete(path);
    }

    @Override
    public void close() throws IOException {
        storage.close();
    }
}
