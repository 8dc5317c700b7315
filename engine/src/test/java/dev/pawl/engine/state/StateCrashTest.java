package dev.pawl.engine.state;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.checkpoint.Checkpoint;
import dev.pawl.checkpoint.log.CommitLog;
import dev.pawl.checkpoint.log.OffsetLog;
import dev.pawl.checkpoint.log.RecordedConfs;
import dev.pawl.checkpoint.storage.CrashMatrix;
import dev.pawl.checkpoint.storage.Storage;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.spark.sql.catalyst.expressions.UnsafeRow;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** A query that dies before any system call, in a batch or in upkeep, goes on with the state it had. */
class StateCrashTest {
    private static final long SEED = 7;
    /** With a snapshot after every second: the first is deleted, with its tables. */
    private static final int BATCHES = 6;

    @Test
    void deltasAndSnapshotsSurviveACrashBeforeEveryStep() {
        assertThat(crash(StateBench.HDFS, false, CrashMatrix.Effort.IN_TURN)).isGreaterThan(250);
    }

    @Test
    void changelogsAndZipsSurviveACrashBeforeEveryStep() {
        assertThat(crash(StateBench.ROCKSDB, false, CrashMatrix.Effort.IN_TURN)).isGreaterThan(250);
    }

    @Test
    void filesWithUniqueIdsSurviveACrashBeforeEveryStep() {
        assertThat(crash(StateBench.ROCKSDB, true, CrashMatrix.Effort.IN_TURN)).isGreaterThan(250);
    }

    private static int crash(String provider, boolean hasIds, CrashMatrix.Effort effort) {
        RecordedConfs confs = StateBench.confs(provider);
        try (StateMemory memory = StateBench.memory(Long.MAX_VALUE, Long.MAX_VALUE)) {
            CrashMatrix.Run query = (storage, promises) -> {
                if (hasIds && new OffsetLog(storage).latest().isEmpty()) {
                    StateBench.beginWithIds(storage);
                }
                run(storage, confs, memory, promises);
            };
            return CrashMatrix.run(
                    SEED, effort, query, query, (storage, promises) -> check(storage, confs, memory, promises));
        }
    }

    private static void run(Storage storage, RecordedConfs confs, StateMemory memory, Set<String> promises) {
        try (StateStores stores = open(storage, confs, memory)) {
            CommitLog commits = new CommitLog(storage);
            long next = commits.latest().orElse(-1) + 1;
            for (long batchId = next; batchId < BATCHES; batchId++) {
                long now = batchId;
                StateBench.batch(storage, confs, stores, batchId, all -> {
                    PartitionState state = all.partition(0, 0);
                    change(state.store(StateBench.PLAIN), now);
                    change(state.store(StateBench.PREFIXED), now);
                    state.commit();
                });
                promises.add(Long.toString(batchId));
            }
        }
    }

    private static StateStores open(Storage storage, RecordedConfs confs, StateMemory memory) {
        StateSettings settings = new StateSettings(StoreKind.MEMORY, 2, 2, Duration.ZERO);
        return StateStores.open(
                StateBench.context(storage, confs, settings, memory, StateBench.names()), StateBench.OPERATORS);
    }

    /** Each value tells which batches made it. */
    private static void change(StateStore store, long batchId) {
        for (long number = 0; number < 3; number++) {
            UnsafeRow key = StateBench.key("k", number);
            if ((batchId + number) % 4 == 3) {
                store.remove(key);
            } else if ((batchId + number) % 2 == 0) {
                @Nullable UnsafeRow old = store.get(key);
                store.put(key, StateBench.text((old == null ? "" : old.getString(0)) + "," + batchId));
            }
        }
    }

    private static Map<String, String> expected(long batches) {
        Map<String, String> content = new TreeMap<>();
        for (long batchId = 0; batchId < batches; batchId++) {
            for (long number = 0; number < 3; number++) {
                String key = "k/" + number;
                if ((batchId + number) % 4 == 3) {
                    content.remove(key);
                } else if ((batchId + number) % 2 == 0) {
                    content.put(key, content.getOrDefault(key, "") + "," + batchId);
                }
            }
        }
        return content;
    }

    private static void check(Storage storage, RecordedConfs confs, StateMemory memory, Set<String> promises) {
        long committed = new CommitLog(storage).latest().orElse(-1);
        assertThat(committed).isEqualTo(BATCHES - 1);
        assertThat(promises).allMatch(batch -> Long.parseLong(batch) <= committed);
        for (long batchId : Checkpoint.open(storage).restorableBatches()) {
            checkVersion(storage, confs, memory, batchId + 1);
        }
        checkVersion(storage, confs, memory, committed + 1);
    }

    private static void checkVersion(Storage storage, RecordedConfs confs, StateMemory memory, long version) {
        try (StateStores stores = open(storage, confs, memory)) {
            stores.load(version);
            for (String name : new String[] {StateBench.PLAIN, StateBench.PREFIXED}) {
                assertThat(StateBench.content(stores.partition(0, 0).store(name).all()))
                        .as("version " + version)
                        .isEqualTo(expected(version));
            }
        }
    }
}
