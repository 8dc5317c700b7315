package dev.pawl.checkpoint;

/**
 * One state store of an operator, over all partitions.
 *
 * @param name {@code default}, or the name of one of several stores such as {@code left-keyToNumValues}
 */
public record StoreId(long operatorId, String name) {
    public static final String DEFAULT = "default";

    @Override
    public String toString() {
        return "operator " + operatorId + ", store " + name;
    }
}
