package dev.pawl.checkpoint;

import dev.pawl.checkpoint.error.ErrorCode;
import dev.pawl.checkpoint.error.PawlException;
import dev.pawl.checkpoint.gap.GapLog;
import dev.pawl.checkpoint.log.CommitLog;
import dev.pawl.checkpoint.log.OffsetEntry;
import dev.pawl.checkpoint.log.OffsetLog;
import dev.pawl.checkpoint.log.OffsetMetadata;
import dev.pawl.checkpoint.log.QueryMetadata;
import dev.pawl.checkpoint.log.RecordedConfs;
import dev.pawl.checkpoint.log.SourceLogs;
import dev.pawl.checkpoint.storage.Storage;
import dev.pawl.checkpoint.storage.StorageEntry;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.NotDirectoryException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.LongStream;

/**
 * A checkpoint at rest, as it was when it was opened: which batches are planned, committed and restorable, which state
 * versions each partition can load, and how much room everything takes. Reads logs and names; state files only when asked.
 */
public final class Checkpoint implements Closeable {
    /** Deeper directories than any checkpoint has: links that lead in circles end here. */
    private static final int DEPTH_MAX = 12;

    /** The hidden file of Hadoop's local file system that belongs to another. */
    private static final Pattern SIDE_FILE = Pattern.compile("\\.(.+)\\.crc");

    /** What Pawl itself keeps in a checkpoint; Spark ignores it. */
    private static final String PAWL = "pawl";

    private static final String LEASE = "lease";

    private final Storage storage;
    private final OffsetLog offsets;
    private final CommitLog commits;
    private final OperatorStates operatorStates;
    private final Map<Long, List<OperatorState>> operatorsAt = new HashMap<>();

    private Checkpoint(Storage storage) {
        this.storage = storage;
        this.offsets = new OffsetLog(storage);
        this.commits = new CommitLog(storage);
        UniqueIds uniqueIds = new UniqueIds(commits.batchIds(), batchId -> Optional.of(commits.entry(batchId)));
        this.operatorStates = new OperatorStates(storage, uniqueIds, this::recordedConfs);
    }

    /** Opens the checkpoint at the root of a storage and takes the storage over. */
    public static Checkpoint open(Storage storage) {
        if (!isCheckpoint(storage)) {
            throw new PawlException(
                    ErrorCode.CHECKPOINT_NOT_FOUND,
                    "There is no checkpoint at " + storage.root()
                            + ": neither `metadata` nor `offsets` nor `commits`.");
        }
        return new Checkpoint(new CachedListings(storage));
    }

    /** Whether the root of a storage looks like a checkpoint, damaged ones included. */
    public static boolean isCheckpoint(Storage storage) {
        return isCheckpoint(list(storage, ""));
    }

    static boolean isCheckpoint(List<StorageEntry> entries) {
        return entries.stream().anyMatch(entry -> switch (entry.name()) {
            case OffsetLog.DIRECTORY, CommitLog.DIRECTORY -> entry.isDirectory();
            case QueryMetadata.FILE -> entry.isFile();
            default -> false;
        });
    }

    public String location() {
        return storage.root();
    }

    /** The files themselves, for looking at only. */
    public Storage storage() {
        return storage;
    }

    public Optional<QueryMetadata> metadata() {
        return QueryMetadata.read(storage);
    }

    public OffsetLog offsets() {
        return offsets;
    }

    public CommitLog commits() {
        return commits;
    }

    public SourceLogs sources() {
        return new SourceLogs(storage);
    }

    /** What the query went on without. */
    public GapLog gaps() {
        return new GapLog(storage);
    }

    /** When a batch was committed, told by the file's modification time. */
    public OptionalLong commitMillis(long batchId) {
        return list(storage, CommitLog.DIRECTORY).stream()
                .filter(entry -> entry.name().equals(Long.toString(batchId)))
                .mapToLong(StorageEntry::modifiedMillis)
                .findFirst();
    }

    /** How state files are written, as the newest plan records it. */
    public StateFormat stateFormat() {
        return StateFormat.of(recordedConfs());
    }

    /** The confs of the newest plan, which win over those of a session on restart. */
    public RecordedConfs recordedConfs() {
        OptionalLong latest = offsets.latest();
        return (latest.isPresent() ? offsets.entry(latest.getAsLong()).metadata() : Optional.<OffsetMetadata>empty())
                .map(OffsetMetadata::conf)
                .orElseGet(() -> new RecordedConfs(Map.of()));
    }

    /** The stateful operators as of the last committed batch. */
    public List<OperatorState> operators() {
        return operators(commits.latest().orElse(Long.MAX_VALUE));
    }

    /** The stateful operators as their metadata described them at a batch. */
    public List<OperatorState> operators(long batchId) {
        return operatorsAt.computeIfAbsent(
                batchId,
                any -> operatorStates.at(batchId, problem -> {
                    throw problem;
                }));
    }

