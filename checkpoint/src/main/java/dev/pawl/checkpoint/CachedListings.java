package dev.pawl.checkpoint;

import dev.pawl.checkpoint.storage.Content;
import dev.pawl.checkpoint.storage.RandomAccess;
import dev.pawl.checkpoint.storage.Storage;
import dev.pawl.checkpoint.storage.StorageEntry;
import java.io.IOException;
import java.io.InputStream;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Lists each directory once, so that all answers about a checkpoint are about the same moment and cost one look. */
final class CachedListings implements Storage {
    private final Storage storage;
    private final Map<String, List<StorageEntry>> listings = new HashMap<>();

    CachedListings(Storage storage) {
        this.storage = storage;
    }

    @Override
    public String root() {
        return storage.root();
    }

    @Override
    public List<StorageEntry> list(String directory) throws IOException {
        List<StorageEntry> known = listings.get(directory);
        if (known == null) {
            known = List.copyOf(storage.list(directory));
            listings.put(directory, known);
        }
        return known;
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
        throw new IllegalStateException("a checkpoint at rest is not written to, but " + path + " was");
    }

    @Override
    public void replace(String path, Content content) {
        throw new IllegalStateException("a checkpoint at rest is not written to, but " + path + " was");
    }

    @Override
    public void delete(String path) {
        throw new IllegalStateException("a checkpoint at rest is not written to, but " + path + " was deleted");
    }

    @Override
    public void close() throws IOException {
        storage.close();
    }
}
