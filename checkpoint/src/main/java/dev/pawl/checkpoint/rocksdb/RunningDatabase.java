package dev.pawl.checkpoint.rocksdb;

import dev.pawl.checkpoint.error.ErrorCode;
import dev.pawl.checkpoint.error.PawlException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import org.jspecify.annotations.Nullable;
import org.rocksdb.AbstractNativeReference;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.BloomFilter;
import org.rocksdb.ColumnFamilyDescriptor;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.ColumnFamilyOptions;
import org.rocksdb.CompressionType;
import org.rocksdb.InfoLogLevel;
import org.rocksdb.Options;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.WriteOptions;

/**
 * A database that a running query works with. Nothing in it survives the process: what must is in the checkpoint, from which it is
 * made anew. Beside its entries it can keep a list of keys, and keys by time. For one thread, walks included.
 */
public final class RunningDatabase implements AutoCloseable {
    /** What {@link #get} answers for a key that is not there. */
    public static final int NOT_FOUND = RocksDB.NOT_FOUND;

    private static final long WRITE_BUFFER_BYTES = 16 << 20;
    /** What one row takes, and counts in the memory that all databases share: there may be hundreds of them with a few rows each. */
    private static final long ARENA_BLOCK_BYTES = 32 << 10;

    private static final int OPEN_FILES_MAX = 256;
    private static final int BLOOM_BITS_PER_KEY = 10;
    private static final int KEY_BYTES = 256;
    private static final byte[] NOTHING = new byte[0];
    private static final byte[] LISTED = "listed".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] TIMED = "timed".getBytes(StandardCharsets.US_ASCII);

    private static final VarHandle TIME = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    private final String directory;
    private final Deque<AbstractNativeReference> lastFirst = new ArrayDeque<>();
    private final WriteOptions unlogged;
    private final ReadOptions reads;
    private final ColumnFamilyOptions familyOptions;
    private final RocksDB database;
    private @Nullable ColumnFamilyHandle listed;
    private @Nullable ColumnFamilyHandle timed;
    private byte[] timedKey = new byte[KEY_BYTES];

    private RunningDatabase(String directory, NativeMemory memory) throws RocksDBException {
        this.directory = directory;
        try {
            Options options = owned(new Options())
                    .setCreateIfMissing(true)
                    .setErrorIfExists(true)
                    .setInfoLogLevel(InfoLogLevel.ERROR_LEVEL)
                    .setCompressionType(CompressionType.LZ4_COMPRESSION)
                    .setWriteBufferSize(WRITE_BUFFER_BYTES)
                    .setArenaBlockSize(ARENA_BLOCK_BYTES)
                    .setWriteBufferManager(memory.writeBuffers())
                    .setMaxOpenFiles(OPEN_FILES_MAX)
                    .setTableFormatConfig(new BlockBasedTableConfig()
                            .setBlockCache(memory.cache())
                            .setCacheIndexAndFilterBlocks(true)
                            .setFilterPolicy(owned(new BloomFilter(BLOOM_BITS_PER_KEY, false))));
            this.unlogged = owned(new WriteOptions()).setDisableWAL(true);
            this.reads = owned(new ReadOptions());
            this.familyOptions = owned(new ColumnFamilyOptions())
                    .setCompressionType(CompressionType.LZ4_COMPRESSION)
                    .setWriteBufferSize(WRITE_BUFFER_BYTES)
                    .setArenaBlockSize(ARENA_BLOCK_BYTES)
                    .setTableFormatConfig(new BlockBasedTableConfig()
                            .setBlockCache(memory.cache())
                            .setCacheIndexAndFilterBlocks(true));
            this.database = owned(RocksDB.open(options, directory));
        } catch (RocksDBException | RuntimeException e) {
            close();
            throw e;
        }
    }

    /** @param directory does not exist yet; its parent does */
    public static RunningDatabase create(String directory, NativeMemory memory) {
        try {
            return new RunningDatabase(directory, memory);
        } catch (RocksDBException e) {
            throw failed("opened", directory, e);
        }
    }

    /**
     * Reads the value of a key into an array.
     *
     * @return its length, which may be more than there is room for, or {@link #NOT_FOUND}
     */
    public int get(byte[] key, int from, int length, byte[] value) {
        try {
            return database.get(reads, key, from, length, value, 0, value.length);
        } catch (RocksDBException e) {
            throw failed("read", directory, e);
        }
    }

    public boolean contains(byte[] key, int from, int length) {
        return get(key, from, length, NOTHING) != NOT_FOUND;
    }

    public void put(byte[] key, int keyFrom, int keyLength, byte[] value, int valueFrom, int valueLength) {
        try {
            database.put(unlogged, key, keyFrom, keyLength, value, valueFrom, valueLength);
        } catch (RocksDBException e) {
            throw failed("written", directory, e);
        }
    }

    public void remove(byte[] key, int from, int length) {
        try {
            database.delete(unlogged, key, from, length);
        } catch (RocksDBException e) {
            throw failed("written", directory, e);
        }
    }

    /** Puts a key on the list. */
    public void list(byte[] key, int from, int length) {
        try {
            ColumnFamilyHandle family = listed;
            if (family == null) {
                family = database.createColumnFamily(new ColumnFamilyDescriptor(LISTED, familyOptions));
                listed = family;
            }
            database.put(family, unlogged, key, from, length, NOTHING, 0, 0);
        } catch (RocksDBException e) {
            throw failed("written", directory, e);
        }
    }

    /** Makes the list empty. */
    public void clearList() {
        ColumnFamilyHandle family = listed;
        if (family == null) {
            return;
        }
        try {
            listed = null;
            database.dropColumnFamily(family);
        } catch (RocksDBException e) {
            throw failed("written", directory, e);
        } finally {
            family.close();
        }
    }

    /** Notes a key at a time, any but the last one there is; at another time it may be noted as well. */
    public void time(long time, byte[] key, int from, int length) {
        try {
            database.put(timed(), unlogged, timedKey, 0, setTimedKey(time, key, from, length), NOTHING, 0, 0);
        } catch (RocksDBException e) {
            throw failed("written", directory, e);
        }
    }

    /** Takes back that a key was noted at a time; nothing if it was not. */
    public void forgetTime(long time, byte[] key, int from, int length) {
        try {
            database.delete(timed(), unlogged, timedKey, 0, setTimedKey(time, key, from, length));
        } catch (RocksDBException e) {
            throw failed("written", directory, e);
        }
    }

    /** @return how long it is */
    private int setTimedKey(long time, byte[] key, int from, int length) {
        int needed = Math.addExact(Long.BYTES, length);
        if (needed > timedKey.length) {
            timedKey = new byte[Math.max(needed, Math.min(2 * timedKey.length, Integer.MAX_VALUE / 2))];
        }
        putTime(timedKey, time);
        System.arraycopy(key, from, timedKey, Long.BYTES, length);
        return needed;
    }

    private ColumnFamilyHandle timed() throws RocksDBException {
        ColumnFamilyHandle family = timed;
        if (family == null) {
            family = database.createColumnFamily(new ColumnFamilyDescriptor(TIMED, familyOptions));
            timed = family;
        }
        return family;
    }

    /** Forgets what was noted from a time on, up to another one and with it. */
    public void forgetTimes(long from, long to) {
        try {
            database.deleteRange(timed(), unlogged, timeBytes(from), timeBytes(Math.addExact(to, 1)));
        } catch (RocksDBException e) {
            throw failed("written", directory, e);
        }
    }

    /** The keys noted from a time on, each behind its time as {@link #timeOf} reads it, in the order of their times. */
    public Walk timed(long from) {
        try {
            return new Walk(database.newIterator(timed(), reads), NOTHING, timeBytes(from));
        } catch (RocksDBException e) {
            throw failed("read", directory, e);
        }
    }

    /** The time in front of a key. */
    public static long timeOf(byte[] timedKey) {
        return (long) TIME.get(timedKey, 0) ^ Long.MIN_VALUE;
    }

    /** In the order of bytes, which have no sign. */
    private static void putTime(byte[] bytes, long time) {
        TIME.set(bytes, 0, time ^ Long.MIN_VALUE);
    }

    private static byte[] timeBytes(long time) {
        byte[] bytes = new byte[Long.BYTES];
        putTime(bytes, time);
        return bytes;
    }

    /** What all of it takes in memory and on disk, about. */
    public long bytes() {
        try {
            return database.getAggregatedLongProperty("rocksdb.estimate-live-data-size")
                    + database.getAggregatedLongProperty("rocksdb.cur-size-all-mem-tables");
        } catch (RocksDBException e) {
            throw failed("read", directory, e);
        }
    }

    /** Every key as it is now, whatever is written meanwhile, in the order of their bytes. */
    public Walk all() {
        return new Walk(database.newIterator(reads), NOTHING, NOTHING);
    }

    /** The keys that start with these bytes, like {@link #all}. */
    public Walk startingWith(byte[] prefix, int from, int length) {
        byte[] start = Arrays.copyOfRange(prefix, from, from + length);
        return new Walk(database.newIterator(reads), start, start);
    }

    /** The keys on the list, without values. */
    public Walk listed() {
        ColumnFamilyHandle family = listed;
        if (family == null) {
            throw new IllegalStateException("no key was listed");
        }
        return new Walk(database.newIterator(family, reads), NOTHING, NOTHING);
    }

    @Override
    public void close() {
        for (ColumnFamilyHandle family : Arrays.asList(listed, timed)) {
            if (family != null) {
                family.close();
            }
        }
        listed = null;
        timed = null;
        while (!lastFirst.isEmpty()) {
            lastFirst.pop().close();
        }
    }

    private <T extends AbstractNativeReference> T owned(T reference) {
        lastFirst.push(reference);
        return reference;
    }

    private static PawlException failed(String what, String directory, RocksDBException cause) {
        return new PawlException(
                ErrorCode.STATE_DATABASE_FAILED,
                "The database in " + directory + " cannot be " + what + ": " + cause.getMessage() + ".",
                cause);
    }

    /** Walks over keys; starts before the first. Closed before the database. */
    public final class Walk implements AutoCloseable {
        private static final int BUFFER_BYTES = 256;

        private final RocksIterator iterator;
        private final byte[] prefix;
        private final byte[] start;
        private boolean isBegun;
        private byte[] key = new byte[BUFFER_BYTES];
        private byte[] value = new byte[BUFFER_BYTES];
        private int keyLength;
        private int valueLength;

        private Walk(RocksIterator iterator, byte[] prefix, byte[] start) {
            this.iterator = iterator;
            this.prefix = prefix;
            this.start = start;
        }

        /** Moves to the next key; false at the end. */
        public boolean next() {
            if (isBegun) {
                iterator.next();
            } else if (start.length == 0) {
                iterator.seekToFirst();
            } else {
                iterator.seek(start);
            }
            isBegun = true;
            if (!iterator.isValid()) {
                checkEnd();
                return false;
            }
            keyLength = iterator.key(key);
            if (keyLength > key.length) {
                key = new byte[Math.max(keyLength, 2 * key.length)];
                keyLength = iterator.key(key);
            }
            return keyLength >= prefix.length && Arrays.equals(key, 0, prefix.length, prefix, 0, prefix.length);
        }

        private void checkEnd() {
            try {
                iterator.status();
            } catch (RocksDBException e) {
                throw failed("read", directory, e);
            }
        }

        /** Holds the key from its start on; used again for the next one. */
        public byte[] key() {
            return key;
        }

        public int keyLength() {
            return keyLength;
        }

        /** Holds the value from its start on; used again for the next one. */
        public byte[] value() {
            valueLength = iterator.value(value);
            if (valueLength > value.length) {
                value = new byte[Math.max(valueLength, 2 * value.length)];
                valueLength = iterator.value(value);
            }
            return value;
        }

        /** After {@link #value()}. */
        public int valueLength() {
            return valueLength;
        }

        @Override
        public void close() {
            iterator.close();
        }
    }
}
