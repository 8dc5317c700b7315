package dev.pawl.checkpoint;

import dev.pawl.checkpoint.operator.OperatorMetadata;
import java.util.List;
import java.util.Optional;

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
        partitionsExpected = List.copyOf(partitionsExpected);
    }

    public Optional<StoreState> store(String name) {
        return stores.stream().filter(store -> store.id().name().equals(name)).findFirst();
    }

    /** Whether every partition of every store can load a version. */
    public boolean canLoad(long version) {
        return stores.stream()
                .allMatch(store -> store.partitions().containsAll(partitionsExpected)
                        && store.partitions().stream()
                                .allMatch(partition -> store.loadable(partition).contains(version)));
    }
}
