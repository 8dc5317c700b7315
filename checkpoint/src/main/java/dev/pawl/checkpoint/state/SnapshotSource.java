package dev.pawl.checkpoint.state;

import dev.pawl.checkpoint.entry.StateCursor;
import java.io.IOException;
import java.util.List;

/** Opens the snapshots of the RocksDB provider. */
@FunctionalInterface
public interface SnapshotSource {
    /** All keys of the snapshot {@code zipName} in a store directory, with merges applied. */
    StateCursor open(String directory, String zipName) throws IOException;

    /** The names of the table files that the snapshot consists of and may share with others. */
    default List<String> tables(String directory, String zipName) {
        return List.of();
    }
}
