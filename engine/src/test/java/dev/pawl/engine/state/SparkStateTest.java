package dev.pawl.engine.state;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.checkpoint.Checkpoint;
import dev.pawl.checkpoint.OperatorState;
import dev.pawl.checkpoint.StoreState;
import dev.pawl.checkpoint.entry.Bytes;
import dev.pawl.checkpoint.entry.StateCursor;
import dev.pawl.checkpoint.log.CommitLog;
import dev.pawl.checkpoint.log.RecordedConfs;
import dev.pawl.checkpoint.operator.StoreSchema;
import dev.pawl.checkpoint.storage.Durability;
import dev.pawl.checkpoint.storage.Storage;
import dev.pawl.checkpoint.storage.Storages;
import dev.pawl.checkpoint.verify.Finding;
import dev.pawl.checkpoint.verify.Severity;
import dev.pawl.checkpoint.verify.Verifier;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.spark.sql.catalyst.expressions.UnsafeRow;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** State that real Spark wrote: every version loads, and goes on. */
class SparkStateTest {
    private static final Path FIXTURES = Path.of("..", "checkpoint", "src", "test", "resources", "fixtures");
    private static final int BATCHES = 9;

    @TempDir
    Path directory;

    @ParameterizedTest
    @CsvSource({
        "agg-simple-hdfs, MEMORY",
        "agg-simple-v1-hdfs, ROCKSDB",
        "agg-simple-rocksdb-changelog, MEMORY",
        "agg-simple-rocksdb-snapshot, ROCKSDB",
        "agg-simple-rocksdb-ckptv2, MEMORY",
        "agg-global, MEMORY",
        "agg-key-types, ROCKSDB",
        "session-window-hdfs, MEMORY",
        "session-window-hdfs, ROCKSDB",
        "join-left-outer-v2-hdfs, MEMORY",
        "chained-join-window, MEMORY",
        "dedup-within-watermark, MEMORY",
        "window-sliding-rocksdb, MEMORY",
        "crash-uncommitted, MEMORY",
        "retention-minbatches2, MEMORY",
        "limit-global, ROCKSDB"
    })
    void everyVersionLoadsAndGoesOn(String fixture, StoreKind kind) throws IOException {
        copy(FIXTURES.resolve(fixture).resolve("checkpoint"));
        try (StateMemory memory = StateBench.memory(Long.MAX_VALUE, Long.MAX_VALUE);
                Storage storage =
                        Storages.openForWriting(directory.toString(), Durability.UNSYNCED, StateBench.names())) {
            RecordedConfs confs = Checkpoint.open(storage).recordedConfs();
            List<OperatorSpec> operators = operators(storage);
            StateContext context =
                    StateBench.context(storage, confs, StateBench.settings(kind), memory, StateBench.names());
            assertThat(stateProblems(storage)).isEmpty();
            try (StateStores stores = StateStores.open(context, operators)) {
                List<Long> batches = Checkpoint.open(storage).restorableBatches();
                assertThat(batches).isNotEmpty();
                for (long batchId : batches) {
                    stores.load(batchId + 1);
                    check(storage, stores, operators, batchId + 1);
                }
                goOn(storage, confs, stores, operators);
            }
            long last = new CommitLog(storage).latest().orElseThrow();
            try (StateStores stores = StateStores.open(context, operators)) {
                stores.load(last + 1);
                check(storage, stores, operators, last + 1);
            }
            assertThat(stateProblems(storage)).isEmpty();
            assertThat(Checkpoint.open(storage).restorableBatches()).contains(last, last - 1);
        }
    }

    /** Each batch takes a key away and puts another one back, with the value of a third. */
    private static void goOn(Storage storage, RecordedConfs confs, StateStores stores, List<OperatorSpec> operators) {
        long first = new CommitLog(storage).latest().orElse(-1) + 1;
        for (long batchId = first; batchId < first + BATCHES; batchId++) {
            StateBench.batch(storage, confs, stores, batchId, all -> {
                for (OperatorSpec operator : operators) {
                    for (int partition = 0; partition < operator.partitions(); partition++) {
                        PartitionState state = all.partition(operator.id(), partition);
                        operator.stores().forEach(spec -> turn(state.store(spec.name())));
                        state.commit();
                    }
                }
            });
        }
    }

