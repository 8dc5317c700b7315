package dev.pawl.cli.state;

import dev.pawl.checkpoint.StoreState;
import dev.pawl.checkpoint.entry.StateCursor;
import dev.pawl.checkpoint.error.ErrorCode;
import dev.pawl.checkpoint.error.PawlException;
import java.io.IOException;

/**
 * How much a store holds at a version.
 *
 * @param rows keys
 * @param bytes of keys and values, as they are stored but not compressed
 */
record StoreCount(long rows, long bytes) {
    static StoreCount all(StoreState store, long version) {
        long rows = 0;
        long bytes = 0;
        for (long partition : store.partitionsAt(version)) {
            StoreCount count = of(store, partition, version);
            rows += count.rows;
            bytes += count.bytes;
        }
        return new StoreCount(rows, bytes);
    }

    static StoreCount of(StoreState store, long partition, long version) {
        long rows = 0;
        long bytes = 0;
        try (StateCursor cursor = store.load(partition, version)) {
            while (cursor.next()) {
                rows++;
                bytes += cursor.key().length() + cursor.value().length();
            }
            return new StoreCount(rows, bytes);
        } catch (IOException e) {
            throw new PawlException(
                    ErrorCode.STORAGE_UNAVAILABLE,
                    "Version " + version + " of " + store.id() + ", partition " + partition + " below "
                            + store.storageRoot() + " cannot be read: " + e.getMessage() + ".",
                    e);
        }
    }
}
