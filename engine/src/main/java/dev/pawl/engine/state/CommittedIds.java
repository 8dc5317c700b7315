package dev.pawl.engine.state;

import dev.pawl.checkpoint.error.ErrorKind;
import dev.pawl.checkpoint.error.PawlException;
import dev.pawl.checkpoint.log.CommitLog;
import dev.pawl.checkpoint.operator.OperatorDirectory;
import dev.pawl.checkpoint.state.StoreFiles;
import dev.pawl.checkpoint.storage.Storage;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentSkipListMap;

/** Which attempt at a version counts where the names of state files carry unique ids: the commits say. */
final class CommittedIds {
    private static final int VERSION_WITH_IDS = 2;

    private final CommitLog commits;
    /** By batch: operator, then partition, then store. */
    private final NavigableMap<Long, Map<Long, List<List<String>>>> known = new ConcurrentSkipListMap<>();

    private CommittedIds(CommitLog commits) {
        this.commits = commits;
    }

    /** Empty for a checkpoint whose files are named by their version alone, as those of a new one are. */
    static Optional<CommittedIds> of(Storage checkpoint, List<OperatorSpec> operators) {
        CommitLog commits = new CommitLog(checkpoint);
        OptionalLong latest = commits.latest();
        boolean areUsed = latest.isPresent()
                ? commits.entry(latest.getAsLong()).version() >= VERSION_WITH_IDS
                : operators.stream().anyMatch(operator -> hasIds(checkpoint, operator));
        return areUsed ? Optional.of(new CommittedIds(commits)) : Optional.empty();
    }

    /** Where the first batch was not committed only the files of its attempt tell. */
    private static boolean hasIds(Storage checkpoint, OperatorSpec operator) {
        String path = new OperatorDirectory(checkpoint, operator.id())
                .storePath(0, operator.stores().get(0).name());
        return StoreFiles.list(checkpoint, path).files().stream()
                .anyMatch(file -> !file.uniqueId().isEmpty());
    }

    /** Empty if the batch that made the version has no commit any more, or one that names no such store. */
    Optional<String> id(StorePlace place, long version) {
        List<List<String>> partitions = ofBatch(version - 1).getOrDefault((long) place.operator(), List.of());
        if (place.partition() >= partitions.size()) {
            return Optional.empty();
        }
        List<String> stores = partitions.get(place.partition());
        return place.store() < stores.size() ? Optional.of(stores.get(place.store())) : Optional.empty();
    }

    void committed(long batchId, Map<Long, List<List<String>>> ids) {
        known.put(batchId, ids);
    }

    /** Ids of versions that are not looked at any more. */
    void forgetBefore(long batchId) {
        known.headMap(batchId).clear();
    }

    private Map<Long, List<List<String>>> ofBatch(long batchId) {
        return known.computeIfAbsent(batchId, id -> {
            try {
                return commits.entry(id).stateUniqueIds();
            } catch (PawlException e) {
                if (e.code().kind() != ErrorKind.DAMAGED) {
                    throw e;
                }
                return Map.of();
            }
        });
    }
}
