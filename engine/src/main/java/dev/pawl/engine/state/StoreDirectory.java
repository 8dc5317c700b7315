package dev.pawl.engine.state;

import dev.pawl.checkpoint.entry.StateCursor;
import dev.pawl.checkpoint.error.ErrorCode;
import dev.pawl.checkpoint.error.ErrorKind;
import dev.pawl.checkpoint.error.PawlException;
import dev.pawl.checkpoint.rocksdb.ColumnFamilies;
import dev.pawl.checkpoint.rocksdb.RocksDbSnapshot;
import dev.pawl.checkpoint.rocksdb.RocksDbSnapshotWriter;
import dev.pawl.checkpoint.row.RowProblem;
import dev.pawl.checkpoint.state.ChangeCursor;
import dev.pawl.checkpoint.state.ChangelogFormat;
import dev.pawl.checkpoint.state.ChangelogHeader;
import dev.pawl.checkpoint.state.Checksums;
import dev.pawl.checkpoint.state.LineageItem;
import dev.pawl.checkpoint.state.LoadPlan;
import dev.pawl.checkpoint.state.StateFileName;
import dev.pawl.checkpoint.state.StateFileWriter;
import dev.pawl.checkpoint.state.StoreFiles;
import dev.pawl.checkpoint.state.StoreLayout;
import dev.pawl.checkpoint.state.Versions;
import dev.pawl.checkpoint.storage.ScratchDirectory;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The files of one store of one partition: brings a table to a version, and writes what was changed as the next one.
 *
 * <p>The thread of a batch and the one in the background use it at the same time: the first writes the version that is to come,
 * the other looks at versions that are committed.
 */
final class StoreDirectory {
    private static final Logger LOG = LoggerFactory.getLogger(StoreDirectory.class);

    /** Rows between two looks at clock and memory. */
    private static final int ROWS_PER_LOT = 1 << 12;

    private final StateFiles files;
    private final StorePlace place;
    private final StoreContent content;
    private final Versions versions;
    private volatile StateFileWriter writer;
    private volatile long newestSnapshot;
    /** Found damaged when the state was loaded: nothing is built on them. */
    private volatile List<StateFileName> damaged = List.of();
    /** Snapshots of versions that are yet to come: left by batches that were never committed, or are to be run again. */
    private List<StateFileName> ahead = List.of();
    /** The versions from some snapshot on, in a checkpoint whose files carry ids. */
    private volatile List<LineageItem> lineage = List.of();

    private volatile long lineageStart;

    StoreDirectory(StateFiles files, StorePlace place, StoreContent content) {
        this.files = files;
        this.place = place;
        this.content = content;
        this.versions = StoreVersions.of(files, place);
        this.writer = writer(StoreFiles.of(place.path(), List.of()));
    }

    private StateFileWriter writer(StoreFiles listed) {
        return new StateFileWriter(files.storage(), listed, files.format().codec(), Checksums.none());
    }

    StorePlace place() {
        return place;
    }

    StoreContent content() {
        return content;
    }

    Versions versions() {
        return versions;
    }

    StateFiles access() {
        return files;
    }

    StateFileWriter writer() {
        return writer;
    }

    /** The version of the newest snapshot up to the version of the store, 0 if there is none. */
    long newestSnapshot() {
        return newestSnapshot;
    }

    /** The files that something can be built on, up to a version. */
    StoreFiles sound(long version) {
        StoreFiles all = writer.files();
        List<StateFileName> bad = damaged;
        return StoreFiles.of(
                place.path(),
                all.names().stream()
                        .filter(name -> StateFileName.parse(name)
                                .filter(file -> file.version() > version || bad.contains(file))
                                .isEmpty())
                        .toList());
    }

    /** The id of a version, if it is the one loaded or written last. */
    Optional<String> newestId(long version) {
        List<LineageItem> items = lineage;
        return items.isEmpty()
                ? Optional.empty()
                : Optional.of(items.get(items.size() - 1))
                        .filter(item -> item.version() == version)
                        .map(LineageItem::uniqueId);
    }

    /** Passes over a damaged snapshot if an older one and the changes since lead to the same version. */
    LoadReport load(long version, LoadProgress progress) {
        StoreFiles listed = StoreFiles.list(files.storage(), place.path());
        StoreFiles chosen = listed;
        List<StateFileName> bad = new ArrayList<>();
        List<PawlException> failures = new ArrayList<>();
        LoadPlan plan = new LoadPlan(0, Optional.empty(), List.of());
        boolean isLoaded = false;
        while (!isLoaded) {
            Optional<StateFileName> base = Optional.empty();
            try {
                plan = versions.plan(chosen, version);
                base = plan.base();
                content.requireFamilies(base.map(StateFileName::format).orElse(null), version, place);
                content.begin(families(base));
                read(chosen, version, progress);
                isLoaded = true;
            } catch (PawlException e) {
                content.clear();
                failures.add(e);
                if (e.code().kind() != ErrorKind.DAMAGED) {
                    throw e;
                }
                // Nothing stands in for changes: with another snapshot they would be needed as well.
                if (base.isEmpty() || files.isReadable(chosen, base.get())) {
                    throw new Restorable(this, listed, bad).explain(version, failures);
                }
                bad.add(base.get());
                chosen = chosen.without(base.get().format());
            }
        }
        if (!bad.isEmpty()) {
            LOG.warn(
                    "damaged snapshot passed over: version {} of the state in {} was loaded from {} and {} changelogs"
                            + " instead of {}: {}",
                    version,
                    place,
                    plan.base().map(StateFileName::format).orElse("the empty state"),
                    plan.changes().size(),
                    bad,
                    failures.get(0).what());
        }
        loaded(listed, plan, bad);
        return new LoadReport(
                1, content.rows(), plan.files().size(), plan.changes().size(), bad.size(), 0, 0);
    }

