package dev.pawl.engine.state;

import dev.pawl.checkpoint.entry.Bytes;
import dev.pawl.checkpoint.entry.StateCursor;
import dev.pawl.checkpoint.error.ErrorCode;
import dev.pawl.checkpoint.error.PawlException;
import dev.pawl.checkpoint.rocksdb.RocksDbSnapshot;
import dev.pawl.checkpoint.rocksdb.RocksDbSnapshots;
import dev.pawl.checkpoint.state.Retention;
import dev.pawl.checkpoint.state.StateFileName;
import dev.pawl.checkpoint.state.StoreFiles;
import dev.pawl.checkpoint.state.StoreLayout;
import dev.pawl.checkpoint.storage.Storage;
import dev.pawl.checkpoint.storage.StorageEntry;
import java.io.IOException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;

/**
 * What is done for one store in the background: snapshots are put together from files, so that the store itself is not asked, and
 * files go that no version needs which may be restored.
 */
final class StoreUpkeep {
    /** Spark deletes nothing before so many versions, as a part of those retained, can go at once. */
    private static final double EXPIRED_MIN_RATIO = 0.3;

    private final StoreDirectory directory;
    private final StateFiles files;
    private final StateSettings settings;
    private final StateMemory memory;
    private final BooleanSupplier isStopped;
    /** Nothing may have been tidied up after the process before. */
    private boolean isSwept;

    StoreUpkeep(StoreDirectory directory, StateSettings settings, StateMemory memory, BooleanSupplier isStopped) {
        this.directory = directory;
        this.files = directory.access();
        this.settings = settings;
        this.memory = memory;
        this.isStopped = isStopped;
    }

    /** Whether a restart would have to read many changes. */
    boolean needsSnapshot(long version) {
        return version - directory.newestSnapshot() >= settings.deltasForSnapshotMin();
    }

    /** @param version committed */
    void makeSnapshot(long version) {
        StoreFiles sound = directory.sound(version);
        boolean isHdfs = files.format().layout() == StoreLayout.HDFS;
        StateFileName name = isHdfs
                ? StateFileName.of(version, StateFileName.Kind.SNAPSHOT)
                : new StateFileName(
                        version,
                        files.ids()
                                .map(ids -> ids.id(directory.place(), version).orElseThrow())
                                .orElse(""),
                        StateFileName.Kind.ZIP);
        try (Rows rows = new Rows(files.loader().load(sound, version, directory.versions()), isStopped)) {
            if (isHdfs) {
                directory.writer().writeSnapshot(version, rows);
            } else {
                directory.writeZip(name.format(), rows, memory);
            }
        } catch (IOException e) {
            throw new PawlException(
                    ErrorCode.STORAGE_UNAVAILABLE,
                    "Snapshot " + name + " of the state in " + directory.place() + " cannot be written: "
                            + e.getMessage() + ".",
                    e);
        }
        directory.snapshotWritten(name);
    }

    /** @param version the newest one that is committed */
    void deleteExpired(long version) {
        StoreFiles sound = directory.sound(version);
        List<StateFileName> expired = expired(sound);
        directory.writer().delete(expired);
        boolean hasZips = files.format().layout() == StoreLayout.ROCKSDB;
        if (hasZips && (!isSwept || expired.stream().anyMatch(file -> file.kind() == StateFileName.Kind.ZIP))) {
            deleteUnusedTables();
            isSwept = true;
        }
    }

    private List<StateFileName> expired(StoreFiles sound) {
        Retention retention = new Retention(settings.batchesRetained());
        if (files.format().layout() == StoreLayout.HDFS) {
            return retention.expiredDeltas(sound);
        }
        long expiredMin = (long) (settings.batchesRetained() * EXPIRED_MIN_RATIO);
        if (files.ids().isEmpty()) {
            return retention.expiredChangelogs(sound, expiredMin);
        }
        CommittedIds ids = files.ids().get();
        Map<Long, String> committed = new HashMap<>();
        for (long version : sound.versions()) {
            ids.id(directory.place(), version).ifPresent(id -> committed.put(version, id));
        }
        return retention.expiredChangelogs(sound, expiredMin, committed);
    }

    /** Those of deleted snapshots, and those of snapshots that were never finished. */
    private void deleteUnusedTables() {
        Storage storage = files.storage();
        String path = directory.place().path();
        String tables = path + "/" + RocksDbSnapshot.SST_DIRECTORY;
        try {
            List<StorageEntry> present = storage.list(tables);
            if (present.isEmpty()) {
                return;
            }
            RocksDbSnapshots snapshots =
                    new RocksDbSnapshots(storage, files.format().delimiter());
            Set<String> used = new HashSet<>();
            for (StateFileName file : StoreFiles.list(storage, path).files()) {
                if (file.kind() == StateFileName.Kind.ZIP) {
                    used.addAll(snapshots.tables(path, file.format()));
                }
            }
            for (StorageEntry table : present) {
                boolean isTable = table.isFile() && table.name().endsWith(".sst");
                if (isTable && !used.contains(table.name())) {
                    storage.delete(tables + "/" + table.name());
                }
            }
        } catch (IOException e) {
            throw new PawlException(
                    ErrorCode.STORAGE_UNAVAILABLE,
                    "Tables in " + tables + " below " + storage.root() + " cannot be deleted: " + e.getMessage() + ".",
                    e);
        }
    }

    /** Rows until the work is to stop. */
    private static final class Rows implements StateCursor {
        private final StateCursor rows;
        private final BooleanSupplier isStopped;

        Rows(StateCursor rows, BooleanSupplier isStopped) {
            this.rows = rows;
            this.isStopped = isStopped;
        }

        @Override
        public boolean next() throws IOException {
            if (isStopped.getAsBoolean()) {
                throw new IOException("the query ends");
            }
            return rows.next();
        }

        @Override
        public Bytes key() {
            return rows.key();
        }

        @Override
        public Bytes value() {
            return rows.value();
        }

        @Override
        public void close() throws IOException {
            rows.close();
        }
    }
}
