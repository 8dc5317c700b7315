package dev.pawl.connectors.delta;

import io.delta.kernel.exceptions.CheckpointAlreadyExistsException;
import io.delta.kernel.hook.PostCommitHook;
import java.io.IOException;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Looks after a table beside its batches: checkpoints, and small files. What fails of it costs readers time, never rows. */
final class TableUpkeep implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(TableUpkeep.class);
    private static final int CLOSE_SECONDS_MAX = 60;

    private final Executor executor;
    private final DeltaTable table;
    private final @Nullable ExecutorService owned;

    private TableUpkeep(Executor executor, DeltaTable table, @Nullable ExecutorService owned) {
        this.executor = executor;
        this.table = table;
        this.owned = owned;
    }

    static TableUpkeep on(Executor executor, DeltaTable table) {
        return new TableUpkeep(executor, table, null);
    }

    static TableUpkeep inBackground(DeltaTable table) {
        ExecutorService thread = Executors.newSingleThreadExecutor(work -> {
            Thread worker = new Thread(work, "delta-upkeep");
            worker.setDaemon(true);
            return worker;
        });
        return new TableUpkeep(thread, table, thread);
    }

    void write(PostCommitHook checkpoint) {
        executor.execute(() -> {
            try {
                checkpoint.threadSafeInvoke(table.engine());
            } catch (CheckpointAlreadyExistsException e) {
                LOG.debug("Another writer has made the checkpoint. table={}", table.location());
            } catch (IOException | RuntimeException e) {
                LOG.warn("A checkpoint of a Delta table was not written. table={}", table.location(), e);
            }
        });
    }

    void run(Compaction compaction) {
        executor.execute(compaction::run);
    }

    @Override
    public void close() {
        if (owned == null) {
            return;
        }
        owned.shutdown();
        try {
            if (!owned.awaitTermination(CLOSE_SECONDS_MAX, TimeUnit.SECONDS)) {
                owned.shutdownNow();
            }
        } catch (InterruptedException e) {
            owned.shutdownNow();
            Thread.currentThread().interrupt();
        }
    }
}
