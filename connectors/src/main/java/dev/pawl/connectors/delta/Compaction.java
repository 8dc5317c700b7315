package dev.pawl.connectors.delta;

import dev.pawl.engine.option.Options;
import dev.pawl.engine.sink.OutputMode;
import dev.pawl.engine.sink.SinkRequest;
import dev.pawl.engine.source.Outside;
import io.delta.kernel.Operation;
import io.delta.kernel.Transaction;
import io.delta.kernel.exceptions.ConcurrentWriteException;
import io.delta.kernel.exceptions.MaxCommitRetryLimitReachedException;
import io.delta.kernel.internal.SnapshotImpl;
import io.delta.kernel.internal.TableConfig;
import io.delta.kernel.internal.actions.AddFile;
import io.delta.kernel.internal.util.VectorUtils;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Merges small files of a table into larger ones, in commits of their own that change no rows. A crash in it leaves files
 * that belong to no version, and no more.
 */
final class Compaction {
    static final String OPTION = "autoCompact";
    static final String FILES_MIN = "autoCompactMinFiles";

    private static final Set<String> PROPERTIES = Set.of("delta.autoOptimize.autoCompact", "delta.autoOptimize");
    private static final int FILES_MIN_BY_DEFAULT = 50;

    /** One run reads no more than this. */
    private static final long BYTES_MAX = 1L << 30;

    /** How often a merge is tried to be committed while other writers are faster. */
    private static final int ATTEMPTS_MAX = 5;

    private static final Logger LOG = LoggerFactory.getLogger(Compaction.class);

    private final DeltaTable table;
    private final Outside outside;
    private final FileStyle style;
    private final int filesMin;
    private int smallFiles;

    private Compaction(DeltaTable table, Outside outside, FileStyle style, int filesMin) {
        this.table = table;
        this.outside = outside;
        this.style = style;
        this.filesMin = filesMin;
        // What earlier processes left is looked at after the first batch.
        this.smallFiles = filesMin;
    }

    /** None where neither an option nor the table asks for it, or there is nothing to merge because each batch replaces all. */
    static Optional<Compaction> of(
            SinkRequest request, DeltaTable table, Outside outside, FileStyle style, SnapshotImpl snapshot) {
        Options options = request.options();
        int filesMin = Math.toIntExact(
                Math.min(Integer.MAX_VALUE, options.number(FILES_MIN, 2).orElse(FILES_MIN_BY_DEFAULT)));
        boolean isAsked = options.flag(OPTION, false);
        boolean isWanted = options.find(OPTION).isPresent()
                ? isAsked
                : isWanted(snapshot.getMetadata().getConfiguration());
        if (!isWanted || request.mode() == OutputMode.COMPLETE) {
            return Optional.empty();
        }
        if (TableConfig.ROW_TRACKING_ENABLED.fromMetadata(snapshot.getMetadata())) {
            if (isAsked) {
                throw table.unsupported(
                        "has feature rowTracking (delta.enableRowTracking), with which Pawl does not merge"
                                + " files, as option " + OPTION + " wants it");
            }
            LOG.warn("Small files are not merged in a table with row tracking. table={}", table.location());
            return Optional.empty();
        }
        return Optional.of(new Compaction(table, outside, style, filesMin));
    }

    private static boolean isWanted(Map<String, String> properties) {
        return PROPERTIES.stream()
                .map(name -> properties.getOrDefault(name, "false").toLowerCase(Locale.ROOT))
                .anyMatch(value -> value.equals("true") || value.equals("auto") || value.equals("legacy"));
    }

    /** Counts the files of a batch; whether it is time to look for small ones. */
    boolean isDueAfter(List<DataFile> files) {
        for (DataFile file : files) {
            smallFiles += isSmall(file.bytes()) ? 1 : 0;
        }
        if (smallFiles < filesMin) {
            return false;
        }
        smallFiles = 0;
        return true;
    }

    private boolean isSmall(long bytes) {
        return bytes < style.bytesMax() / 2;
    }

    /** Merges what there is to merge; whether it changed the table. What fails is logged: the next run tries again. */
    boolean run() {
        try {
            return merge();
        } catch (RuntimeException e) {
            LOG.warn("Small files of a Delta table were not merged. table={}", table.location(), e);
            return false;
        }
    }

