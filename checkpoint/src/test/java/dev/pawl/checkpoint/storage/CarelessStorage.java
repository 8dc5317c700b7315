package dev.pawl.checkpoint.storage;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileAlreadyExistsException;
import java.util.List;
import java.util.function.Supplier;

/** Makes at most one mistake; kept so that the crash matrix can prove that it notices. */
final class CarelessStorage implements Storage {
    /** What it does wrong. */
    enum Mistake {
        NONE,
        CONTENT_NOT_SYNCED,
        DIRECTORY_NOT_SYNCED,
        RENAME_AS_CREATE_NEW,
        WRITTEN_IN_PLACE,
        SIDE_FILE_REMOVAL_NOT_SYNCED,
        NAMES_SEEN_ARE_TRUSTED
    }

    private final Disk disk;
    private final Supplier<String> ids;
    private final Mistake mistake;
    private final Storage careful;
    private final Storage reader;

    CarelessStorage(Disk disk, Supplier<String> ids, Mistake mistake) {
        this.disk = disk;
        this.ids = ids;
        this.mistake = mistake;
        this.careful = SimulatedStorage.localStorage(disk, ids);
        this.reader = mistake == Mistake.NAMES_SEEN_ARE_TRUSTED
                ? new LocalStorage(disk, SimulatedStorage.ROOT, SimulatedStorage.ROOT, Durability.UNSYNCED, ids)
                : careful;
    }

    @Override
    public void createNew(String path, Content content) throws IOException {
        publish(path, content, mistake != Mistake.RENAME_AS_CREATE_NEW);
    }

    @Override
    public void replace(String path, Content content) throws IOException {
        publish(path, content, false);
    }

    private void publish(String path, Content content, boolean isNew) throws IOException {
        if (disk.stat(root()).isEmpty()) {
            disk.mkdir(root());
            disk.syncDir(RelativePath.parentOf(root()));
        }
        String target = RelativePath.file(root(), path).below(root());
        if (isNew && disk.stat(target).isPresent()) {
            if (mistake != Mistake.NAMES_SEEN_ARE_TRUSTED) {
                disk.syncDir(root());
            }
            throw new FileAlreadyExistsException(target);
        }
        if (mistake == Mistake.WRITTEN_IN_PLACE) {
            writeInPlace(target, content, isNew);
        } else {
            writeAside(target, content, isNew);
        }
        if (mistake != Mistake.DIRECTORY_NOT_SYNCED) {
            disk.syncDir(root());
        }
    }

    private void writeInPlace(String target, Content content, boolean isNew) throws IOException {
        removeSideFile(target);
        if (!isNew) {
            disk.delete(target);
        }
        disk.writeNew(target, content);
        disk.sync(target);
    }

    private void writeAside(String target, Content content, boolean isNew) throws IOException {
        String temporary = target + "." + ids.get();
        disk.writeNew(temporary, content);
        if (mistake != Mistake.CONTENT_NOT_SYNCED) {
            disk.sync(temporary);
        }
        removeSideFile(target);
        if (isNew) {
            disk.link(temporary, target);
            disk.delete(temporary);
        } else {
            disk.rename(temporary, target);
        }
    }

    private void removeSideFile(String target) throws IOException {
        disk.delete(RelativePath.siblingOf(target, "." + RelativePath.nameOf(target) + ".crc"));
        if (mistake != Mistake.SIDE_FILE_REMOVAL_NOT_SYNCED) {
            disk.syncDir(root());
        }
    }

    @Override
    public String root() {
        return careful.root();
    }

    @Override
    public List<StorageEntry> list(String directory) throws IOException {
        return reader.list(directory);
    }

    @Override
    public InputStream read(String path) throws IOException {
        return reader.read(path);
    }

    @Override
    public RandomAccess open(String path) throws IOException {
        return reader.open(path);
    }

    @Override
    public void delete(String path) throws IOException {
        careful.delete(path);
    }

    @Override
    public void close() {}
}
