package dev.pawl.checkpoint;

import dev.pawl.checkpoint.log.CommitEntry;
import dev.pawl.checkpoint.state.StateFileName;
import dev.pawl.checkpoint.state.StoreFiles;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Function;

/** Which attempt at a state version counts, where file names carry unique ids (checkpoint format 2): the commit log says. */
final class UniqueIds {
    private static final int VERSION_WITH_IDS = 2;

    private final NavigableSet<Long> batchIds;
    private final Function<Long, Optional<CommitEntry>> reader;
    private final Map<Long, Optional<CommitEntry>> entries = new HashMap<>();

    /** @param reader of commits; answers nothing for one that is to be passed over */
    UniqueIds(Collection<Long> batchIds, Function<Long, Optional<CommitEntry>> reader) {
        this.batchIds = new TreeSet<>(batchIds);
        this.reader = reader;
    }

    /** Whether state files are named with unique ids: the newest commit tells, or if none can be read, the names do. */
    boolean areUsed(StoreFiles files) {
        for (long batchId : batchIds.descendingSet()) {
            Optional<CommitEntry> entry = entry(batchId);
            if (entry.isPresent()) {
                return entry.get().version() >= VERSION_WITH_IDS;
            }
        }
        return files.files().stream().anyMatch(file -> !file.uniqueId().isEmpty());
    }

    /** Whether a file is of an attempt that its batch's commit does not name: no version is ever loaded from it. */
    boolean isOfLostAttempt(StoreId store, int storeIndex, long partition, StateFileName file) {
        return id(store, storeIndex, partition, file.version())
                .filter(committed -> !committed.equals(file.uniqueId()))
                .isPresent();
    }

    /** The id of a store's files at a version; empty if the batch that made it has no commit or the commit no such id. */
    Optional<String> id(StoreId store, int storeIndex, long partition, long version) {
        if (!batchIds.contains(version - 1)) {
            return Optional.empty();
        }
        List<List<String>> partitions = entry(version - 1)
                .map(entry -> entry.stateUniqueIds().getOrDefault(store.operatorId(), List.of()))
                .orElse(List.of());
        if (partition >= partitions.size()) {
            return Optional.empty();
        }
        List<String> stores = partitions.get(Math.toIntExact(partition));
        return storeIndex < stores.size() ? Optional.of(stores.get(storeIndex)) : Optional.empty();
    }

    private Optional<CommitEntry> entry(long batchId) {
        return entries.computeIfAbsent(batchId, reader);
    }
}
