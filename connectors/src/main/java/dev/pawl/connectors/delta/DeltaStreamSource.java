package dev.pawl.connectors.delta;

import dev.pawl.checkpoint.error.ErrorCode;
import dev.pawl.checkpoint.error.PawlException;
import dev.pawl.checkpoint.gap.GapLog;
import dev.pawl.checkpoint.log.SourceOffset;
import dev.pawl.engine.option.Options;
import dev.pawl.engine.source.ReadLimit;
import dev.pawl.engine.source.Split;
import dev.pawl.engine.source.StreamScope;
import dev.pawl.engine.source.StreamSource;
import io.delta.kernel.exceptions.KernelException;
import io.delta.kernel.internal.DeltaHistoryManager;
import io.delta.kernel.internal.SnapshotImpl;
import io.delta.kernel.internal.actions.AddFile;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/**
 * A Delta table as a stream: the files of a snapshot first, then those that each commit adds.
 *
 * <p>Files are counted as Delta's own stream for Spark counts them, so that either can go on from the other's offsets: in
 * the snapshot by modification time and path, in a commit as they stand there.
 */
final class DeltaStreamSource implements StreamSource {
    /** Stands after the last file of a version; the offset is then the start of the next. */
    private static final long END_INDEX = Long.MAX_VALUE;

    private final DeltaTable table;
    private final Options options;
    private final SnapshotImpl atStart;
    private final TableScan scan;
    private final Losses losses;
    private final TableLog log;
    private final CommitRules rules;
    private final String tableId;
    private final boolean startsAtLatest;
    private @Nullable Snapshot initial;
    private OptionalLong startingVersion = OptionalLong.empty();
    private boolean isStartKnown;
    private boolean areColumnsChecked;
    /** The last version that is read; none if the stream has no end. */
    private OptionalLong pinned = OptionalLong.empty();

    /** The files of the snapshot with which the stream begins. */
    private record Snapshot(long version, List<AddFile> files) {}

    /** A file, or the start or end of a version, in the order in which a stream comes by them. */
    private record Position(long version, long index) {}

    private DeltaStreamSource(
            DeltaTable table, Options options, SnapshotImpl atStart, Losses losses, StructType required) {
        this.table = table;
        this.options = options;
        this.atStart = atStart;
        this.losses = losses;
        this.scan = new TableScan(table, atStart, required, losses.ofVanishingFiles());
        this.log = new TableLog(table, losses, atStart.getVersion());
        this.rules = CommitRules.of(table, atStart, options);
        this.tableId = atStart.getMetadata().getId();
        this.startsAtLatest = options.find("startingVersion")
                .filter("latest"::equalsIgnoreCase)
                .isPresent();
    }

    static DeltaStreamSource open(DeltaTable table, Options options, StreamScope scope, InstantSource clock) {
        if (options.find("startingVersion").isPresent()
                && options.find("startingTimestamp").isPresent()) {
            throw options.invalid("startingTimestamp", "absent where startingVersion is given");
        }
        ReadLimits.of(options, ReadLimit.BY_OPTIONS);
        Losses losses = new Losses(
                table, options.flag("failOnDataLoss", true), scope.sourceId(), new GapLog(scope.checkpoint()), clock);
        return new DeltaStreamSource(table, options, DeltaSourceTable.newest(table), losses, scope.required());
    }

    @Override
    public String description() {
        return "DeltaSource[" + table.uri() + "]";
    }

    @Override
    public void turnTo(long batchId) {
        losses.turnTo(batchId);
    }

    @Override
    public Optional<SourceOffset> initialOffset() {
        return Optional.empty();
    }

    @Override
    public Optional<SourceOffset> latestOffset(Optional<SourceOffset> start, ReadLimit limit) {
        ReadLimits limits = ReadLimits.of(options, limit);
        if (start.isPresent()) {
            DeltaOffset from = parse(start.get());
            return Optional.of(next(from, limits).map(DeltaOffset::format).orElse(start.get()));
        }
        DeltaOffset from = beginning();
        if (startsAtLatest) {
            // Recorded before anything is read: asked again after a crash, the latest version may be another.
            return Optional.of(from.format());
        }
        return next(from, limits).map(DeltaOffset::format);
    }

