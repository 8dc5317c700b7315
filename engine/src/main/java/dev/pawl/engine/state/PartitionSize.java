package dev.pawl.engine.state;

/**
 * What one partition of an operator holds.
 *
 * @param bytes on the heap and in RocksDB, about
 */
public record PartitionSize(int partition, long rows, long bytes) {}
