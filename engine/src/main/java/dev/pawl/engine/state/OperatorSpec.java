package dev.pawl.engine.state;

import java.util.List;

/**
 * One stateful operator of a query.
 *
 * @param id its number in Spark's order: the operator nearest the sink is 0
 * @param name as Spark's operator metadata names it, such as {@code stateStoreSave}
 * @param partitions how many partitions hold rows: 1 for an aggregate without keys and for a limit, else those of the checkpoint
 * @param stores in the order in which Spark numbers them
 */
public record OperatorSpec(int id, String name, int partitions, List<StoreSpec> stores) {
    public OperatorSpec {
        if (partitions < 1 || stores.isEmpty()) {
            throw new IllegalArgumentException("operator " + id + " needs partitions and stores");
        }
        stores = List.copyOf(stores);
    }
}