    private DeltaOffset parse(SourceOffset offset) {
        DeltaOffset parsed = DeltaOffset.parse(offset, table, tableId);
        long reached = parsed.isInitial() ? parsed.version() : parsed.version() - 1;
        if (reached > log.newestVersion()) {
            throw new PawlException(
                    ErrorCode.DELTA_SOURCE_TABLE_ROLLED_BACK,
                    "Delta table " + table.location() + " ends with version " + log.newestVersion()
                            + ", and the query has read it up to version " + reached + " already.");
        }
        return parsed;
    }

    private DeltaOffset beginning() {
        OptionalLong version = startingVersion();
        return version.isPresent()
                ? new DeltaOffset(tableId, version.getAsLong(), DeltaOffset.BASE_INDEX, false)
                : new DeltaOffset(tableId, atStart.getVersion(), DeltaOffset.BASE_INDEX, true);
    }

    private OptionalLong startingVersion() {
        if (!isStartKnown) {
            startingVersion = findStartingVersion();
            isStartKnown = true;
        }
        return startingVersion;
    }

    private OptionalLong findStartingVersion() {
        if (startsAtLatest) {
            return OptionalLong.of(atStart.getVersion() + 1);
        }
        if (options.find("startingVersion").isPresent()) {
            long version = options.number("startingVersion", 0).orElseThrow();
            NavigableSet<Long> versions = log.versions();
            if (versions.isEmpty() || version < versions.first() || version > versions.last()) {
                String there = versions.isEmpty() ? "none" : versions.first() + " to " + versions.last();
                throw new PawlException(
                        ErrorCode.DELTA_VERSION_NOT_FOUND,
                        "The log of Delta table " + table.location() + " has no version " + version
                                + " to start with; there are " + there + ".");
            }
            return OptionalLong.of(version);
        }
        return options.find("startingTimestamp").isPresent()
                ? OptionalLong.of(versionAt(Timestamps.millis(options, "startingTimestamp")))
                : OptionalLong.empty();
    }

    /** The first commit at or after a point in time. */
    private long versionAt(long millis) {
        DeltaHistoryManager.Commit commit = table.attempt(() -> DeltaHistoryManager.getActiveCommitAtTimestamp(
                table.engine(), atStart, atStart.getLogPath(), millis, false, true, true, List.of()));
        if (commit.getTimestamp() >= millis) {
            return commit.getVersion();
        }
        if (commit.getVersion() + 1 > atStart.getVersion()) {
            throw options.invalid("startingTimestamp", "not after the last commit of the table");
        }
        return commit.getVersion() + 1;
    }

    /** Up to where a batch reads that begins here; empty if there is nothing after it. */
    private Optional<DeltaOffset> next(DeltaOffset from, ReadLimits limits) {
        requireReadable(from);
        Position last = null;
        long version = from.version();
        if (from.isInitial()) {
            List<AddFile> files = initial(version).files();
            for (int i = 0; i < files.size(); i++) {
                if (from.isBefore(version, i)) {
                    if (!limits.admit(files.get(i).getSize())) {
                        return offset(from, last);
                    }
                    last = new Position(version, i);
                }
            }
            last = new Position(version, END_INDEX);
            version++;
        }
        for (Optional<TableCommit> commit = at(version); commit.isPresent(); commit = at(version)) {
            TableCommit found = commit.get();
            version = found.version();
            if (last == null) {
                rules.check(found);
            } else if (!isAllowed(found)) {
                // What is before it can be read; the next batch tells what is wrong.
                return offset(from, last);
            }
            if (from.isBefore(version, DeltaOffset.BASE_INDEX)) {
                last = new Position(version, DeltaOffset.BASE_INDEX);
            }
            List<AddFile> files = rules.skips(found) ? List.of() : found.added();
            for (int i = 0; i < files.size(); i++) {
                if (from.isBefore(version, i)) {
                    if (!limits.admit(files.get(i).getSize())) {
                        return offset(from, last);
                    }
                    last = new Position(version, i);
                }
            }
            last = new Position(version, END_INDEX);
            version++;
        }
        return offset(from, last);
    }

    private boolean isAllowed(TableCommit commit) {
        try {
            rules.check(commit);
            return true;
        } catch (PawlException e) {
            return false;
        }
    }

    private Optional<TableCommit> at(long version) {
        boolean isBeyondEnd = pinned.isPresent() && version > pinned.getAsLong();
        return isBeyondEnd ? Optional.empty() : log.at(version);
    }

