package dev.pawl.connectors.delta;

import dev.pawl.checkpoint.storage.StorageEntry;
import io.delta.kernel.ScanBuilder;
import io.delta.kernel.data.ColumnarBatch;
import io.delta.kernel.data.FilteredColumnarBatch;
import io.delta.kernel.data.Row;
import io.delta.kernel.expressions.Predicate;
import io.delta.kernel.internal.InternalScanFileUtils;
import io.delta.kernel.internal.SnapshotImpl;
import io.delta.kernel.internal.actions.AddFile;
import io.delta.kernel.internal.util.Utils;
import io.delta.kernel.utils.CloseableIterator;
import io.delta.kernel.utils.FileStatus;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** The commits of a table one after another, each read once while it is of use. */
final class TableLog {
    private static final String DIRECTORY = "_delta_log";
    private static final Pattern COMMIT = Pattern.compile("(\\d{20})\\.json");

    private final DeltaTable table;
    private final Losses losses;
    private final TreeMap<Long, TableCommit> known = new TreeMap<>();
    /** No commit at or above this was there when the directory was listed, so a missing one below it is lost. */
    private long listedUpTo = -1;

    private LogMark newest;

    /** @param version the newest there was when the table was opened */
    TableLog(DeltaTable table, Losses losses, long version) {
        this.table = table;
        this.losses = losses;
        this.newest = LogMark.of(table, path(version), version);
    }

    /** The newest version that was seen. */
    long newestVersion() {
        return newest.version();
    }

    /** The commit of a version; if that is lost and may be, the next one there is; empty at the end of the log. */
    Optional<TableCommit> at(long version) {
        TableCommit commit = known.get(version);
        if (commit != null) {
            return Optional.of(commit);
        }
        if (table.hasFile(path(version))) {
            return Optional.of(read(version));
        }
        if (version < listedUpTo || listedUpTo < 0) {
            Long next = versions().ceiling(version);
            if (next != null && next == version) {
                return Optional.of(read(version));
            }
            if (next != null) {
                losses.versions(version, next);
                return at(next);
            }
        }
        return Optional.empty();
    }

    /** All versions whose commits are there. */
    NavigableSet<Long> versions() {
        TreeSet<Long> versions = new TreeSet<>();
        try {
            for (StorageEntry entry : table.storage().list(DIRECTORY)) {
                var name = COMMIT.matcher(entry.name());
                if (entry.isFile() && name.matches()) {
                    versions.add(Long.parseLong(name.group(1)));
                }
            }
        } catch (IOException e) {
            throw table.unavailable(e);
        }
        listedUpTo = versions.isEmpty() ? 0 : versions.last() + 1;
        return versions;
    }

    void forgetBefore(long version) {
        known.headMap(version).clear();
    }

    private static String path(long version) {
        return String.format(Locale.ROOT, "%s/%020d.json", DIRECTORY, version);
    }

    private TableCommit read(long version) {
        if (version == newest.version() + 1) {
            newest.requireUnchanged(table, path(newest.version()));
        }
        TableCommit commit = parse(version);
        known.put(version, commit);
        if (version > newest.version()) {
            newest = LogMark.of(table, path(version), version);
        }
        return commit;
    }

    private TableCommit parse(long version) {
        return table.attempt(() -> {
            FileStatus file = FileStatus.of(StorageFileIO.absolute(path(version)));
            List<Row> actions = new ArrayList<>();
            try (CloseableIterator<ColumnarBatch> batches = table.engine()
                    .getJsonHandler()
                    .readJsonFiles(Utils.singletonCloseableIterator(file), TableCommit.SCHEMA, Optional.empty())) {
                while (batches.hasNext()) {
                    batches.next().getRows().forEachRemaining(actions::add);
                }
            } catch (IOException e) {
                throw table.unavailable(e);
            }
            return TableCommit.of(version, actions);
        });
    }

    /** All files of a snapshot, in the order in which a stream counts them. */
    static List<AddFile> files(DeltaTable table, SnapshotImpl snapshot) {
        return files(table, snapshot, Optional.empty());
    }

    /** @param filter files without a row that fulfils it may be left out */
    static List<AddFile> files(DeltaTable table, SnapshotImpl snapshot, Optional<Predicate> filter) {
        List<AddFile> files = new ArrayList<>();
        table.attempt(() -> {
            ScanBuilder scan = snapshot.getScanBuilder();
            try (CloseableIterator<FilteredColumnarBatch> batches =
                    filter.map(scan::withFilter).orElse(scan).build().getScanFiles(table.engine())) {
                while (batches.hasNext()) {
                    try (CloseableIterator<Row> rows = batches.next().getRows()) {
                        while (rows.hasNext()) {
                            files.add(new AddFile(rows.next().getStruct(InternalScanFileUtils.ADD_FILE_ORDINAL)));
                        }
                    }
                }
                return files;
            } catch (IOException e) {
                throw table.unavailable(e);
            }
        });
        files.sort(Comparator.comparingLong(AddFile::getModificationTime).thenComparing(AddFile::getPath));
        return files;
    }
}
