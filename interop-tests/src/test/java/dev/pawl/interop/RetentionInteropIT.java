package dev.pawl.interop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.checkpoint.Checkpoint;
import dev.pawl.checkpoint.OperatorState;
import dev.pawl.checkpoint.StoreState;
import dev.pawl.checkpoint.codec.CompressionCodec;
import dev.pawl.checkpoint.log.CommitLog;
import dev.pawl.checkpoint.log.CompactionPolicy;
import dev.pawl.checkpoint.log.FileSourceLog;
import dev.pawl.checkpoint.log.LogPurge;
import dev.pawl.checkpoint.log.LogRetention;
import dev.pawl.checkpoint.log.OffsetLog;
import dev.pawl.checkpoint.state.Checksums;
import dev.pawl.checkpoint.state.Retention;
import dev.pawl.checkpoint.state.StateFileName;
import dev.pawl.checkpoint.state.StateFileWriter;
import dev.pawl.checkpoint.state.StoreFiles;
import dev.pawl.checkpoint.storage.Durability;
import dev.pawl.checkpoint.storage.Storage;
import dev.pawl.checkpoint.storage.Storages;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What Pawl forgets, Spark does not need; what Pawl says can be read after that, Spark reads, and nothing else. */
@ExtendWith(SparkExtension.class)
class RetentionInteropIT {
    private static final int STEPS_BEFORE = 4;
    private static final int BATCHES_RETAINED = 1;

    private final SparkHarness spark;

    @TempDir
    private Path directory;

    RetentionInteropIT(SparkHarness spark) {
        this.spark = spark;
    }

    @ParameterizedTest
    @EnumSource(names = {"HDFS", "ROCKSDB_SNAPSHOT", "ROCKSDB_FORMAT_2"})
    void sparkReadsWhatIsLeftAndGoesOn(StateLayout layout) throws IOException {
        QueryRun original = QueryRun.fresh(spark, QueryShape.AGGREGATION, layout, directory);
        original.runSteps(0, STEPS_BEFORE);
        Path copy = directory.resolve("rewritten");
        RewrittenCheckpoint.write(original.checkpoint(), copy, StateForm.SNAPSHOTS);
        QueryRun run = original.continuedFrom(copy);
        assertThat(readableByPawl(copy)).hasSize(STEPS_BEFORE).isEqualTo(readableBySpark(run.state()));

        forget(copy);

        List<Long> readable = readableByPawl(copy);
        assertThat(readable).hasSizeBetween(1, 2).contains(STEPS_BEFORE - 1L).isEqualTo(readableBySpark(run.state()));
        assertThat(run.state().operators())
                .isEqualTo(OperatorRows.of(copy))
                .singleElement()
                .asString()
                .contains("\"minBatchId\":2,\"maxBatchId\":3");
        run.runSteps(STEPS_BEFORE, Steps.count());
        assertThat(run.output()).isEqualTo(ExpectedOutput.of(QueryShape.AGGREGATION));
    }

    /** As an engine does after it has planned and written its newest batch, with as little retained as possible. */
    private static void forget(Path path) throws IOException {
        try (Checkpoint checkpoint = Checkpoint.open(Storages.open(path.toString()));
                Storage storage = Storages.openForWriting(path.toString(), Durability.UNSYNCED, new UniqueNames())) {
            for (OperatorState operator : checkpoint.operators()) {
                for (StoreState store : operator.stores()) {
                    for (long partition : store.partitions()) {
                        StoreFiles files = store.files(partition);
                        List<StateFileName> expired =
                                expired(files, committedIds(checkpoint, operator.id(), partition));
                        assertThat(expired).hasSizeGreaterThanOrEqualTo(2);
                        new StateFileWriter(storage, files, CompressionCodec.LZ4, Checksums.none()).delete(expired);
                    }
                }
            }
            long newest = STEPS_BEFORE - 1;
            new LogPurge(new LogRetention(BATCHES_RETAINED), new OffsetLog(storage), new CommitLog(storage))
                    .planned(newest);
            CompactionPolicy policy =
                    new CompactionPolicy(SparkHarness.COMPACT_INTERVAL, BATCHES_RETAINED, Duration.ZERO);
            FileSourceLog source = new FileSourceLog(storage, "0", policy);
            source.purge(newest, Instant.now().plus(Duration.ofHours(1)));
            assertThat(source.ids()).containsExactly(2L, 3L);
        }
    }

    private static List<StateFileName> expired(StoreFiles files, Map<Long, String> committedIds) {
        Retention retention = new Retention(BATCHES_RETAINED);
        if (files.files().first().kind() == StateFileName.Kind.SNAPSHOT) {
            return retention.expiredDeltas(files);
        }
        return committedIds.isEmpty()
                ? retention.expiredChangelogs(files, 0)
                : retention.expiredChangelogs(files, 0, committedIds);
    }

    /** The unique ids of a partition by version; none before format 2. */
    private static Map<Long, String> committedIds(Checkpoint checkpoint, long operator, long partition) {
        Map<Long, String> ids = new HashMap<>();
        for (long batchId : checkpoint.commits().batchIds()) {
            List<List<String>> partitions =
                    checkpoint.commits().entry(batchId).stateUniqueIds().getOrDefault(operator, List.of());
            if (!partitions.isEmpty()) {
                ids.put(batchId + 1, partitions.get(Math.toIntExact(partition)).get(0));
            }
        }
        return ids;
    }

    private static List<Long> readableByPawl(Path path) throws IOException {
        try (Checkpoint checkpoint = Checkpoint.open(Storages.open(path.toString()))) {
            StoreState store = checkpoint.operators().get(0).stores().get(0);
            return checkpoint.commits().batchIds().stream()
                    .filter(batchId -> store.loadable().contains(batchId + 1))
                    .toList();
        }
    }

    private static List<Long> readableBySpark(SparkState state) {
        return LongStream.range(0, STEPS_BEFORE)
                .filter(batchId -> isReadable(state, batchId))
                .boxed()
                .toList();
    }

    private static boolean isReadable(SparkState state, long batchId) {
        try {
            return !state.rows(StateQuestions.atBatch(Map.of(), batchId)).isEmpty();
        } catch (Exception e) {
            return false;
        }
    }
}
