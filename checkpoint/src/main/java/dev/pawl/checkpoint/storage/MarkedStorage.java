package dev.pawl.checkpoint.storage;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileAlreadyExistsException;
import java.util.List;
import java.util.OptionalLong;

/**
 * Fencing where directories cannot be renamed at once: a claim is a file {@code pawl/claim-<n>} that only one process can create. A
 * process looks for a higher one before it writes; one that is paused between looking and writing can still publish that one file, which is
 * why logs are create-new as well.
 */
final class MarkedStorage implements FencedStorage {
    private static final String DIRECTORY = "pawl";
    private static final String PREFIX = "claim-";

    private final Storage storage;
    private long claimed;

    MarkedStorage(Storage storage) {
        this.storage = storage;
    }

    @Override
    public OptionalLong highestClaim() throws IOException {
        return storage.list(DIRECTORY).stream()
                .filter(entry -> entry.isFile() && entry.name().matches(PREFIX + "[1-9][0-9]{0,17}"))
                .mapToLong(entry -> Long.parseLong(entry.name().substring(PREFIX.length())))
                .max();
    }

    @Override
    public boolean claim(OptionalLong after) throws IOException {
        long next = after.orElse(0) + 1;
        try {
            storage.createNew(marker(next), Content.of(Long.toString(next)));
        } catch (FileAlreadyExistsException e) {
            return false;
        }
        claimed = next;
        if (after.isPresent()) {
            storage.delete(marker(after.getAsLong()));
        }
        return true;
    }

    private static String marker(long claim) {
        return DIRECTORY + "/" + PREFIX + claim;
    }

    @Override
    public boolean isOwner() throws IOException {
        return claimed > 0 && highestClaim().orElse(0) == claimed;
    }

    private void requireOwner() throws IOException {
        if (!isOwner()) {
            throw new FencedOffException(storage.root(), claimed);
        }
    }

    @Override
    public void createNew(String path, Content content) throws IOException {
        requireOwner();
        storage.createNew(path, content);
    }

    @Override
    public void replace(String path, Content content) throws IOException {
        requireOwner();
        storage.replace(path, content);
    }

    @Override
    public void delete(String path) throws IOException {
        requireOwner();
        storage.delete(path);
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
    public void close() throws IOException {
        storage.close();
    }
}
