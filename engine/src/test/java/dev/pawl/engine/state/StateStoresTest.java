package dev.pawl.engine.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pawl.checkpoint.Checkpoint;
import dev.pawl.checkpoint.error.ErrorCode;
import dev.pawl.checkpoint.error.PawlException;
import dev.pawl.checkpoint.log.CommitEntry;
import dev.pawl.checkpoint.log.CommitLog;
import dev.pawl.checkpoint.log.RecordedConf;
import dev.pawl.checkpoint.log.RecordedConfs;
import dev.pawl.checkpoint.operator.OperatorDirectory;
import dev.pawl.checkpoint.storage.SimulatedStorage;
import dev.pawl.checkpoint.storage.Storage;
import dev.pawl.checkpoint.storage.StorageEntry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class StateStoresTest {
    private final Storage storage = new SimulatedStorage().open();
    private final RecordedConfs confs = StateBench.confs(StateBench.ROCKSDB);
    private final StateMemory memory = StateBench.memory(Long.MAX_VALUE, Long.MAX_VALUE);

    @TempDir
    Path directory;

    @AfterEach
    void close() {
        memory.close();
    }

    private StateStores open(List<OperatorSpec> operators) {
        return open(operators, memory, StoreKind.MEMORY, Runnable::run);
    }

    private StateStores open(List<OperatorSpec> operators, StateMemory shared, StoreKind kind, Executor background) {
        return StateStores.open(
                new StateContext(
                        storage,
                        confs,
                        StateBench.settings(kind),
                        shared,
                        StateBench.direct(),
                        background,
                        InstantSource.fixed(Instant.EPOCH),
                        StateBench.names()),
                operators);
    }

    private void batch(StateStores stores, long batchId, String text) {
        StateBench.batch(storage, confs, stores, batchId, all -> {
            PartitionState state = all.partition(0, 0);
            state.store(StateBench.PLAIN).put(StateBench.key("k", 1), StateBench.text(text));
            state.commit();
        });
    }

    private static OperatorSpec operator(int id, String name, StructType key, StructType value) {
        return new OperatorSpec(id, name, 1, List.of(new StoreSpec(StoreSpec.DEFAULT, key, value, 0)));
    }

    @Test
    void anOperatorThatACrashLeftUndescribedIsDescribedLater() throws IOException {
        OperatorSpec described = operator(0, "stateStoreSave", StateBench.KEY, StateBench.VALUE);
        OperatorSpec next = operator(1, "dedupe", StateBench.KEY, StateBench.VALUE);
        try (StateStores stores = open(List.of(described))) {
            stores.begin(0);
        }

        try (StateStores stores = open(List.of(described, next))) {
            stores.begin(0);
        }

        assertThat(OperatorDirectory.operatorIds(storage)).containsExactly(0L, 1L);
        new CommitLog(storage).append(CommitEntry.v1(0, 0));
        assertRefused(
                List.of(described, next, operator(2, "globalLimit", StateBench.KEY, StateBench.VALUE)),
                ErrorCode.STREAMING_STATEFUL_OPERATOR_NOT_MATCH_IN_STATE_METADATA,
                "operator 2 (globalLimit) is new.");
    }

    @Test
    void aChangedQueryIsToldWhatBecameOfEachOperator() {
        OperatorSpec kept = operator(0, "stateStoreSave", StateBench.KEY, StateBench.VALUE);
        OperatorSpec changed = operator(1, "dedupe", StateBench.KEY, StateBench.VALUE);
        try (StateStores stores = open(List.of(kept, changed))) {
            stores.begin(0);
        }

        OperatorSpec fresh = operator(2, "globalLimit", StateBench.KEY, StateBench.VALUE);
        assertRefused(
                List.of(kept, fresh),
                ErrorCode.STREAMING_STATEFUL_OPERATOR_NOT_MATCH_IN_STATE_METADATA,
                "The query does not fit the state in checkpoint /checkpoint: operator 0 (stateStoreSave) is kept;"
                        + " operator 1 (dedupe) is dropped; operator 2 (globalLimit) is new. Start the query as it was, or"
                        + " give the changed one a checkpoint of its own.");
        assertRefused(
                List.of(),
                ErrorCode.STREAMING_STATEFUL_OPERATOR_NOT_MATCH_IN_STATE_METADATA,
                "operator 0 (stateStoreSave) is dropped; operator 1 (dedupe) is dropped.");
        assertRefused(
                List.of(kept, operator(1, "stateStoreSave", StateBench.KEY, StateBench.VALUE)),
                ErrorCode.STREAMING_STATEFUL_OPERATOR_NOT_MATCH_IN_STATE_METADATA,
                "operator 1 (dedupe) is changed: it is stateStoreSave now.");
        assertRefused(
                List.of(
                        kept,
                        new OperatorSpec(
                                1, "dedupe", 1, StateBench.OPERATORS.get(0).stores())),
                ErrorCode.STREAMING_STATEFUL_OPERATOR_NOT_MATCH_IN_STATE_METADATA,
                "operator 1 (dedupe) is changed: it had the stores default and has now plain, prefixed.");
        StructType otherKey = new StructType().add("group", DataTypes.LongType).add("number", DataTypes.LongType);
        assertRefused(
                List.of(kept, operator(1, "dedupe", otherKey, StateBench.VALUE)),
                ErrorCode.STATE_STORE_KEY_SCHEMA_NOT_COMPATIBLE,
                "operator 0 (stateStoreSave) is kept; operator 1 (dedupe) is changed: key column 1 was group STRING"
                        + " and is now group BIGINT.");
        assertRefused(
                List.of(kept, operator(1, "dedupe", StateBench.KEY, StateBench.KEY)),
                ErrorCode.STATE_STORE_VALUE_SCHEMA_NOT_COMPATIBLE,
                "operator 1 (dedupe) is changed: value had 1 columns (text STRING) and has now 2 (group STRING, number"
                        + " BIGINT).");

        StructType renamed =
                new StructType().add("other", DataTypes.StringType, false).add("names", DataTypes.LongType);
        open(List.of(kept, operator(1, "dedupe", renamed, StateBench.VALUE))).close();
    }

    private void assertRefused(List<OperatorSpec> operators, ErrorCode code, String text) {
        assertThatThrownBy(() -> open(operators)).isInstanceOfSatisfying(PawlException.class, e -> {
            assertThat(e.code()).isEqualTo(code);
            assertThat(e.getMessage()).contains(text);
        });
    }

    /** Spark makes a snapshot of each version at once where it keeps no changes: also of one that is never committed. */
    @Test
    void aSnapshotOfALostAttemptDoesNotWin() throws IOException {
        String lost = "state/0/0/" + StateBench.PLAIN + "/6.zip";
        try (StateStores stores = open(StateBench.OPERATORS)) {
            for (long batchId = 0; batchId < 4; batchId++) {
                batch(stores, batchId, "before");
            }
        }
        // Of a version that is to come, with nothing in it.
        storage.replace(lost, out -> storage.read("state/0/0/" + StateBench.PREFIXED + "/3.zip")
                .transferTo(out));
        try (StateStores stores = open(StateBench.OPERATORS)) {
            for (long batchId = 4; batchId < 8; batchId++) {
                batch(stores, batchId, "after");
            }
        }
        try (StateStores stores = open(StateBench.OPERATORS)) {
            stores.load(7);
            assertThat(StateBench.content(
                            stores.partition(0, 0).store(StateBench.PLAIN).all()))
                    .isEqualTo(Map.of("k/1", "after"));
        }
    }

    @Test
    void aBatchDoesNotWaitForUpkeep() throws IOException {
        Deque<Runnable> waiting = new ArrayDeque<>();
        try (StateStores stores = open(StateBench.OPERATORS, memory, StoreKind.MEMORY, waiting::add)) {
            for (long batchId = 0; batchId < 6; batchId++) {
                batch(stores, batchId, "text " + batchId);
            }
            assertThat(names("state/0/0/plain")).noneMatch(name -> name.endsWith(".zip"));
            assertThat(waiting).hasSize(1);

            // Of the batch it was asked after, though the stores are further by now.
            waiting.remove().run();
            assertThat(names("state/0/0/plain")).noneMatch(name -> name.endsWith(".zip"));
            batch(stores, 6, "text 6");
            batch(stores, 7, "text 7");
            waiting.remove().run();
            assertThat(names("state/0/0/plain")).contains("7.zip", "8.changelog");
            assertThat(waiting).isEmpty();
        }
        try (StateStores stores = open(StateBench.OPERATORS)) {
            assertThat(stores.load(7).changelogs()).isZero();
            assertThat(StateBench.content(
                            stores.partition(0, 0).store(StateBench.PLAIN).all()))
                    .isEqualTo(Map.of("k/1", "text 6"));
        }
    }

    private List<String> names(String path) throws IOException {
        return storage.list(path).stream().map(StorageEntry::name).toList();
    }

    @ParameterizedTest
    @EnumSource(StoreKind.class)
    void keysOfAMegabyteAndMoreChangesThanMemory(StoreKind kind) {
        String megabyte = "m".repeat(1 << 20);
        try (StateMemory small = StateBench.memory(4 << 20, 1 << 20);
                StateStores stores = open(StateBench.OPERATORS, small, kind, Runnable::run)) {
            StateBench.batch(storage, confs, stores, 0, all -> {
                PartitionState state = all.partition(0, 0);
                StateStore store = state.store(StateBench.PREFIXED);
                for (int i = 0; i < 6; i++) {
                    store.put(StateBench.key(megabyte, i), StateBench.text("value " + i));
                }
                for (int i = 0; i < 6_000; i++) {
                    store.put(StateBench.key("small", i), StateBench.text("value " + i));
                }
                state.commit();
            });
            // All of it is in RocksDB by now, whether it was from the start or did not fit on the heap.
            assertThat(stores.partition(0, 0).bytes()).isLessThan(3 << 20);
            StateBench.batch(storage, confs, stores, 1, all -> {
                PartitionState state = all.partition(0, 0);
                StateStore store = state.store(StateBench.PREFIXED);
                try (Entries entries = store.all()) {
                    while (entries.next()) {
                        if (entries.key().getLong(1) % 2 == 0) {
                            store.remove(entries.key());
                        }
                    }
                }
                assertThat(store.rows()).isEqualTo(3_003);
                state.rollback();
                assertThat(store.rows()).isEqualTo(6_006);
                store.remove(StateBench.key(megabyte, 0));
                state.commit();
            });
        }
        // Too little memory again, which is found out in the middle of loading.
        try (StateMemory tiny = StateBench.memory(1 << 16, 1 << 20);
                StateStores stores = open(StateBench.OPERATORS, tiny, kind, Runnable::run)) {
            LoadReport report = stores.load(2);
            assertThat(stores.partition(0, 0).bytes()).isLessThan(1 << 20);
            assertThat(report.rows()).isEqualTo(6_005);
            assertThat(report.bytes()).isPositive();
            assertThat(StateBench.content(
                            stores.partition(0, 0).store(StateBench.PREFIXED).withPrefix(StateBench.text(megabyte))))
                    .hasSize(5)
                    .containsEntry(megabyte + "/5", "value 5");
        }
    }

    @Test
    void anOperatorThatUsesOnePartitionIsDescribedWithAll() throws IOException {
        RecordedConfs four = RecordedConfs.complete(Map.of(RecordedConf.SHUFFLE_PARTITIONS, "4"));
        OperatorSpec global = operator(0, "stateStoreSave", new StructType(), StateBench.VALUE);
        StateContext context =
                StateBench.context(storage, four, StateBench.settings(StoreKind.MEMORY), memory, StateBench.names());
        try (StateStores stores = StateStores.open(context, List.of(global))) {
            StateBench.batch(
                    storage, four, stores, 0, all -> all.partition(0, 0).commit());
        }
        assertThat(new OperatorDirectory(storage, 0).metadata(0).orElseThrow().partitions())
                .isEqualTo(4);
        assertThat(Checkpoint.open(storage).restorableBatches()).containsExactly(0L);
        assertThat(Checkpoint.open(storage).operators().get(0).partitionsExpected())
                .containsExactly(0L);
    }

    @Test
    void metricsTellWhatABatchDid() {
        try (StateStores stores = open(StateBench.OPERATORS)) {
            batch(stores, 0, "text");
            StateMetrics metrics = stores.metrics().get(0);
            assertThat(metrics.operatorName()).isEqualTo("test");
            assertThat(metrics.numRowsTotal()).isEqualTo(1);
            assertThat(metrics.numRowsUpdated()).isEqualTo(1);
            assertThat(metrics.numStateStoreInstances()).isEqualTo(2);
            assertThat(metrics.memoryUsedBytes()).isPositive();
            assertThat(metrics.heaviest()).extracting(PartitionSize::rows).containsExactly(1L);
            assertThat(metrics.skew()).isEqualTo(1);
            assertThat(stores.size().rows()).isEqualTo(1);
            assertThat(stores.size().bytes()).isPositive();
            batch(stores, 1, "text");
            assertThat(stores.metrics().get(0).numRowsUpdated()).isEqualTo(1);
        }
    }

    @Test
    void aScratchDirectoryThatCannotBeMadeIsAnError() throws IOException {
        Path file = Files.writeString(directory.resolve("file"), "no directory");
        StateMemory nowhere = new StateMemory(1, 1 << 20, 1 << 20, file.resolve("scratch"), StateBench.names());
        assertThatThrownBy(() -> open(StateBench.OPERATORS, nowhere, StoreKind.ROCKSDB, Runnable::run))
                .isInstanceOfSatisfying(PawlException.class, e -> {
                    assertThat(e.code()).isEqualTo(ErrorCode.STATE_DATABASE_FAILED);
                    assertThat(e.getMessage()).contains("A scratch directory in " + file.resolve("scratch"));
                });
    }

    @Test
    void aCommitThatFailsCanBeTriedAgain() {
        List<String> refused = new ArrayList<>();
        Storage failing = new FailingOnce(storage, "state/0/0/prefixed/1.changelog", refused);
        StateContext context =
                StateBench.context(failing, confs, StateBench.settings(StoreKind.MEMORY), memory, StateBench.names());
        try (StateStores stores = StateStores.open(context, StateBench.OPERATORS)) {
            StateBench.batch(failing, confs, stores, 0, all -> {
                PartitionState state = all.partition(0, 0);
                state.store(StateBench.PLAIN).put(StateBench.key("k", 1), StateBench.text("first"));
                assertThatThrownBy(state::commit).isInstanceOf(PawlException.class);
                state.rollback();
                assertThat(state.store(StateBench.PLAIN).rows()).isZero();
                state.store(StateBench.PLAIN).put(StateBench.key("k", 2), StateBench.text("second"));
                state.commit();
            });
        }
        assertThat(refused).hasSize(1);
        try (StateStores stores = open(StateBench.OPERATORS)) {
            stores.load(1);
            assertThat(StateBench.content(
                            stores.partition(0, 0).store(StateBench.PLAIN).all()))
                    .isEqualTo(Map.of("k/2", "second"));
        }
    }
}