    private ColumnFamilies families(Optional<StateFileName> base) {
        return content.hasFamilies() && base.isPresent()
                ? RocksDbSnapshot.open(
                                files.storage(),
                                place.path(),
                                base.get().format(),
                                files.format().delimiter())
                        .metadata()
                        .columnFamilies()
                : ColumnFamilies.NONE;
    }

    private void loaded(StoreFiles listed, LoadPlan plan, List<StateFileName> bad) {
        writer = writer(listed);
        damaged = List.copyOf(bad);
        newestSnapshot = plan.base().map(StateFileName::version).orElse(0L);
        lineageStart = 0;
        ahead = files.ids().isPresent()
                ? List.of()
                : listed.files().stream()
                        .filter(file -> file.kind().isBase() && file.version() > plan.version())
                        .toList();
        lineage = files.ids().isEmpty()
                ? List.of()
                : plan.files().stream()
                        .map(file -> new LineageItem(file.version(), file.uniqueId()))
                        .collect(Collectors.toUnmodifiableList());
    }

    private void read(StoreFiles listed, long version, LoadProgress progress) {
        try (StateCursor rows = files.loader().load(listed, version, versions)) {
            int lot = 0;
            while (rows.next()) {
                content.load(rows.key(), rows.value());
                if (++lot == ROWS_PER_LOT) {
                    content.settle();
                    progress.rows(lot);
                    lot = 0;
                }
            }
            progress.rows(lot);
        } catch (RowProblem e) {
            throw new PawlException(
                    ErrorCode.STATE_ROW_CORRUPT,
                    "Version " + version + " of the state in " + place + " below "
                            + files.storage().root() + " has a row that cannot be read: " + e.getMessage() + ".",
                    e);
        } catch (IOException e) {
            throw new PawlException(
                    ErrorCode.STORAGE_UNAVAILABLE,
                    "Version " + version + " of the state in " + place + " below "
                            + files.storage().root() + " cannot be read: " + e.getMessage() + ".",
                    e);
        }
    }

    /** Writes the changes of a table as the next version, in place of what an earlier attempt at it left. */
    void write(long version, StateMemory memory) {
        if (!ahead.isEmpty()) {
            // A snapshot of a version that is written anew would win over its changes.
            writer.delete(ahead);
            ahead = List.of();
        }
        try (ChangeCursor changes = content.changes()) {
            write(version, changes);
            if (content.isFamilyNew()) {
                // Only a snapshot says which number a family has.
                StateFileName zip = new StateFileName(version, newestId(version).orElse(""), StateFileName.Kind.ZIP);
                try (FileRows all = content.all()) {
                    writeZip(zip.format(), all, memory);
                }
                snapshotWritten(zip);
                content.snapshotWritten();
            }
        } catch (IOException e) {
            throw new PawlException(
                    ErrorCode.STORAGE_UNAVAILABLE,
                    "Version " + version + " of the state in " + place + " cannot be written: " + e.getMessage() + ".",
                    e);
        }
    }

    /** Writes a snapshot in RocksDB's form. */
    void writeZip(String name, StateCursor rows, StateMemory memory) throws IOException {
        RocksDbSnapshotWriter zips = new RocksDbSnapshotWriter(files.storage(), place.path(), files.uniqueNames());
        PeekedRows peeked = new PeekedRows(rows);
        if (peeked.isEmpty()) {
            zips.writeEmpty(name, content.families());
            return;
        }
        ScratchDirectory scratch = memory.scratch();
        try {
            zips.write(name, peeked, content.families(), files.format().delimiter(), scratch);
        } finally {
            StateMemory.deleted(scratch);
        }
    }

    private void write(long version, ChangeCursor changes) {
        if (files.ids().isPresent()) {
            LineageItem item = new LineageItem(version, files.uniqueNames().get());
            List<LineageItem> before = lineage.stream()
                    .filter(older -> older.version() >= lineageStart && older.version() < version)
                    .toList();
            ChangelogFormat format = content.hasFamilies() ? ChangelogFormat.V4 : ChangelogFormat.V3;
            writer.writeChangelog(item, new ChangelogHeader(format, before), changes);
            List<LineageItem> longer = new ArrayList<>(before);
            longer.add(item);
            lineage = List.copyOf(longer);
        } else if (files.format().layout() == StoreLayout.HDFS) {
            writer.writeDelta(version, changes);
        } else {
            writer.writeChangelog(version, content.hasFamilies() ? ChangelogFormat.V2 : ChangelogFormat.V1, changes);
        }
    }

    /** A snapshot is there: from now on lineages start at the one before it, so that it can be done without. */
    void snapshotWritten(StateFileName snapshot) {
        writer.written(snapshot);
        lineageStart = newestSnapshot;
        newestSnapshot = snapshot.version();
    }
}
