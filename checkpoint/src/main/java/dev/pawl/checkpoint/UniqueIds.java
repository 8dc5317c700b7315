package dev.pawl.checkpoint;

import dev.pawl.checkpoint.log.CommitEntry;
import dev.pawl.checkpoint.log.CommitLog;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Which attempt at a state version counts, where file names carry unique ids (checkpoint format 2): the commit log says. */
final class UniqueIds {
    private static final int VERSION_WITH_IDS = 2;

    private final CommitLog log;
    private final Set<Long> batchIds;
    private final Map<Long, CommitEntry> entries = new HashMap<>();

    UniqueIds(CommitLog log) {
        this.log = log;
        this.batchIds = new HashSet<>(log.batchIds());
    }

    /** Whether this checkpoint names its state files with unique ids: its newest commit tells. */
    boolean areUsed() {
        return batchIds.stream().max(Long::compare).map(this::entry).stream()
                .anyMatch(entry -> entry.version() >= VERSION_WITH_IDS);
    }

    /** The id of a store's files at a version; empty if the batch that made it has no commit or the commit no such id. */
    Optional<String> id(StoreId store, int storeIndex, long partition, long version) {
        if (!batchIds.contains(version - 1)) {
            return Optional.empty();
        }
        List<List<String>> partitions = entry(version - 1).stateUniqueIds().getOrDefault(store.operatorId(), List.of());
        if (partition >= partitions.size()) {
            return Optional.empty();
        }
        List<String> stores = partitions.get(Math.toIntExact(partition));
        return storeIndex < stores.size() ? Optional.of(stores.get(storeIndex)) : Optional.empty();
    }

    private CommitEntry entry(long batchId) {
        return entries.computeIfAbsent(batchId, log::entry);
    }
}
