package dev.pawl.checkpoint.rocksdb;

import dev.pawl.checkpoint.entry.MergeDelimiter;
import dev.pawl.checkpoint.entry.StateCursor;
import dev.pawl.checkpoint.state.SnapshotSource;
import dev.pawl.checkpoint.storage.Storage;
import java.util.List;

/** The snapshots of all stores of a checkpoint. */
public record RocksDbSnapshots(Storage storage, MergeDelimiter delimiter) implements SnapshotSource {
    @Override
    public StateCursor open(String directory, String zipName) {
        return RocksDbSnapshot.open(storage, directory, zipName, delimiter).cursor();
    }

    @Override
    public List<String> tables(String directory, String zipName) {
        return RocksDbSnapshot.open(storage, directory, zipName, delimiter).metadata().sstFiles().stream()
                .map(SnapshotFile::dfsSstFileName)
                .toList();
    }
}
