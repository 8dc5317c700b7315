package dev.pawl.checkpoint.rocksdb;

import dev.pawl.checkpoint.entry.MergeDelimiter;
import dev.pawl.checkpoint.entry.StateCursor;
import dev.pawl.checkpoint.error.ErrorCode;
import dev.pawl.checkpoint.error.PawlException;
import dev.pawl.checkpoint.storage.Content;
import dev.pawl.checkpoint.storage.ScratchDirectory;
import dev.pawl.checkpoint.storage.Storage;
import dev.pawl.checkpoint.storage.StorageEntry;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import org.rocksdb.RocksDBException;

/**
 * Writes snapshots of one store. Table files appear first, the zip last and at once: until then nothing refers to them, and
 * after a failure those already written stay behind as files that no snapshot uses, which Spark's maintenance knows to delete.
 */
public final class RocksDbSnapshotWriter {
    private static final String DATABASE = "db";
    private static final String CHECKPOINT = "checkpoint";
    private static final String CHECKSUM_SUFFIX = ".crc";

    private final Storage storage;
    private final String storeDirectory;
    private final Supplier<String> uniqueNames;

    /** @param uniqueNames gives a new UUID at each call */
    public RocksDbSnapshotWriter(Storage storage, String storeDirectory, Supplier<String> uniqueNames) {
        this.storage = storage;
        this.storeDirectory = storeDirectory;
        this.uniqueNames = uniqueNames;
    }

    /** Publishes a snapshot without entries, without native code: Spark opens an empty database from it. */
    public SnapshotMetadata writeEmpty(String zipName, ColumnFamilies families) {
        SnapshotMetadata metadata = new SnapshotMetadata(List.of(), 0, 0, families);
        publishZip(zipName, metadata, new LinkedHashMap<>());
        return metadata;
    }

    /**
     * Publishes a snapshot of all entries, in place of an older one of that name.
     *
     * @param entries in any order, as many as the scratch directory can hold
     * @param scratch empty; belongs to this call until it returns
     */
    public SnapshotMetadata write(
            String zipName,
            StateCursor entries,
            ColumnFamilies families,
            MergeDelimiter delimiter,
            ScratchDirectory scratch) {
        KeyCount count = new KeyCount(families);
        List<StorageEntry> files;
        try {
            build(entries, count, delimiter, scratch);
            files = scratch.list(CHECKPOINT);
        } catch (RocksDBException | IOException e) {
            throw new PawlException(
                    ErrorCode.STATE_SNAPSHOT_NOT_WRITTEN,
                    "Cannot build snapshot " + path(zipName) + " in the scratch directory " + scratch.absolutePath("")
                            + ".",
                    e);
        }
        return publish(zipName, files, name -> scratch.content(CHECKPOINT + "/" + name), count, families);
    }

    /** Publishes the files of a database that has been flushed. */
    SnapshotMetadata publish(
            String zipName,
            List<StorageEntry> files,
            Function<String, Content> contents,
            KeyCount count,
            ColumnFamilies families) {
        List<SnapshotFile> tables = new ArrayList<>();
        Map<String, Content> small = new LinkedHashMap<>();
        for (StorageEntry file : files) {
            Content content = contents.apply(file.name());
            if (file.name().endsWith(SnapshotFile.SUFFIX)) {
                tables.add(publishTable(file, content));
            } else {
                small.put(file.name(), content);
            }
        }
        SnapshotMetadata metadata = new SnapshotMetadata(tables, count.keys(), count.internalKeys(), families);
        publishZip(zipName, metadata, small);
        return metadata;
    }

    private static void build(StateCursor entries, KeyCount count, MergeDelimiter delimiter, ScratchDirectory scratch)
            throws RocksDBException, IOException {
        try (NativeDatabase database = new NativeDatabase(scratch.absolutePath(DATABASE), delimiter)) {
            while (entries.next()) {
                database.put(entries.key(), entries.value());
                count.add(entries.key());
            }
            database.checkpoint(scratch.absolutePath(CHECKPOINT));
        }
    }

    private SnapshotFile publishTable(StorageEntry file, Content content) {
        String number = file.name().substring(0, file.name().length() - SnapshotFile.SUFFIX.length());
        String uniqueName = number + "-" + uniqueNames.get() + SnapshotFile.SUFFIX;
        String path = path(RocksDbSnapshot.SST_DIRECTORY + "/" + uniqueName);
        try {
            storage.createNew(path, content);
        } catch (IOException e) {
            throw notPublished(path, e);
        }
        return new SnapshotFile(file.name(), uniqueName, file.size());
    }

    private void publishZip(String zipName, SnapshotMetadata metadata, Map<String, Content> small) {
        small.put(SnapshotZip.METADATA, Content.of(metadata.format()));
        try {
            // Spark's checksum file of the zip that is replaced: after this it would contradict the new one.
            storage.delete(path(zipName) + CHECKSUM_SUFFIX);
            storage.replace(path(zipName), SnapshotZip.of(small));
        } catch (IOException e) {
            throw notPublished(path(zipName), e);
        }
    }

    private PawlException notPublished(String path, IOException cause) {
        return new PawlException(
                ErrorCode.STORAGE_UNAVAILABLE, "Cannot write " + path + " below " + storage.root() + ".", cause);
    }

    private String path(String name) {
        return storeDirectory + "/" + name;
    }
}
