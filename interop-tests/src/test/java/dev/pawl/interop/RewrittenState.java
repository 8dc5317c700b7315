package dev.pawl.interop;

import dev.pawl.checkpoint.Checkpoint;
import dev.pawl.checkpoint.StateFormat;
import dev.pawl.checkpoint.StoreState;
import dev.pawl.checkpoint.entry.StateCursor;
import dev.pawl.checkpoint.rocksdb.ColumnFamilies;
import dev.pawl.checkpoint.rocksdb.RocksDbSnapshot;
import dev.pawl.checkpoint.rocksdb.RocksDbSnapshotWriter;
import dev.pawl.checkpoint.state.ChangeCursor;
import dev.pawl.checkpoint.state.ChangelogFormat;
import dev.pawl.checkpoint.state.ChangelogHeader;
import dev.pawl.checkpoint.state.Checksums;
import dev.pawl.checkpoint.state.LineageItem;
import dev.pawl.checkpoint.state.StateFileName;
import dev.pawl.checkpoint.state.StateFileWriter;
import dev.pawl.checkpoint.state.StoreFiles;
import dev.pawl.checkpoint.state.StoreLayout;
import dev.pawl.checkpoint.storage.ScratchDirectory;
import dev.pawl.checkpoint.storage.Storage;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** Writes all versions of one store and partition after the other. */
final class RewrittenState {
    private final Checkpoint original;
    private final Storage target;
    private final StateForm form;
    private final Supplier<String> ids;
    private final Path scratch;

    RewrittenState(Checkpoint original, Storage target, StateForm form, Supplier<String> ids, Path scratch) {
        this.original = original;
        this.target = target;
        this.form = form;
        this.ids = ids;
        this.scratch = scratch;
    }

    /** @return the unique id of each version, in a checkpoint that has them */
    Map<Long, String> write(StoreState store, long partition) throws IOException {
        long newest = original.commits().latest().orElseThrow() + 1;
        boolean hasIds = original.commits().entry(newest - 1).version() > 1;
        Map<Long, String> uniqueIds = new LinkedHashMap<>();
        ColumnFamilies families = families(store, partition);
        for (long version = 1; version <= newest; version++) {
            if (hasIds) {
                uniqueIds.put(version, ids.get());
            }
            // The names of column families are kept in snapshots alone.
            boolean isBase = form == StateForm.SNAPSHOTS || (version == 1 && !families.isEmpty());
            if (isBase) {
                writeSnapshot(store, partition, version, families, uniqueIds);
            } else {
                writeChanges(store, partition, version, families, uniqueIds);
            }
        }
        return uniqueIds;
    }

    private void writeSnapshot(
            StoreState store, long partition, long version, ColumnFamilies families, Map<Long, String> uniqueIds)
            throws IOException {
        StateFormat format = original.stateFormat();
        try (StateCursor rows = store.load(partition, version)) {
            if (format.layout() == StoreLayout.HDFS) {
                files(store, partition).writeSnapshot(version, rows);
                return;
            }
            StateFileName zip = new StateFileName(version, uniqueIds.getOrDefault(version, ""), StateFileName.Kind.ZIP);
            try (ScratchDirectory directory = ScratchDirectory.create(scratch)) {
                new RocksDbSnapshotWriter(target, store.path(partition), ids)
                        .write(zip.format(), rows, families, format.delimiter(), directory);
            }
        }
    }

    private void writeChanges(
            StoreState store, long partition, long version, ColumnFamilies families, Map<Long, String> uniqueIds)
            throws IOException {
        StateFileWriter files = files(store, partition);
        try (ChangeCursor changes = store.changes(partition, version)) {
            if (original.stateFormat().layout() == StoreLayout.HDFS) {
                files.writeDelta(version, changes);
            } else if (uniqueIds.isEmpty()) {
                files.writeChangelog(version, families.isEmpty() ? ChangelogFormat.V1 : ChangelogFormat.V2, changes);
            } else {
                ChangelogFormat changelog = families.isEmpty() ? ChangelogFormat.V3 : ChangelogFormat.V4;
                files.writeChangelog(
                        item(version, uniqueIds), new ChangelogHeader(changelog, lineage(version, uniqueIds)), changes);
            }
        }
    }

    private static List<LineageItem> lineage(long version, Map<Long, String> uniqueIds) {
        List<LineageItem> lineage = new ArrayList<>();
        for (long earlier = 1; earlier < version; earlier++) {
            lineage.add(item(earlier, uniqueIds));
        }
        return lineage;
    }

    private static LineageItem item(long version, Map<Long, String> uniqueIds) {
        return new LineageItem(version, uniqueIds.getOrDefault(version, ""));
    }

    private StateFileWriter files(StoreState store, long partition) {
        return new StateFileWriter(
                target,
                StoreFiles.list(target, store.path(partition)),
                original.stateFormat().codec(),
                Checksums.by(Clock.systemUTC(), "pawl", "interop"));
    }

    private ColumnFamilies families(StoreState store, long partition) {
        List<StateFileName> zips = store.files(partition).files().stream()
                .filter(file -> file.kind() == StateFileName.Kind.ZIP)
                .toList();
        if (zips.isEmpty()) {
            return ColumnFamilies.NONE;
        }
        return RocksDbSnapshot.open(
                        original.storage(),
                        store.path(partition),
                        zips.get(zips.size() - 1).format(),
                        original.stateFormat().delimiter())
                .metadata()
                .columnFamilies();
    }
}
