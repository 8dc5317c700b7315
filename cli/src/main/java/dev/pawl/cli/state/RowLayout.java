package dev.pawl.cli.state;

/**
 * Which columns rows have besides those of their view and the partition.
 *
 * @param hasParts whether rows of several views come one after the other, so that each says which it is of
 * @param hasChanges whether rows are changes
 * @param batchId the batch that made the version
 */
record RowLayout(boolean hasParts, boolean hasChanges, long batchId) {}
