package dev.pawl.checkpoint.storage;

import dev.pawl.checkpoint.error.ErrorCode;
import dev.pawl.checkpoint.error.PawlException;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;

/** Lets a command that only looks not write, whatever it calls. */
final class ReadOnlyStorage implements Storage {
    private final Storage storage;

    ReadOnlyStorage(Storage storage) {
        this.storage = storage;
    }

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
    public void createNew(String path, Content content) {
        throw refusal(path);
    }

    @Override
    public void replace(String path, Content content) {
        throw refusal(path);
    }

    @Override
    public FileOutput create(String path) {
        throw refusal(path);
    }

    @Override
    public void delete(String path) {
        throw refusal(path);
    }

    @Override
    public void close() throws IOException {
        storage.close();
    }

    private PawlException refusal(String path) {
        return new PawlException(
                ErrorCode.STORAGE_READ_ONLY,
                "Storage " + root() + " was opened for reading only, but " + path + " was to be written.");
    }
}
