package dev.pawl.connectors.delta;

import dev.pawl.checkpoint.error.ErrorCode;
import dev.pawl.checkpoint.error.PawlException;
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
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The commits of a table one after another, each read once while it is of use. */
final class TableLog {
    private static final Logger LOG = LoggerFactory.getLogger(TableLog.class);
    private static final String DIRECTORY = "_delta_log";
    private static final Pattern COMMIT = Pattern.compile("(\\d{20})\\.json");

    private final DeltaTable table;
    private final boolean failOnDataLoss;
    private final TreeMap<Long, TableCommit> known = new TreeMap<>();
    /** No commit at or above this was there when the directory was listed, so a missing one below it is lost. */
    private long listedUpTo = -1;

    TableLog(DeltaTable table, boolean failOnDataLoss) {
        this.table = table;
        this.failOnDataLoss = failOnDataLoss;
    }

    /** The commit of a version; if that is lost and may be, the next one there is; empty at the end of the log. */
    Optional<TableCommit> at(long version) {
        TableCommit commit = known.get(version);
        if (commit != null) {
            return Optional.of(commit);
        }
        if (exists(version)) {
            return Optional.of(read(version));
        }
        if (version < listedUpTo || listedUpTo < 0) {
            Long next = versions().ceiling(version);
            if (next != null && next == version) {
                return Optional.of(read(version));
            }
            if (next != null) {
                return at(afterLoss(version, next));
            }
        }
        return Optional.empty();
    }

    private long afterLoss(long expected, long found) {
        if (failOnDataLoss) {
            throw new PawlException(
                    ErrorCode.SOURCE_DATA_LOST,
                    "The log of Delta table " + table.location() + " no longer holds version " + expected
                            + ", which is to be read next; the earliest one after it is " + found + ".");
        }
        LOG.warn(
                "Versions of a Delta table are gone before they were read. table={} expected={} found={}",
                table.location(),
                expected,
                found);
        return found;
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

    private boolean exists(long version) {
        try {
            table.storage().open(path(version)).close();
            return true;
        } catch (NoSuchFileException e) {
            return false;
        } catch (IOException e) {
            throw table.unavailable(e);
        }
    }

    private static String path(long version) {
        return String.format(Locale.ROOT, "%s/%020d.json", DIRECTORY, version);
    }

    private TableCommit read(long version) {
        TableCommit commit = table.attempt(() -> {
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
        known.put(version, commit);
        return commit;
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
