package dev.pawl.engine.state;

import org.apache.spark.sql.types.StructType;

/**
 * One store of an operator.
 *
 * @param name {@value #DEFAULT} lies directly in the directory of a partition, others one level deeper
 * @param prefixColumns how many leading columns of the key a scan with a prefix gives; 0 for a store without such scans
 */
public record StoreSpec(String name, StructType key, StructType value, int prefixColumns) {
    public static final String DEFAULT = "default";

    public StoreSpec {
        if (prefixColumns < 0 || (prefixColumns > 0 && prefixColumns >= key.length())) {
            throw new IllegalArgumentException("a prefix of " + prefixColumns + " columns of a key of " + key.length());
        }
    }
}
