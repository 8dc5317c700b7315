package dev.pawl.checkpoint;

import dev.pawl.checkpoint.operator.OperatorMetadata;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * One stateful operator at rest.
 *
 * @param metadata absent in checkpoints of Spark 3.5 and older
 * @param partitionsExpected the partitions that must have state; a query whose key has no columns keeps all of it in partition 0
 */
public record OperatorState(
        long id, Optional<OperatorMetadata> metadata, List<StoreState> stores, List<Long> partitionsExpected) {
    public OperatorState {
        stores = List.copyOf(stores);
        partitionsExpected =
                partitionsExpected instanceof PartitionRange ? partitionsExpected : List.copyOf(partitionsExpected);
    }

    public Optional<StoreState> store(String name) {
        return stores.stream().filter(store -> store.id().name().equals(name)).findFirst();
    }

    /** Removes the batches after which the state of some partition cannot be loaded. */
    void keepLoadable(List<Long> batches) {
        if (stores.isEmpty()) {
            batches.clear();
        }
        for (StoreState store : stores) {
            if (!store.partitions().containsAll(partitionsExpected)) {
                batches.clear();
            }
            for (long partition : store.partitions()) {
                Set<Long> loadable = store.loadable(partition);
                batches.removeIf(batch -> !loadable.contains(batch + 1));
            }
        }
    }
}