    private static void turn(StateStore store) {
        List<UnsafeRow> keys = new ArrayList<>();
        List<UnsafeRow> values = new ArrayList<>();
        try (Entries all = store.all()) {
            while (all.next()) {
                keys.add(all.key().copy());
                values.add(all.value().copy());
            }
        }
        if (keys.size() > 1) {
            store.remove(keys.get(0));
            store.put(keys.get(1), values.get(0));
        }
    }

    private static List<OperatorSpec> operators(Storage storage) {
        List<OperatorSpec> operators = new ArrayList<>();
        for (OperatorState operator : Checkpoint.open(storage).operators()) {
            List<StoreSpec> stores = new ArrayList<>();
            for (StoreState store : operator.stores()) {
                StoreSchema schema = store.schemas().get(0);
                stores.add(new StoreSpec(
                        store.id().name(),
                        (StructType) DataType.fromJson(schema.key()),
                        (StructType) DataType.fromJson(schema.value()),
                        store.prefixColumns().orElse(0)));
            }
            operators.add(new OperatorSpec(
                    Math.toIntExact(operator.id()),
                    operator.metadata().orElseThrow().operatorName(),
                    operator.partitionsExpected().size(),
                    stores));
        }
        return operators;
    }

    /** What the stores hold is what the checkpoint's own reader finds, byte by byte as it is in files. */
    private static void check(Storage storage, StateStores stores, List<OperatorSpec> operators, long version)
            throws IOException {
        Checkpoint checkpoint = Checkpoint.open(storage);
        for (OperatorState operator : checkpoint.operators()) {
            int id = Math.toIntExact(operator.id());
            for (StoreState store : operator.stores()) {
                for (long partition : operator.partitionsExpected()) {
                    Map<Bytes, Bytes> expected = new HashMap<>();
                    try (StateCursor rows = store.load(partition, version)) {
                        while (rows.next()) {
                            expected.put(rows.key(), rows.value());
                        }
                    }
                    StateStore loaded = stores.partition(id, Math.toIntExact(partition))
                            .store(store.id().name());
                    assertThat(loaded.rows()).isEqualTo(expected.size());
                    assertThat(asInFiles(loaded))
                            .as(store.id() + " version " + version)
                            .isEqualTo(expected);
                }
            }
        }
        assertThat(checkpoint.operators()).hasSameSizeAs(operators);
    }

    private static Map<Bytes, Bytes> asInFiles(StateStore store) {
        Map<Bytes, Bytes> content = new HashMap<>();
        Slice key = new Slice();
        Slice value = new Slice();
        try (Entries all = store.all()) {
            while (all.next()) {
                // The way of an operator: rows out, rows in.
                store.form().tableKey(all.key(), key);
                value.set(all.value());
                content.put(
                        store.form().fileKey(key, RowForm.NO_FAMILY),
                        store.form().fileValue(value));
            }
        }
        return content;
    }

    /** The batches have no sources, which counts against the logs. */
    private static List<Finding> stateProblems(Storage storage) {
        List<Finding> findings = new ArrayList<>();
        new Verifier(Checkpoint.open(storage)).run(findings::add);
        findings.removeIf(
                finding -> !finding.place().path().startsWith("state") || finding.severity() == Severity.INFO);
        return findings;
    }

    private void copy(Path source) throws IOException {
        try (Stream<Path> files = Files.walk(source)) {
            for (Path file : files.toList()) {
                Path target = directory.resolve(source.relativize(file).toString());
                if (!Files.exists(target)) {
                    Files.copy(file, target);
                }
            }
        }
    }
}
