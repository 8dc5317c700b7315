package dev.pawl.engine.exchange;

import dev.pawl.checkpoint.storage.ScratchFile;
import dev.pawl.engine.operator.KeyHash;
import dev.pawl.engine.operator.KeyedConsumer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.apache.spark.sql.catalyst.expressions.UnsafeRow;
import org.jspecify.annotations.Nullable;

/**
 * One side of a stateful operator in one batch: rows come from tasks in any order and go to partitions in the order of the tasks, so
 * that a batch that is run again brings them in the same order.
 */
public final class Exchange implements AutoCloseable {
    private final int keyColumns;
    private final int rowColumns;
    private final int partitions;
    private final SpillBudget budget;

    /** By task, then partition. */
    private final TreeMap<Integer, List<List<Part>>> received = new TreeMap<>();

    private @Nullable ScratchFile spilled;

    /** @param rowColumns how many columns the rows have that come with the keys */
    public Exchange(int keyColumns, int rowColumns, int partitions, SpillBudget budget) {
        this.keyColumns = keyColumns;
        this.rowColumns = rowColumns;
        this.partitions = partitions;
        this.budget = budget;
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
        for (List<List<Part>> ofTask : received.values()) {
            for (Part part : ofTask.get(partition)) {
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

    private void giveBack(List<List<Part>> parts) {
        for (List<Part> ofPartition : parts) {
            for (Part part : ofPartition) {
                if (part.chunk() != null) {
                    budget.giveBack(part.length());
                }
            }
        }
    }

    private synchronized void receive(int task, List<List<Part>> parts) {
        List<List<Part>> ofAttemptBefore = received.put(task, parts);
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
        private final List<RowChunk> filling = new ArrayList<>();
        private final List<List<Part>> parts = new ArrayList<>();

        private Writer(int task, KeyHash.Instance hash) {
            this.task = task;
            this.hash = hash;
            for (int i = 0; i < partitions; i++) {
                filling.add(new RowChunk());
                parts.add(new ArrayList<>());
            }
        }

        @Override
        public void accept(UnsafeRow key, UnsafeRow row) throws IOException {
            int partition = hash.partition(key, partitions);
            if (!filling.get(partition).add(key, row)) {
                close(partition);
                filling.get(partition).add(key, row);
            }
        }

        private void close(int partition) throws IOException {
            RowChunk full = filling.set(partition, new RowChunk());
            if (full.length() > 0) {
                parts.get(partition).add(kept(full));
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
