package dev.pawl.engine.state;

import dev.pawl.checkpoint.error.ErrorCode;
import dev.pawl.checkpoint.error.PawlException;
import dev.pawl.checkpoint.rocksdb.NativeMemory;
import dev.pawl.checkpoint.storage.ScratchDirectory;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the stores of all queries of a process share: how much of the heap they may take, the memory of RocksDB, and a scratch
 * directory. Nothing native is loaded before it is needed.
 */
public final class StateMemory implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(StateMemory.class);

    private static final String PREFIX = "pawl-state-";

    /** The part of the heap that state may take before stores move to RocksDB; the rest is for batches. */
    private static final int HEAP_DIVISOR = 3;

    private static final long CHANGE_BYTES_MAX = 32L << 20;

    private static final long NATIVE_BYTES_MIN = 64L << 20;
    private static final long NATIVE_BYTES_MAX = 512L << 20;

    private final long heapBytesMax;
    private final long nativeBytesMax;
    private final long changeBytesMax;
    private final Path scratch;
    private final Supplier<String> uniqueNames;
    private final AtomicLong heapBytes = new AtomicLong();
    private @Nullable ScratchDirectory directory;
    private @Nullable NativeMemory nativeMemory;

    /**
     * @param changeBytesMax how much of the heap the changes of a batch may take in each store in RocksDB before they are written there
     * @param scratch where a directory for databases is made when it is needed, and deleted in the end
     * @param uniqueNames for that directory and those in it
     */
    StateMemory(
            long heapBytesMax, long nativeBytesMax, long changeBytesMax, Path scratch, Supplier<String> uniqueNames) {
        this.heapBytesMax = heapBytesMax;
        this.nativeBytesMax = nativeBytesMax;
        this.changeBytesMax = changeBytesMax;
        this.scratch = scratch;
        this.uniqueNames = uniqueNames;
    }

    /** A third of the heap, and half as much as the heap for RocksDB, but at least 64 and at most 512 MiB. */
    public static StateMemory ofProcess(Supplier<String> uniqueNames) {
        long heap = Runtime.getRuntime().maxMemory();
        return new StateMemory(
                heap / HEAP_DIVISOR,
                Math.max(NATIVE_BYTES_MIN, Math.min(NATIVE_BYTES_MAX, heap / 2)),
                CHANGE_BYTES_MAX,
                Path.of(System.getProperty("java.io.tmpdir")),
                uniqueNames);
    }

    /** Takes note that a store takes more of the heap, or less. */
    void heapChanged(long bytes) {
        heapBytes.addAndGet(bytes);
    }

    boolean isHeapExceeded() {
        return heapBytes.get() > heapBytesMax;
    }

    long heapBytesMax() {
        return heapBytesMax;
    }

    /** What all stores take of the heap. */
    long heapBytes() {
        return heapBytes.get();
    }

    long nativeBytesMax() {
        return nativeBytesMax;
    }

    long changeBytesMax() {
        return changeBytesMax;
    }

    synchronized NativeMemory nativeMemory() {
        NativeMemory memory = nativeMemory;
        if (memory == null) {
            memory = new NativeMemory(nativeBytesMax);
            nativeMemory = memory;
        }
        return memory;
    }

    /** A new empty directory, closed by the caller. */
    synchronized ScratchDirectory scratch() {
        try {
            ScratchDirectory parent = directory;
            if (parent == null) {
                parent = ScratchDirectory.ofProcess(scratch, PREFIX, uniqueNames.get());
                directory = parent;
            }
            return parent.below(uniqueNames.get());
        } catch (IOException e) {
            throw new PawlException(
                    ErrorCode.STATE_DATABASE_FAILED,
                    "A scratch directory in " + scratch + " cannot be made: " + e.getMessage() + ".",
                    e);
        }
    }

    /** After all stores. */
    @Override
    public synchronized void close() {
        NativeMemory memory = nativeMemory;
        if (memory != null) {
            memory.close();
            nativeMemory = null;
        }
        ScratchDirectory parent = directory;
        if (parent != null) {
            directory = null;
            deleted(parent);
        }
    }

    static void deleted(ScratchDirectory directory) {
        try {
            directory.close();
        } catch (IOException e) {
            LOG.warn("scratch directory {} cannot be deleted", directory.absolutePath(""), e);
        }
    }
}
