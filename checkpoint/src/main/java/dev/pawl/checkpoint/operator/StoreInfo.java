package dev.pawl.checkpoint.operator;

import java.util.List;

/**
 * One state store of an operator as its metadata describes it.
 *
 * @param prefixColumns leading key columns that are encoded as a scan prefix in RocksDB
 * @param schemaFilePaths absolute URIs of all state schema generations, oldest first; empty in version 1
 */
public record StoreInfo(String storeName, int prefixColumns, int partitions, List<String> schemaFilePaths) {
    public StoreInfo {
        if (prefixColumns < 0 || partitions < 1) {
            throw new IllegalArgumentException("store " + storeName + " cannot have " + prefixColumns
                    + " prefix columns and " + partitions + " partitions");
        }
        schemaFilePaths = List.copyOf(schemaFilePaths);
    }
}
