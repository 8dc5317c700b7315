package dev.pawl.checkpoint.storage;

import dev.pawl.checkpoint.error.ErrorCode;
import dev.pawl.checkpoint.error.PawlException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Publishes on a disk: content is synced under a temporary name before its own name appears, the directory after.
 *
 * <p>The side file {@code .<name>.crc} of Hadoop's local file system goes before new content appears: Spark does without
 * it, but refuses a file that does not fit it.
 */
final class LocalStorage implements Storage {
    private final Disk disk;
    private final String shownRoot;
    private final String root;
    private final Durability durability;
    private final Supplier<String> ids;
    /** Directories whose own names are durable, up to the root. */
    private final Set<String> durableDirectories = ConcurrentHashMap.newKeySet();

    /** Directories of which every name that can be seen is durable. */
    private final Set<String> settledDirectories = ConcurrentHashMap.newKeySet();

    /** Where temporary names are; null for beside the target. */
    private @Nullable String stagingDirectory;

    /**
     * @param shownRoot the root as its user typed it
     * @param root the same as an absolute path
     * @param ids makes temporary names unique, also among those a crashed process left behind
     */
    LocalStorage(Disk disk, String shownRoot, String root, Durability durability, Supplier<String> ids) {
        this.disk = disk;
        this.shownRoot = shownRoot;
        this.root = root;
        this.durability = durability;
        this.ids = ids;
    }

    @Override
    public String root() {
        return shownRoot;
    }

    @Override
    public List<StorageEntry> list(String directory) throws IOException {
        String path = RelativePath.directory(shownRoot, directory).below(root);
        try {
            settle(path);
            List<StorageEntry> entries = new ArrayList<>(disk.list(path));
            entries.sort(Comparator.comparing(StorageEntry::name));
            return entries;
        } catch (NoSuchFileException e) {
            return List.of();
        }
    }

    @Override
    public Optional<StorageEntry> find(String path) throws IOException {
        return disk.stat(file(path));
    }

    @Override
    public InputStream read(String path) throws IOException {
        String file = file(path);
        settle(RelativePath.parentOf(file));
        return disk.read(file);
    }

    @Override
    public RandomAccess open(String path) throws IOException {
        String file = file(path);
        settle(RelativePath.parentOf(file));
        return disk.open(file);
    }

    @Override
    public void createNew(String path, Content content) throws IOException {
        String target = file(path);
        String directory = RelativePath.parentOf(target);
        if (disk.stat(target).isPresent()) {
            settle(directory);
            throw new FileAlreadyExistsException(target);
        }
        String temporary = writeTemporary(target, content);
        try {
            removeSideFile(target);
            settledDirectories.remove(directory);
            disk.link(temporary, target);
        } catch (UnsupportedOperationException e) {
            PawlException refusal = new PawlException(
                    ErrorCode.CREATE_NEW_UNSUPPORTED,
                    "The file system below " + shownRoot + " has no hard links, so " + path
                            + " cannot be created there without the risk of replacing another writer's file.",
                    e);
            removeAfter(refusal, temporary);
            throw refusal;
        } catch (IOException | RuntimeException e) {
            removeAfter(e, temporary);
            throw e;
        }
        removePublished(temporary);
        try {
            syncDirectory(directory);
        } catch (IOException e) {
            throw new OutcomeUnknownException(target, e);
        }
    }

    @Override
    public void replace(String path, Content content) throws IOException {
        String target = file(path);
        String temporary = writeTemporary(target, content);
        try {
            removeSideFile(target);
            settledDirectories.remove(RelativePath.parentOf(target));
            disk.rename(temporary, target);
        } catch (IOException | RuntimeException e) {
            removeAfter(e, temporary);
            throw e;
        }
        syncDirectory(RelativePath.parentOf(target));
    }

    @Override
    public FileOutput create(String path) throws IOException {
        String target = file(path);
        String directory = RelativePath.parentOf(target);
        ensureDirectory(directory);
        removeSideFile(target);
        settledDirectories.remove(directory);
        return new StreamedFileOutput(
                disk.create(target), out -> publishCreated(out, target), out -> abandon(out, target));
    }

    private void publishCreated(OutputStream out, String target) throws IOException {
        out.close();
        if (durability == Durability.SYNCED) {
            disk.sync(target);
        }
        syncDirectory(RelativePath.parentOf(target));
    }

    private void abandon(OutputStream out, String target) throws IOException {
        try {
            out.close();
        } catch (IOException e) {
            removeAfter(e, target);
            throw e;
        }
        disk.delete(target);
    }

    @Override
    public void delete(String path) throws IOException {
        String target = file(path);
        settledDirectories.remove(RelativePath.parentOf(target));
        try {
            disk.delete(sideFileOf(target));
            disk.delete(target);
            // Even if the name was gone: an earlier attempt may have failed between removing and syncing.
            syncDirectory(RelativePath.parentOf(target));
        } catch (NoSuchFileException e) {
            // The directory is not there, so neither is the file.
        }
    }

