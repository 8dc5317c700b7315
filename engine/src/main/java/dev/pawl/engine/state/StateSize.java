package dev.pawl.engine.state;

/**
 * What the state of a query takes, and what it may take before it gets slower.
 *
 * @param bytes on the heap and in RocksDB, about
 * @param memoryBytes of that what counts towards the budget, with the state of other queries of the process
 * @param memoryBytesMax the part of the heap that state may take before it moves to RocksDB; once it is there, the memory of RocksDB
 *     beyond which it is read from disk
 */
public record StateSize(long rows, long bytes, long memoryBytes, long memoryBytesMax) {}