    private Optional<DeltaOffset> offset(DeltaOffset from, @Nullable Position last) {
        if (last == null) {
            return Optional.empty();
        }
        if (last.index == END_INDEX) {
            return Optional.of(new DeltaOffset(tableId, last.version + 1, DeltaOffset.BASE_INDEX, false));
        }
        boolean isInitial = from.isInitial() && last.version == from.version();
        return Optional.of(new DeltaOffset(tableId, last.version, last.index, isInitial));
    }

    private Snapshot initial(long version) {
        Snapshot known = initial;
        if (known == null || known.version != version) {
            known = new Snapshot(version, filesOf(version));
            initial = known;
        }
        return known;
    }

    private List<AddFile> filesOf(long version) {
        if (version == atStart.getVersion()) {
            return TableLog.files(table, atStart);
        }
        SnapshotImpl snapshot;
        try {
            snapshot = table.at(version);
        } catch (PawlException e) {
            if (!(e.getCause() instanceof KernelException)) {
                throw e;
            }
            losses.snapshot(version, e);
            return List.of();
        }
        rules.check(snapshot);
        return TableLog.files(table, snapshot);
    }

    /** Once for each process: later changes of columns are found in the commits that make them. */
    private void requireReadable(DeltaOffset from) {
        if (areColumnsChecked) {
            return;
        }
        areColumnsChecked = true;
        if (!from.isInitial() && from.version() < atStart.getVersion()) {
            try {
                rules.check(table.at(from.version()));
            } catch (PawlException e) {
                if (!(e.getCause() instanceof KernelException)) {
                    throw e;
                }
                // The log before the version is gone, so its columns are told only by its files.
            }
        }
    }

    @Override
    public void pinEnd() {
        NavigableSet<Long> versions = log.versions();
        pinned = OptionalLong.of(versions.isEmpty() ? atStart.getVersion() : versions.last());
    }

    @Override
    public List<Split> splits(Optional<SourceOffset> start, SourceOffset end) {
        DeltaOffset to = parse(end);
        DeltaOffset from = start.map(this::parse).orElseGet(() -> beginningOf(to));
        return scan.splits(
                losses.present(files(from, to)).stream().map(StreamFile::file).toList());
    }

    /** Where a first batch began, told by its end: the snapshot is the one that makes the end's index right. */
    private DeltaOffset beginningOf(DeltaOffset end) {
        if (startsAtLatest) {
            return end;
        }
        if (startingVersion().isPresent()) {
            return beginning();
        }
        long version = end.isInitial() ? end.version() : end.version() - 1;
        return new DeltaOffset(tableId, version, DeltaOffset.BASE_INDEX, true);
    }

    private List<StreamFile> files(DeltaOffset from, DeltaOffset to) {
        requireReadable(from);
        List<StreamFile> chosen = new ArrayList<>();
        long version = from.version();
        if (from.isInitial()) {
            choose(chosen, version, true, initial(version).files(), from, to);
            version++;
        } else {
            initial = null;
        }
        while (version < to.version() || (version == to.version() && to.index() >= 0)) {
            Optional<TableCommit> commit = log.at(version);
            if (commit.isEmpty()) {
                throw new PawlException(
                        ErrorCode.SOURCE_DATA_LOST,
                        "Version " + version + " of Delta table " + table.location()
                                + " is part of a batch that was planned, but is not there.");
            }
            TableCommit found = commit.get();
            version = found.version();
            if (version > to.version()) {
                break;
            }
            rules.check(found);
            if (!rules.skips(found)) {
                choose(chosen, version, false, found.added(), from, to);
            }
            version++;
        }
        return chosen;
    }

    private static void choose(
            List<StreamFile> chosen,
            long version,
            boolean isInitial,
            List<AddFile> files,
            DeltaOffset from,
            DeltaOffset to) {
        for (int i = 0; i < files.size(); i++) {
            if (from.isBefore(version, i) && !to.isBefore(version, i)) {
                chosen.add(new StreamFile(version, isInitial, i, files.get(i)));
            }
        }
    }

    @Override
    public void committed(SourceOffset end) {
        log.forgetBefore(parse(end).version());
    }

    @Override
    public void close() {
        table.close();
    }
}
