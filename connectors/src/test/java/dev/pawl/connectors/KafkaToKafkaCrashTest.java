package dev.pawl.connectors;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.checkpoint.Checkpoint;
import dev.pawl.checkpoint.error.PawlException;
import dev.pawl.checkpoint.storage.CrashMatrix;
import dev.pawl.checkpoint.storage.SimulatedCrash;
import dev.pawl.checkpoint.storage.SimulatedMachine;
import dev.pawl.checkpoint.verify.Verifier;
import dev.pawl.engine.Pawl;
import dev.pawl.engine.QueryPlan;
import dev.pawl.engine.run.StreamingQuery;
import dev.pawl.pipeline.Pipeline;
import dev.pawl.testkit.KafkaBroker;
import dev.pawl.testkit.SharedBroker;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Topic to topic, exactly once. The broker is a real one and stays up, the checkpoint is on a disk that crashes: before each
 * step, that between the commit of the transaction and {@code commits/N} among them, and again after the restart. A consumer
 * of committed records that knows nothing of the query then sees every row once.
 */
@ExtendWith(SharedBroker.class)
class KafkaToKafkaCrashTest {
    private static final String OUT = "crash-once";
    private static final List<String> NAMES = List.of("a", "b", "c", "d");

    private final SimulatedWorld world = new SimulatedWorld();
    private int stories;
    private int batchesPassedOver;

    @Test
    void everyRowIsSeenOnce(KafkaBroker broker) {
        broker.createTopic("crash-once-in", 1);
        broker.createTopic(OUT, 1);
        broker.produce("crash-once-in", 0, NAMES.toArray(String[]::new));
        String sql = """
                CREATE TEMPORARY VIEW events USING kafka
                OPTIONS (kafka.bootstrap.servers '%1$s', subscribe 'crash-once-in', startingOffsets 'earliest',
                         maxOffsetsPerTrigger '2');
                CREATE STREAMING TABLE out USING kafka
                TBLPROPERTIES ('kafka.bootstrap.servers' = '%1$s', 'topic' = '%2$s', 'exactlyOnce' = 'true',
                               'trigger' = 'available-now', 'checkpointLocation' = '/checkpoint')
                AS SELECT upper(CAST(value AS STRING)) AS value FROM STREAM events;
                """.formatted(broker.bootstrapServers(), OUT);
        try (Pawl pawl = Pawl.on(world, 1)) {
            QueryPlan[] plan = new QueryPlan[1];
            int crashes = CrashMatrix.runOnMachine(
                    1,
                    CrashMatrix.Effort.IN_A_LINE,
                    (machine, promises) -> {
                        world.boot(machine);
                        plan[0] = pawl.compile(Pipeline.parse("crash.sql", sql, Map.of(), Map.of()))
                                .get(0);
                    },
                    (machine, promises) -> run(machine, promises, pawl, plan[0], broker),
                    (machine, promises) -> check(machine, promises, broker));

            assertThat(crashes).isGreaterThan(100);
            assertThat(batchesPassedOver)
                    .as("batches that were committed without the checkpoint knowing")
                    .isGreaterThan(2);
        }
    }

    /** A new story is a new query, whose rows lie behind those of the others. */
    private void run(SimulatedMachine machine, Set<String> promises, Pawl pawl, QueryPlan plan, KafkaBroker broker)
            throws Exception {
        if (promises.isEmpty()) {
            promises.add(Long.toString(end(broker)));
            world.nameAfter("story-" + ++stories + "-");
        }
        world.boot(machine);
        StreamingQuery query = pawl.start(plan);
        try {
            query.awaitTermination();
        } catch (PawlException e) {
            for (Throwable cause = e; cause != null; cause = cause.getCause()) {
                if (cause instanceof SimulatedCrash crash) {
                    throw crash;
                }
            }
            throw e;
        }
        batchesPassedOver += (int) query.recentProgress().stream()
                .filter(progress -> progress.numInputRows() == 0)
                .count();
    }

    private static long end(KafkaBroker broker) throws Exception {
        TopicPartition out = new TopicPartition(OUT, 0);
        return broker.admin()
                .listOffsets(Map.of(out, OffsetSpec.latest()))
                .partitionResult(out)
                .get()
                .offset();
    }

    private void check(SimulatedMachine machine, Set<String> promises, KafkaBroker broker) throws IOException {
        long from = Long.parseLong(promises.iterator().next());
        assertThat(broker.read(OUT).stream()
                        .filter(record -> record.offset() >= from)
                        .map(record -> new String(record.value(), StandardCharsets.UTF_8)))
                .containsExactly("A", "B", "C", "D");
        try (Checkpoint checkpoint = Checkpoint.open(machine.storage("/checkpoint"))) {
            assertThat(new Verifier(checkpoint).run(finding -> {}).errors()).isZero();
        }
    }
}