    private boolean merge() {
        StampedCommitter committer = new StampedCommitter();
        SnapshotImpl snapshot = table.latest(committer).orElseThrow(() -> table.unsupported("is gone"));
        SinkTable.requireWritable(table, snapshot, OutputMode.APPEND);
        List<AddFile> chosen = choose(TableLog.files(table, snapshot));
        if (chosen.isEmpty()) {
            return false;
        }
        List<DataFile> merged = new FileRewrite(table, outside, style).write(snapshot, chosen, row -> true);
        Set<FileId> sources = chosen.stream().map(FileId::of).collect(Collectors.toSet());
        for (int attempt = 1; attempt <= ATTEMPTS_MAX; attempt++) {
            if (attempt > 1) {
                SnapshotImpl newer = table.latest(committer).orElseThrow(() -> table.unsupported("is gone"));
                boolean isSame = newer.getMetadata()
                                .getSchemaString()
                                .equals(snapshot.getMetadata().getSchemaString())
                        && newer.getProtocol().equals(snapshot.getProtocol());
                List<AddFile> present = TableLog.files(table, newer).stream()
                        .filter(file -> sources.contains(FileId.of(file)))
                        .toList();
                if (!isSame || present.size() < chosen.size()) {
                    break;
                }
                snapshot = newer;
                chosen = present;
            }
            if (commit(committer, snapshot, chosen, merged)) {
                LOG.info(
                        "{} small files of a Delta table became {}. table={}",
                        chosen.size(),
                        merged.size(),
                        table.location());
                return true;
            }
        }
        DeltaRowWriter.delete(table.storage(), merged);
        LOG.info("Another writer changed the files that were being merged. table={}", table.location());
        return false;
    }

    private boolean commit(
            StampedCommitter committer, SnapshotImpl snapshot, List<AddFile> chosen, List<DataFile> merged) {
        try {
            Transaction txn = snapshot.buildUpdateTableTransaction(SinkTable.ENGINE, Operation.WRITE)
                    .withMaxRetries(0)
                    .build(table.engine());
            CommitActions actions = new CommitActions(table, txn);
            chosen.forEach(file -> actions.remove(file, false, outside.clock()));
            actions.add(merged, false);
            committer.next(StampedCommitter.Stamp.ofCompaction(actions.metricsOfCompaction()));
            txn.commit(table.engine(), actions.rows());
            return true;
        } catch (ConcurrentWriteException | MaxCommitRetryLimitReachedException e) {
            return false;
        }
    }

    /** Small files of partitions that have enough of them. */
    private List<AddFile> choose(List<AddFile> files) {
        Map<Map<String, String>, List<AddFile>> byPartition = new LinkedHashMap<>();
        for (AddFile file : files) {
            if (isSmall(file.getSize())) {
                byPartition
                        .computeIfAbsent(VectorUtils.toJavaMap(file.getPartitionValues()), any -> new ArrayList<>())
                        .add(file);
            }
        }
        List<AddFile> chosen = new ArrayList<>();
        long bytes = 0;
        for (List<AddFile> partition : byPartition.values()) {
            List<AddFile> group = choose(partition, BYTES_MAX - bytes);
            chosen.addAll(group);
            bytes += group.stream().mapToLong(AddFile::getSize).sum();
        }
        return chosen;
    }

    /**
     * The smallest files first, and a larger one only if those before it are as large together: so a row is written again as
     * often as the size of its file doubles, and not each time that small files come together.
     */
    private List<AddFile> choose(List<AddFile> partition, long bytesMax) {
        partition.sort(Comparator.comparingLong(AddFile::getSize).thenComparing(AddFile::getPath));
        long bytes = 0;
        int count = 0;
        for (AddFile file : partition) {
            boolean isTooLarge = count >= filesMin && file.getSize() > bytes;
            if (isTooLarge || bytes + file.getSize() > bytesMax) {
                break;
            }
            bytes += file.getSize();
            count++;
        }
        return count < filesMin ? List.of() : partition.subList(0, count);
    }
}
