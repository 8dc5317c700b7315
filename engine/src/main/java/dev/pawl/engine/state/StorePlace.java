package dev.pawl.engine.state;

/**
 * Where a store is.
 *
 * @param store its number among those of the partition
 * @param path its directory below the checkpoint
 */
record StorePlace(int operator, int partition, int store, String path) {
    @Override
    public String toString() {
        return path;
    }
}
