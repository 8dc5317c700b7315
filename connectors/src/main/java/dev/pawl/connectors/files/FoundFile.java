package dev.pawl.connectors.files;

/**
 * A file that a listing found.
 *
 * @param partitions the names of the directories between the root of the table and the file: {@code a=1/b=2}; empty if there
 *     are none that make columns
 */
record FoundFile(Place place, long size, long modifiedMs, String partitions) {}