    @Override
    public void moveTo(String path, Storage target, String newPath) throws IOException {
        if (!(target instanceof LocalStorage other) || !isOnDiskOf(other)) {
            Storage.super.moveTo(path, target, newPath);
            return;
        }
        String to = other.file(newPath);
        String directory = RelativePath.parentOf(to);
        other.ensureDirectory(directory);
        try {
            other.removeSideFile(to);
            other.settledDirectories.remove(directory);
            disk.link(file(path), to);
        } catch (FileAlreadyExistsException | NoSuchFileException e) {
            throw e;
        } catch (UnsupportedOperationException | FileSystemException e) {
            // No hard links, or another disk.
            Storage.super.moveTo(path, target, newPath);
            return;
        }
        other.syncDirectory(directory);
        delete(path);
    }

    private boolean isOnDiskOf(LocalStorage other) {
        return disk.equals(other.disk) || (disk instanceof LocalDisk && other.disk instanceof LocalDisk);
    }

    @Override
    public void close() {}

    /** From now on temporary names are in this directory, which is somebody else's to make and to remove. */
    void stageIn(String directory) {
        stagingDirectory = directory;
    }

    /** Makes a directory, and its own name durable. */
    void makeDurable(String directory) throws IOException {
        ensureDirectory(directory);
    }

    private String file(String path) {
        return RelativePath.file(shownRoot, path).below(root);
    }

    private String writeTemporary(String target, Content content) throws IOException {
        ensureDirectory(RelativePath.parentOf(target));
        String name = "." + RelativePath.nameOf(target) + "." + ids.get() + ".tmp";
        String temporary =
                stagingDirectory == null ? RelativePath.siblingOf(target, name) : stagingDirectory + "/" + name;
        try {
            disk.writeNew(temporary, content);
        } catch (FileAlreadyExistsException e) {
            // Not ours, so it stays; and the target's name may well be free.
            throw new IOException("the temporary name " + temporary + " is taken", e);
        } catch (IOException | RuntimeException e) {
            removeAfter(e, temporary);
            throw e;
        }
        try {
            if (durability == Durability.SYNCED) {
                disk.sync(temporary);
            }
        } catch (IOException e) {
            removeAfter(e, temporary);
            throw e;
        }
        return temporary;
    }

    /** Durably, or a crash could bring it back next to the new content. */
    private void removeSideFile(String target) throws IOException {
        if (disk.delete(sideFileOf(target))) {
            syncDirectory(RelativePath.parentOf(target));
        }
    }

    private static String sideFileOf(String target) {
        return RelativePath.siblingOf(target, "." + RelativePath.nameOf(target) + ".crc");
    }

    /** The file has its name: a second one that stays behind harms nobody, and a failure reported now would be a lie. */
    private void removePublished(String temporary) {
        try {
            disk.delete(temporary);
        } catch (IOException e) {
            return;
        }
    }

    private void removeAfter(Exception failure, String temporary) {
        try {
            disk.delete(temporary);
        } catch (IOException e) {
            failure.addSuppressed(e);
        }
    }

    /**
     * Seeing a directory does not prove that it is durable: another thread, or a process that has died, may have made it and
     * not come to sync its parent. So each parent is synced once by each storage that writes below it.
     */
    private void ensureDirectory(String directory) throws IOException {
        if (durableDirectories.contains(directory)) {
            return;
        }
        String parent = RelativePath.parentOf(directory);
        boolean isThere = isDirectory(directory);
        if (directory.equals(root) && isThere) {
            try {
                syncDirectory(parent);
            } catch (AccessDeniedException e) {
                // Whoever made the root may not let us open what is above it, and answers for it.
            }
        } else if (directory.startsWith(root) || !isThere) {
            ensureDirectory(parent);
            makeDirectory(directory, isThere);
            syncDirectory(parent);
        }
        durableDirectories.add(directory);
    }

    private void makeDirectory(String directory, boolean isThere) throws IOException {
        if (isThere) {
            return;
        }
        try {
            disk.mkdir(directory);
        } catch (FileAlreadyExistsException e) {
            if (!isDirectory(directory)) {
                throw e;
            }
        }
    }

    private boolean isDirectory(String path) throws IOException {
        Optional<StorageEntry> entry = disk.stat(path);
        if (entry.isPresent() && entry.get().isFile()) {
            throw new NotDirectoryException(path);
        }
        return entry.isPresent();
    }

    /**
     * What a writer sees, it relies on: the name of a file may come from a process that was killed before it could sync, and
     * a loss of power later would take it back from under what was built on it.
     */
    private void settle(String directory) throws IOException {
        if (durability == Durability.SYNCED && !settledDirectories.contains(directory) && isDirectory(directory)) {
            ensureDirectory(directory);
            syncDirectory(directory);
        }
    }

    void syncDirectory(String directory) throws IOException {
        if (durability == Durability.SYNCED) {
            disk.syncDir(directory);
            settledDirectories.add(directory);
        }
    }
}
