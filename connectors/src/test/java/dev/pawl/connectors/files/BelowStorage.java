package dev.pawl.connectors.files;

import dev.pawl.checkpoint.storage.Content;
import dev.pawl.checkpoint.storage.FileOutput;
import dev.pawl.checkpoint.storage.RandomAccess;
import dev.pawl.checkpoint.storage.Storage;
import dev.pawl.checkpoint.storage.StorageEntry;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;

/** A directory of another storage, which stays open. */
record BelowStorage(Storage storage, String directory) implements Storage {
    private String at(String path) {
        return path.isEmpty() ? directory : directory.isEmpty() ? path : directory + "/" + path;
    }

    @Override
    public String root() {
        return storage.root() + "/" + directory;
    }

    @Override
    public List<StorageEntry> list(String path) throws IOException {
        return storage.list(at(path));
    }

    @Override
    public InputStream read(String path) throws IOException {
        return storage.read(at(path));
    }

    @Override
    public RandomAccess open(String path) throws IOException {
        return storage.open(at(path));
    }

    @Override
    public void createNew(String path, Content content) throws IOException {
        storage.createNew(at(path), content);
    }

    @Override
    public void replace(String path, Content content) throws IOException {
        storage.replace(at(path), content);
    }

    @Override
    public FileOutput create(String path) throws IOException {
        return storage.create(at(path));
    }

    @Override
    public void delete(String path) throws IOException {
        storage.delete(at(path));
    }

    @Override
    public void moveTo(String path, Storage target, String newPath) throws IOException {
        if (target instanceof BelowStorage other) {
            storage.moveTo(at(path), other.storage, other.at(newPath));
        } else {
            Storage.super.moveTo(path, target, newPath);
        }
    }

    @Override
    public void close() {}
}
