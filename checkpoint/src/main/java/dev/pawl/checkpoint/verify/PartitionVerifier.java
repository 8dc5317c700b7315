package dev.pawl.checkpoint.verify;

import dev.pawl.checkpoint.LoadObstacle;
import dev.pawl.checkpoint.StoreState;
import dev.pawl.checkpoint.error.ErrorCode;
import dev.pawl.checkpoint.state.StateFileName;
import dev.pawl.checkpoint.state.StateFileReader;
import dev.pawl.checkpoint.state.StoreFiles;
import dev.pawl.checkpoint.storage.Storage;
import java.util.HashSet;
import java.util.List;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Reads all state files of one store in one partition, and looks for those that are missing. */
final class PartitionVerifier {
    private final Storage storage;
    private final LogFacts logs;
    private final Findings findings;
    private final StoreState store;
    private final long partition;
    private final StoreRows rows;
    private final Place place;

    PartitionVerifier(
            Storage storage, LogFacts logs, Findings findings, StoreState store, long partition, StoreRows rows) {
        this.storage = storage;
        this.logs = logs;
        this.findings = findings;
        this.store = store;
        this.partition = partition;
        this.rows = rows;
        this.place = Place.ofPartition(store.path(partition), store.id(), partition);
    }

    /** @param restorable loses the batches that cannot be restored because of this partition */
    void verify(List<Long> restorable) {
        StoreFiles files = StoreFiles.list(storage, store.path(partition));
        SnapshotVerifier snapshots = new SnapshotVerifier(storage, logs, findings, store, partition);
        snapshots.readZips(files);
        if (rows.hasFamilies() && !snapshots.hasSnapshots()) {
            reportUnknownFamilies(files);
        }
        StoreRows.Partition checker = rows.partition(partition, snapshots.families(), snapshots.familyIds());
        Set<StateFileName> damaged = new HashSet<>(snapshots.verifyTables(checker));
        StateFileReader reader = new StateFileReader(storage, store.format().codec());
        ChangeFileVerifier changes = new ChangeFileVerifier(reader, findings, checker);
        for (StateFileName file : files.files()) {
            if (file.kind() != StateFileName.Kind.ZIP) {
                Place at = place.at(files.path(file)).atVersion(file.version());
                Severity severity =
                        store.isOfLostAttempt(partition, file) ? Severity.INFO : logs.severityAt(file.version());
                if (!changes.verify(file, at, severity)) {
                    damaged.add(file);
                }
            }
        }
        verifyChain(files);
        NavigableSet<Long> loadable = store.loadable(partition, files, damaged);
        restorable.removeIf(batchId -> !loadable.contains(batchId + 1));
    }

    /** Without a snapshot nobody knows which number stands for which column family. */
    private void reportUnknownFamilies(StoreFiles files) {
        if (logs.restartVersion() > 0 && !files.files().isEmpty()) {
            findings.damage(
                    Severity.ERROR,
                    place,
                    ErrorCode.STATE_COLUMN_FAMILY_MISSING,
                    "No snapshot in " + place.path()
                            + " says which number in front of the keys is which column family.");
        }
    }

    /** The version a restart begins with must be loadable; older ones only as far back as anything can be loaded. */
    private void verifyChain(StoreFiles files) {
        long restart = logs.restartVersion();
        if (restart > 0) {
            report(files, restart, Severity.ERROR);
        }
        NavigableSet<Long> loadable = store.loadable(partition, files);
        Long oldest = loadable.higher(0L);
        if (oldest == null) {
            return;
        }
        NavigableSet<Long> lost = new TreeSet<>();
        logs.committed().forEach(batchId -> lost.add(batchId + 1));
        lost.removeIf(version -> version <= oldest || version > restart || loadable.contains(version));
        for (long version : lost) {
            report(files, version, Severity.WARNING);
        }
    }

    private void report(StoreFiles files, long version, Severity severity) {
        Optional<LoadObstacle> obstacle = store.obstacle(partition, version, files);
        if (obstacle.isEmpty()) {
            return;
        }
        String path = obstacle.get().path();
        Place at = place.at(path);
        // Damage at the same place was reported when it was read.
        if (!findings.isDamaged(path)) {
            String problem = "Version " + version + " of " + store.id() + ", partition " + partition
                    + " cannot be loaded: " + obstacle.get().problem();
            findings.damage(severity, at.atVersion(version), obstacle.get().code(), problem);
        }
    }
}
