package dev.pawl.checkpoint.rocksdb;

import org.rocksdb.Cache;
import org.rocksdb.LRUCache;
import org.rocksdb.RocksDB;
import org.rocksdb.WriteBufferManager;

/**
 * The memory that all running databases share: blocks they read, indexes and filters, and what they have not yet written to tables.
 * Closed after all of them.
 */
public final class NativeMemory implements AutoCloseable {
    /** The part of it that may hold what is not yet in tables. */
    private static final int WRITE_BUFFERS_DIVISOR = 2;

    private final Cache cache;
    private final WriteBufferManager writeBuffers;

    public NativeMemory(long bytesMax) {
        RocksDB.loadLibrary();
        cache = new LRUCache(bytesMax);
        writeBuffers = new WriteBufferManager(bytesMax / WRITE_BUFFERS_DIVISOR, cache);
    }

    Cache cache() {
        return cache;
    }

    WriteBufferManager writeBuffers() {
        return writeBuffers;
    }

    public long usedBytes() {
        return cache.getUsage();
    }

    @Override
    public void close() {
        writeBuffers.close();
        cache.close();
    }
}