    /** The stateful operators as far as they can be made out: logs, metadata and schemas that are damaged are passed over. */
    public List<OperatorState> operatorsPassingOverDamage() {
        UniqueIds uniqueIds = new UniqueIds(commits.batchIds(), batchId -> ifReadable(() -> commits.entry(batchId)));
        return new OperatorStates(storage, uniqueIds, this::newestReadableConfs)
                .at(commits.latest().orElse(Long.MAX_VALUE), problem -> {});
    }

    private RecordedConfs newestReadableConfs() {
        for (long batchId : new TreeSet<>(offsets.batchIds()).descendingSet()) {
            Optional<OffsetMetadata> metadata =
                    ifReadable(() -> offsets.entry(batchId)).flatMap(OffsetEntry::metadata);
            if (metadata.isPresent()) {
                return metadata.get().conf();
            }
        }
        return new RecordedConfs(Map.of());
    }

    private static <T> Optional<T> ifReadable(Supplier<T> reader) {
        try {
            return Optional.of(reader.get());
        } catch (PawlException e) {
            return Optional.empty();
        }
    }

    /**
     * The committed batches a query could be rewound to: their own plan and the one before are there, and every partition of
     * every store can load the state after them.
     */
    public List<Long> restorableBatches() {
        NavigableSet<Long> planned = new TreeSet<>(offsets.batchIds());
        List<OperatorState> operators = operators();
        List<Long> batches = new ArrayList<>(commits.batchIds());
        batches.removeIf(batch -> !planned.contains(batch) || !HealthCheck.knowsItsStart(batch, planned, operators));
        operators.forEach(operator -> operator.keepLoadable(batches));
        return batches;
    }

    /** Whether a query would start, by names and logs. */
    public Health health() {
        return diagnosis().health();
    }

    /** Whether a query would start, by names and logs, and why. */
    public Diagnosis diagnosis() {
        return new HealthCheck(this).diagnose();
    }

    /**
     * Whether continuous processing wrote this checkpoint. Its plans have neither watermark nor confs; its queries keep no
     * state, and its sources no logs of their own.
     */
    public boolean isContinuous() {
        List<Long> planned = offsets.batchIds();
        return !planned.isEmpty()
                && sources().sourceIds().isEmpty()
                && offsets.entry(planned.get(0)).metadata().isEmpty()
                && offsets.entry(planned.get(planned.size() - 1)).metadata().isEmpty()
                && operators().isEmpty();
    }

    /** Whether somebody holds, or held and did not give back, the right to write here. */
    public boolean isLeased() {
        return list(storage, PAWL).stream()
                .anyMatch(entry -> entry.isFile() && entry.name().equals(LEASE));
    }

    /** The room each part takes, hidden and side files included. */
    public List<PartSize> sizes() {
        Map<String, PartSize> sizes = new TreeMap<>();
        for (StorageEntry entry : list(storage, "")) {
            Matcher sideFile = SIDE_FILE.matcher(entry.name());
            String part = sideFile.matches() ? sideFile.group(1) : entry.name();
            sizes.merge(part, size(part, entry.name(), entry, 0), PartSize::plus);
        }
        return List.copyOf(sizes.values());
    }

    private PartSize size(String part, String path, StorageEntry entry, int depth) {
        if (entry.isFile()) {
            return new PartSize(part, 1, entry.size());
        }
        if (depth > DEPTH_MAX) {
            return new PartSize(part, 0, 0);
        }
        List<PartSize> below = list(storage, path).stream()
                .map(child -> size(part, path + "/" + child.name(), child, depth + 1))
                .toList();
        return new PartSize(
                part,
                sum(below.stream().mapToLong(PartSize::files)),
                sum(below.stream().mapToLong(PartSize::bytes)));
    }

    private static long sum(LongStream numbers) {
        return numbers.sum();
    }

    static List<StorageEntry> list(Storage storage, String directory) {
        try {
            return storage.list(directory);
        } catch (IOException e) {
            if (directory.isEmpty() && e instanceof NotDirectoryException) {
                throw new PawlException(
                        ErrorCode.CHECKPOINT_NOT_FOUND,
                        "There is no checkpoint at " + storage.root() + ": it is a file, not a directory.",
                        e);
            }
            throw new PawlException(
                    ErrorCode.STORAGE_UNAVAILABLE,
                    "Directory " + (directory.isEmpty() ? storage.root() : directory + " below " + storage.root())
                            + " cannot be listed: " + e.getMessage() + ".",
                    e);
        }
    }

    @Override
    public void close() {
        try {
            storage.close();
        } catch (IOException e) {
            throw new PawlException(
                    ErrorCode.STORAGE_UNAVAILABLE, "Storage " + storage.root() + " cannot be closed.", e);
        }
    }
}
