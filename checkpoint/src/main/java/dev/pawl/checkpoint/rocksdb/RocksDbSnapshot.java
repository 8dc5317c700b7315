package dev.pawl.checkpoint.rocksdb;

import dev.pawl.checkpoint.entry.MergeDelimiter;
import dev.pawl.checkpoint.entry.StateCursor;
import dev.pawl.checkpoint.error.ErrorCode;
import dev.pawl.checkpoint.error.PawlException;
import dev.pawl.checkpoint.storage.Storage;
import dev.pawl.checkpoint.storage.StorageEntry;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The full state of one store at one version, as RocksDB table files. */
public final class RocksDbSnapshot {
    /** The directory of a store that holds the table files of all its snapshots. */
    public static final String SST_DIRECTORY = "SSTs";

    /** With more files each is opened again when its turn comes, so that neither handles nor indexes pile up. */
    static final int OPEN_FILES_MAX = 64;

    private final Storage storage;
    private final String storeDirectory;
    private final SnapshotMetadata metadata;
    private final MergeDelimiter delimiter;

    private RocksDbSnapshot(
            Storage storage, String storeDirectory, SnapshotMetadata metadata, MergeDelimiter delimiter) {
        this.storage = storage;
        this.storeDirectory = storeDirectory;
        this.metadata = metadata;
        this.delimiter = delimiter;
    }

    /** Reads the zip, not yet the table files. */
    public static RocksDbSnapshot open(
            Storage storage, String storeDirectory, String zipName, MergeDelimiter delimiter) {
        SnapshotMetadata metadata = SnapshotZip.readMetadata(storage, storeDirectory + "/" + zipName);
        return new RocksDbSnapshot(storage, storeDirectory, metadata, delimiter);
    }

    public SnapshotMetadata metadata() {
        return metadata;
    }

    /** Paths of the table files. */
    public List<String> sstPaths() {
        return metadata.sstFiles().stream().map(this::path).toList();
    }

    /** Fails if a table file is missing or has another size, without opening any. */
    public void checkFiles() {
        Map<String, StorageEntry> present = new HashMap<>();
        String directory = storeDirectory + "/" + SST_DIRECTORY;
        try {
            for (StorageEntry entry : storage.list(directory)) {
                present.put(entry.name(), entry);
            }
        } catch (IOException e) {
            throw new PawlException(
                    ErrorCode.STORAGE_UNAVAILABLE, "Cannot list " + directory + " below " + storage.root() + ".", e);
        }
        for (SnapshotFile file : metadata.sstFiles()) {
            StorageEntry entry = present.get(file.dfsSstFileName());
            SstPath path = SstPath.of(storage, path(file));
            if (entry == null || !entry.isFile()) {
                throw path.missing();
            }
            path.checkSize(file.sizeBytes(), entry.size());
        }
    }

    /** All keys in ascending order. */
    public StateCursor cursor() {
        List<SstSource> sources = new ArrayList<>();
        try {
            for (SnapshotFile file : metadata.sstFiles()) {
                SstSource source = SstSource.open(storage, path(file), file.sizeBytes());
                sources.add(source);
                if (metadata.sstFiles().size() > OPEN_FILES_MAX) {
                    source.park();
                }
            }
            return new SstMerge(sources, delimiter);
        } catch (PawlException e) {
            for (SstSource source : sources) {
                source.closeAfter(e);
            }
            throw e;
        }
    }

    private String path(SnapshotFile file) {
        return storeDirectory + "/" + SST_DIRECTORY + "/" + file.dfsSstFileName();
    }
}
