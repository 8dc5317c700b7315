package dev.pawl.engine.state;

import java.util.List;
import java.util.Optional;

/**
 * One stateful operator of a query.
 *
 * @param id its number in Spark's order: the operator nearest the sink is 0
 * @param name as Spark's operator metadata names it, such as {@code stateStoreSave}
 * @param partitions how many partitions hold rows: 1 for an aggregate without keys and for a limit, else those of the checkpoint
 * @param stores in the order in which Spark numbers them; all of them column families, or none
 * @param properties what Spark's metadata says of an operator with column families, as JSON
 */
public record OperatorSpec(int id, String name, int partitions, List<StoreSpec> stores, Optional<String> properties) {
    public OperatorSpec {
        if (partitions < 1 || stores.isEmpty()) {
            throw new IllegalArgumentException("operator " + id + " needs partitions and stores");
        }
        stores = List.copyOf(stores);
        if (stores.stream().map(store -> store.family().isPresent()).distinct().count() > 1) {
            throw new IllegalArgumentException("operator " + id + " has column families beside other stores");
        }
    }

    public OperatorSpec(int id, String name, int partitions, List<StoreSpec> stores) {
        this(id, name, partitions, stores, Optional.empty());
    }

    /** Whether all stores are column families of one. */
    boolean hasFamilies() {
        return stores.get(0).family().isPresent();
    }
}
