package dev.pawl.checkpoint.verify;

import dev.pawl.checkpoint.StoreState;
import dev.pawl.checkpoint.error.ErrorCode;
import dev.pawl.checkpoint.error.PawlException;
import dev.pawl.checkpoint.rocksdb.RocksDbSnapshot;
import dev.pawl.checkpoint.rocksdb.SnapshotFile;
import dev.pawl.checkpoint.rocksdb.SnapshotMetadata;
import dev.pawl.checkpoint.rocksdb.TableEntries;
import dev.pawl.checkpoint.state.StateFileName;
import dev.pawl.checkpoint.state.StoreFiles;
import dev.pawl.checkpoint.storage.Storage;
import dev.pawl.checkpoint.storage.StorageEntry;
import java.io.IOException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Reads the RocksDB snapshots of a partition, and each of the table files that they share once. */
final class SnapshotVerifier {
    private final Storage storage;
    private final LogFacts logs;
    private final Findings findings;
    private final StoreState store;
    private final long partition;
    private final Place place;
    private final Map<StateFileName, SnapshotMetadata> snapshots = new TreeMap<>();
    private final Map<String, Integer> families = new HashMap<>();
    private final Set<Integer> familyIds = new HashSet<>();
    private final Set<StateFileName> damaged = new HashSet<>();

    SnapshotVerifier(Storage storage, LogFacts logs, Findings findings, StoreState store, long partition) {
        this.storage = storage;
        this.logs = logs;
        this.findings = findings;
        this.store = store;
        this.partition = partition;
        this.place = Place.ofPartition(store.path(partition), store.id(), partition);
    }

    /** Reads the zips. */
    void readZips(StoreFiles files) {
        for (StateFileName file : files.files()) {
            if (file.kind() == StateFileName.Kind.ZIP) {
                readZip(file, place.at(files.path(file)).atVersion(file.version()));
            }
        }
    }

    private void readZip(StateFileName file, Place at) {
        try {
            SnapshotMetadata metadata = RocksDbSnapshot.open(
                            storage, place.path(), file.format(), store.format().delimiter())
                    .metadata();
            snapshots.put(file, metadata);
            families.putAll(metadata.columnFamilies().ids());
            familyIds.addAll(metadata.columnFamilies().ids().values());
            verifyChecksum(at);
        } catch (PawlException e) {
            findings.damage(severity(file), at, e);
            damaged.add(file);
        }
    }

    /** Spark does not notice a wrong checksum of a zip, so it is no error. */
    private void verifyChecksum(Place at) {
        try {
            SparkChecksum.mismatch(storage, at.path())
                    .ifPresent(problem -> findings.damage(
                            Severity.WARNING,
                            at,
                            ErrorCode.CHECKPOINT_FILE_CHECKSUM_VERIFICATION_FAILED,
                            problem + " Spark does not notice."));
        } catch (IOException e) {
            throw Listings.unreadable(storage, at.path(), e);
        }
    }

    /** The newest number of each column family: one that is removed and added again gets another. */
    Map<String, Integer> families() {
        return families;
    }

    /** The numbers of all column families there ever were, as far back as the snapshots go. */
    Set<Integer> familyIds() {
        return familyIds;
    }

    boolean hasSnapshots() {
        return !snapshots.isEmpty() || !damaged.isEmpty();
    }

    /** Reads the table files. Returns the zips that cannot be loaded. */
    Set<StateFileName> verifyTables(StoreRows.Partition rows) {
        Map<String, Boolean> known = new HashMap<>();
        snapshots.forEach((file, metadata) -> {
            for (SnapshotFile table : metadata.sstFiles()) {
                boolean isSound = known.computeIfAbsent(table.dfsSstFileName(), name -> verifyTable(table, file, rows));
                if (!isSound) {
                    damaged.add(file);
                }
            }
        });
        if (damaged.isEmpty()) {
            reportUnused(known.keySet());
        }
        return damaged;
    }

    private Severity severity(StateFileName file) {
        return store.isOfLostAttempt(partition, file) ? Severity.INFO : logs.severityAt(file.version());
    }

    private boolean verifyTable(SnapshotFile table, StateFileName snapshot, StoreRows.Partition rows) {
        String path = tables() + "/" + table.dfsSstFileName();
        Place at = place.at(path).atVersion(snapshot.version());
        RowFaults faults = new RowFaults(true);
        try (TableEntries entries = TableEntries.open(storage, path, table.sizeBytes())) {
            while (entries.next()) {
                if (entries.isDelete()) {
                    rows.checkDelete(entries.key(), faults);
                } else {
                    rows.checkPut(entries.key(), entries.value(), faults);
                }
            }
        } catch (PawlException e) {
            findings.damage(severity(snapshot), at, e);
            return false;
        }
        faults.report(findings, at);
        return true;
    }

    private void reportUnused(Set<String> used) {
        Set<String> unused = new TreeSet<>();
        for (StorageEntry entry : Listings.list(storage, tables())) {
            if (entry.isFile() && !StateFileName.isSideFile(entry.name()) && !used.contains(entry.name())) {
                unused.add(entry.name());
            }
        }
        if (!unused.isEmpty()) {
            List<String> some = unused.stream().limit(3).toList();
            findings.add(
                    FindingCode.STATE_FILE_UNUSED,
                    place.at(tables()),
                    unused.size() + " table files belong to no snapshot: " + String.join(", ", some)
                            + (some.size() < unused.size() ? ", …" : "."));
        }
    }

    private String tables() {
        return place.path() + "/" + RocksDbSnapshot.SST_DIRECTORY;
    }
}
