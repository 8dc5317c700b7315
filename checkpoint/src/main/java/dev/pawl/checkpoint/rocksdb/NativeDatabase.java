package dev.pawl.checkpoint.rocksdb;

import dev.pawl.checkpoint.entry.Bytes;
import dev.pawl.checkpoint.entry.MergeDelimiter;
import java.util.ArrayDeque;
import java.util.Deque;
import org.rocksdb.AbstractNativeReference;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.BloomFilter;
import org.rocksdb.Checkpoint;
import org.rocksdb.ChecksumType;
import org.rocksdb.CompressionType;
import org.rocksdb.FlushOptions;
import org.rocksdb.InfoLogLevel;
import org.rocksdb.Options;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.StringAppendOperator;
import org.rocksdb.VectorMemTableConfig;
import org.rocksdb.WriteBatch;
import org.rocksdb.WriteOptions;

/** A RocksDB database with the settings of Spark; the only class that runs native code of RocksDB. */
final class NativeDatabase implements AutoCloseable {
    private static final int FORMAT_VERSION = 5;
    private static final int BLOCK_BYTES = 4 << 10;
    private static final int BLOOM_BITS_PER_KEY = 10;
    /** Calls into native code cost more than a small entry: many go together. */
    private static final int BATCH_BYTES_MAX = 64 << 10;

    private final Deque<AbstractNativeReference> lastFirst = new ArrayDeque<>();
    private final WriteOptions unlogged;
    private final WriteBatch batch;
    private final RocksDB database;

    /** @param directory where the database is created; its parent exists */
    NativeDatabase(String directory, MergeDelimiter delimiter) throws RocksDBException {
        RocksDB.loadLibrary();
        try {
            Options options = owned(new Options())
                    .setCreateIfMissing(true)
                    .setErrorIfExists(true)
                    // Nothing is read before it is flushed: sorting once is a third of the work of keeping in order.
                    .setMemTableConfig(new VectorMemTableConfig())
                    .setAllowConcurrentMemtableWrite(false)
                    .setInfoLogLevel(InfoLogLevel.ERROR_LEVEL)
                    .setCompressionType(CompressionType.LZ4_COMPRESSION)
                    .setMergeOperator(owned(new StringAppendOperator(delimiter.text())))
                    .setTableFormatConfig(new BlockBasedTableConfig()
                            .setFormatVersion(FORMAT_VERSION)
                            .setBlockSize(BLOCK_BYTES)
                            .setChecksumType(ChecksumType.kXXH3)
                            .setFilterPolicy(owned(new BloomFilter(BLOOM_BITS_PER_KEY, false))));
            this.unlogged = owned(new WriteOptions()).setDisableWAL(true);
            this.batch = owned(new WriteBatch());
            this.database = owned(RocksDB.open(options, directory));
        } catch (RocksDBException | RuntimeException e) {
            close();
            throw e;
        }
    }

    void put(Bytes key, Bytes value) throws RocksDBException {
        batch.put(key.shared(), value.shared());
        if (batch.getDataSize() > BATCH_BYTES_MAX) {
            writeBatch();
        }
    }

    /** Writes everything to table files and gathers the files of the database in a directory that does not exist yet. */
    void checkpoint(String directory) throws RocksDBException {
        writeBatch();
        try (FlushOptions flush = new FlushOptions().setWaitForFlush(true);
                Checkpoint checkpoint = Checkpoint.create(database)) {
            database.flush(flush);
            checkpoint.createCheckpoint(directory);
        }
    }

    private void writeBatch() throws RocksDBException {
        database.write(unlogged, batch);
        batch.clear();
    }

    @Override
    public void close() {
        while (!lastFirst.isEmpty()) {
            lastFirst.pop().close();
        }
    }

    private <T extends AbstractNativeReference> T owned(T reference) {
        lastFirst.push(reference);
        return reference;
    }
}
