package dev.pawl.engine.exchange;

import dev.pawl.checkpoint.storage.ScratchFile;
import dev.pawl.engine.operator.KeyHash;
import dev.pawl.engine.operator.KeyedConsumer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.sql.catalyst.expressions.UnsafeRow;
import org.jspecify.annotations.Nullable;

/**
 * One side of a stateful operator in one batch: rows come from tasks in any order and go to partitions in the order of the tasks, so
 * that a batch that is run again brings them in the same order.
 */
public final class Exchange implements AutoCloseable {
    /** What the rows of a task may take before they are closed, of all partitions together and of one of them. */
    private static final int FILLING_BYTES_MAX = 4 << 20;

    private static final int CHUNK_BYTES_MAX = 256 << 10;
    private static final int CHUNK_BYTES_MIN = 8 << 10;

    private final int keyColumns;
    private final int rowColumns;
    private final int partitions;
    private final SpillBudget budget;

    private final int chunkBytesMax;

    /** By task, then partition, of which only those are there that have rows. */
    private final TreeMap<Integer, Map<Integer, List<Part>>> received = new TreeMap<>();

    private @Nullable ScratchFile spilled;

    /** @param rowColumns how many columns the rows have that come with the keys */
    public Exchange(int keyColumns, int rowColumns, int partitions, SpillBudget budget) {
        this.keyColumns = keyColumns;
        this.rowColumns = rowColumns;
        this.partitions = partitions;
        this.budget = budget;
        this.chunkBytesMax = Math.max(CHUNK_BYTES_MIN, Math.min(CHUNK_BYTES_MAX, FILLING_BYTES_MAX / partitions));
    }

    /** A chunk in memory, or where in the spilled file it is. */
    private record Part(@Nullable RowChunk chunk, long position, int length) {}

    /** For one attempt of one task. */
    public Writer writer(int task, KeyHash.Instance hash) {
        return new Writer(task, hash);
    }

    /** The rows of a partition; several partitions may be read at the same time. */
    public void read(int partition, KeyedConsumer out) throws IOException {
        UnsafeRow key = new UnsafeRow(keyColumns);
        UnsafeRow row = new UnsafeRow(rowColumns);
        for (Map<Integer, List<Part>> ofTask : received.values()) {
            for (Part part : ofTask.getOrDefault(partition, List.of())) {
                load(part).forEach(key, row, out);
            }
        }
    }

    private RowChunk load(Part part) throws IOException {
        RowChunk chunk = part.chunk();
        return chunk != null ? chunk : RowChunk.of(file().read(part.position(), part.length()));
    }

    private synchronized Part kept(RowChunk chunk) throws IOException {
        if (budget.take(chunk.length())) {
            return new Part(chunk, 0, chunk.length());
        }
        return new Part(null, file().append(chunk.bytes(), chunk.length()), chunk.length());
    }

    private synchronized ScratchFile file() throws IOException {
        if (spilled == null) {
            spilled = ScratchFile.create();
        }
        return spilled;
    }

    private void giveBack(Map<Integer, List<Part>> parts) {
        for (List<Part> ofPartition : parts.values()) {
            for (Part part : ofPartition) {
                if (part.chunk() != null) {
                    budget.giveBack(part.length());
                }
            }
        }
    }

    private synchronized void receive(int task, Map<Integer, List<Part>> parts) {
        Map<Integer, List<Part>> ofAttemptBefore = received.put(task, parts);
        if (ofAttemptBefore != null) {
            giveBack(ofAttemptBefore);
        }
    }

    @Override
    public void close() throws IOException {
        received.values().forEach(this::giveBack);
        received.clear();
        if (spilled != null) {
            spilled.close();
        }
    }

    /** Takes the rows of one attempt of one task; exactly one of finish and abort ends it. */
    public final class Writer implements KeyedConsumer {
        private final int task;
        private final KeyHash.Instance hash;
        /** By partition: with many of them most get nothing of a task. */
        private final @Nullable RowChunk[] filling = new RowChunk[partitions];

        private final Map<Integer, List<Part>> parts = new HashMap<>();

        private Writer(int task, KeyHash.Instance hash) {
            this.task = task;
            this.hash = hash;
        }

        @Override
        public void accept(UnsafeRow key, UnsafeRow row) throws IOException {
            int partition = hash.partition(key, partitions);
            RowChunk chunk = filling[partition];
            if (chunk == null || !chunk.add(key, row)) {
                close(partition);
                chunk = new RowChunk(chunkBytesMax);
                filling[partition] = chunk;
                chunk.add(key, row);
            }
        }

        private void close(int partition) throws IOException {
            RowChunk full = filling[partition];
            if (full != null) {
                parts.computeIfAbsent(partition, any -> new ArrayList<>()).add(kept(full));
                filling[partition] = null;
            }
        }

        /** From now on the partitions have the rows. */
        public void finish() throws IOException {
            for (int i = 0; i < partitions; i++) {
                close(i);
            }
            receive(task, parts);
        }

        public void abort() {
            giveBack(parts);
        }
    }
}
