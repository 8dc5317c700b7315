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

/** Writes the checkpoints of a table beside its batches. One that fails costs readers time, never rows. */
final class TableCheckpoints implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(TableCheckpoints.class);
    private static final int CLOSE_SECONDS_MAX = 60;

    private final Executor executor;
    private final DeltaTable table;
    private final @Nullable ExecutorService owned;

    private TableCheckpoints(Executor executor, DeltaTable table, @Nullable ExecutorService owned) {
        this.executor = executor;
        this.table = table;
        this.owned = owned;
    }

    static TableCheckpoints on(Executor executor, DeltaTable table) {
        return new TableCheckpoints(executor, table, null);
    }

    static TableCheckpoints inBackground(DeltaTable table) {
        ExecutorService thread = Executors.newSingleThreadExecutor(work -> {
            Thread worker = new Thread(work, "delta-checkpoint");
            worker.setDaemon(true);
            return worker;
        });
        return new TableCheckpoints(thread, table, thread);
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
