package dev.pawl.checkpoint.state;

import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.OptionalLong;
import java.util.function.Predicate;

/**
 * Which files of a store may go, by Spark's rules.
 *
 * @param batchesMin {@code spark.sql.streaming.minBatchesToRetain}
 */
public record Retention(int batchesMin) {
    public Retention {
        if (batchesMin < 1) {
            throw new IllegalArgumentException("batchesMin must be positive, was " + batchesMin);
        }
    }

    /**
     * For the HDFS-backed provider: everything older than the oldest file that the version {@code batchesMin} before the last
     * one needs. Nothing if that version cannot be loaded.
     */
    public List<StateFileName> expiredDeltas(StoreFiles store) {
        NavigableSet<Long> loadable = store.loadable(StoreLayout.HDFS);
        long oldest = loadable.last() - batchesMin;
        if (oldest <= 0 || !loadable.contains(oldest)) {
            return List.of();
        }
        return before(store, store.plan(StoreLayout.HDFS, oldest).files().get(0).version(), StoreLayout.HDFS);
    }

    /**
     * For the RocksDB provider: everything older than the newest snapshot that has {@code batchesMin} - 1 versions up to the last
     * snapshot after it. Table files that no snapshot uses any more are not part of this.
     *
     * @param expiredMin delete nothing as long as fewer versions could go
     */
    public List<StateFileName> expiredChangelogs(StoreFiles store, long expiredMin) {
        return expired(store, expiredMin, file -> file.uniqueId().isEmpty());
    }

    /**
     * Like {@link #expiredChangelogs(StoreFiles, long)} for files with unique ids.
     *
     * @param committed the unique id by version: snapshots of other attempts count for nothing and go with their versions
     */
    public List<StateFileName> expiredChangelogs(StoreFiles store, long expiredMin, Map<Long, String> committed) {
        return expired(store, expiredMin, file -> file.uniqueId().equals(committed.get(file.version())));
    }

    private List<StateFileName> expired(StoreFiles store, long expiredMin, Predicate<StateFileName> counts) {
        NavigableSet<Long> versions = store.versions();
        if (versions.isEmpty() || versions.last() - versions.first() + 1 - batchesMin < expiredMin) {
            return List.of();
        }
        List<Long> snapshots = store.files().stream()
                .filter(file -> file.kind() == StateFileName.Kind.ZIP && counts.test(file))
                .map(StateFileName::version)
                .toList();
        if (snapshots.isEmpty()) {
            return List.of();
        }
        long newestToKeep = snapshots.get(snapshots.size() - 1) - batchesMin + 1;
        OptionalLong oldest = snapshots.stream()
                .mapToLong(Long::longValue)
                .filter(version -> version <= newestToKeep)
                .max();
        return oldest.isEmpty() ? List.of() : before(store, oldest.getAsLong(), StoreLayout.ROCKSDB);
    }

    private static List<StateFileName> before(StoreFiles store, long version, StoreLayout layout) {
        return store.files().stream()
                .filter(file -> file.version() < version && layout.has(file))
                .toList();
    }
}
