package dev.pawl.checkpoint.storage;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.Supplier;

/**
 * Fencing on a local disk: {@code pawl/staging-<n>} is the claim, and all that its owner publishes has its temporary name in there. A new
 * owner renames the directory to {@code staging-<n+1>}: that is one system call, only one process succeeds with it, and from then on
 * nothing of the old owner can be linked or renamed into place, however long it slept before that call.
 */
final class StagedStorage implements FencedStorage {
    private static final String DIRECTORY = "pawl";
    private static final String PREFIX = "staging-";
    private static final long FIRST = 1;

    private final Disk disk;
    private final String root;
    private final LocalStorage storage;
    private long claimed;

    StagedStorage(Disk disk, String shownRoot, String root, Durability durability, Supplier<String> ids) {
        this.disk = disk;
        this.root = root;
        this.storage = new LocalStorage(disk, shownRoot, root, durability, ids);
    }

    @Override
    public OptionalLong highestClaim() throws IOException {
        return storage.list(DIRECTORY).stream()
                .filter(entry -> entry.isDirectory() && entry.name().matches(PREFIX + "[1-9][0-9]{0,17}"))
                .mapToLong(entry -> Long.parseLong(entry.name().substring(PREFIX.length())))
                .max();
    }

    @Override
    public boolean claim(OptionalLong after) throws IOException {
        long next = after.isEmpty() ? FIRST : after.getAsLong() + 1;
        String directory = root + "/" + DIRECTORY;
        storage.makeDurable(directory);
        try {
            if (after.isEmpty()) {
                disk.mkdir(staging(next));
            } else {
                disk.rename(staging(after.getAsLong()), staging(next));
            }
        } catch (NoSuchFileException | FileAlreadyExistsException e) {
            return false;
        }
        storage.syncDirectory(directory);
        for (StorageEntry leftover : disk.list(staging(next))) {
            disk.delete(staging(next) + "/" + leftover.name());
        }
        claimed = next;
        storage.stageIn(staging(next));
        return true;
    }

    private String staging(long claim) {
        return root + "/" + DIRECTORY + "/" + PREFIX + claim;
    }

    @Override
    public boolean isOwner() throws IOException {
        return claimed > 0 && disk.stat(staging(claimed)).isPresent();
    }

    @Override
    public void createNew(String path, Content content) throws IOException {
        owned(() -> storage.createNew(path, content));
    }

    @Override
    public void replace(String path, Content content) throws IOException {
        owned(() -> storage.replace(path, content));
    }

    @Override
    public void delete(String path) throws IOException {
        owned(() -> {
            if (!isOwner()) {
                throw new NoSuchFileException(staging(claimed));
            }
            storage.delete(path);
        });
    }

    private interface Call {
        void run() throws IOException;
    }

    /** A staging directory that is gone shows as a file that is not there. */
    private void owned(Call call) throws IOException {
        try {
            call.run();
        } catch (NoSuchFileException e) {
            if (!isOwner()) {
                FencedOffException fenced = new FencedOffException(storage.root(), claimed);
                fenced.initCause(e);
                throw fenced;
            }
            throw e;
        }
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
    public void close() {
        storage.close();
    }
}
