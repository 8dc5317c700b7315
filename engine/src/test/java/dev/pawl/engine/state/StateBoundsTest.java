package dev.pawl.engine.state;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.checkpoint.Checkpoint;
import dev.pawl.checkpoint.PartSize;
import dev.pawl.checkpoint.log.CommitLog;
import dev.pawl.checkpoint.log.LogPurge;
import dev.pawl.checkpoint.log.LogRetention;
import dev.pawl.checkpoint.log.OffsetLog;
import dev.pawl.checkpoint.log.RecordedConfs;
import dev.pawl.checkpoint.storage.SimulatedStorage;
import dev.pawl.checkpoint.storage.Storage;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A checkpoint does not grow with the number of batches, also where the clock stands still. */
class StateBoundsTest {
    private static final long BATCHES = 10_000;
    /** For each store and log: those retained, those until the next look, and as many as the next snapshot needs. */
    private static final long FILES_MAX = 4 * (100 + 200 + 200);

    @ParameterizedTest
    @ValueSource(strings = {StateBench.HDFS, StateBench.ROCKSDB})
    void filesAndBytesStayBounded(String provider) {
        Storage storage = new SimulatedStorage().open();
        RecordedConfs confs = StateBench.confs(provider);
        long files = 0;
        long bytes = 0;
        try (StateMemory memory = StateBench.memory(Long.MAX_VALUE, Long.MAX_VALUE);
                StateStores stores = StateStores.open(
                        StateBench.context(storage, confs, StateSettings.DEFAULT, memory, StateBench.names()),
                        StateBench.OPERATORS)) {
            LogPurge purge = new LogPurge(new LogRetention(100), new OffsetLog(storage), new CommitLog(storage));
            for (long batchId = 0; batchId < BATCHES; batchId++) {
                long now = batchId;
                StateBench.batch(storage, confs, stores, batchId, all -> {
                    PartitionState state = all.partition(0, 0);
                    StateStore store = state.store(StateBench.PLAIN);
                    store.put(StateBench.key("k", now % 50), StateBench.text("from " + now));
                    state.commit();
                });
                purge.planned(batchId);
                purge.committed(batchId);
                if (batchId % 500 == 499) {
                    for (PartSize part : Checkpoint.open(storage).sizes()) {
                        files = Math.max(files, part.files());
                        bytes = Math.max(bytes, part.bytes());
                    }
                }
            }
            assertThat(stores.partition(0, 0).store(StateBench.PLAIN).rows()).isEqualTo(50);
            assertThat(stores.partition(0, 0).bytes()).isLessThan(1 << 20);
        }
        assertThat(files).isBetween(200L, FILES_MAX);
        assertThat(bytes).isLessThan(1 << 20);
        assertThat(Checkpoint.open(storage).restorableBatches()).hasSizeGreaterThanOrEqualTo(100);
    }
}
