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
import dev.pawl.engine.deadletter.DeadLetter;
import dev.pawl.engine.run.StreamingQuery;
import dev.pawl.pipeline.Pipeline;
import dev.pawl.testkit.KafkaBroker;
import dev.pawl.testkit.SharedBroker;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Topic to topic, exactly once. The broker is a real one and stays up, the checkpoint is on a disk that crashes: before each
 * step, that between the commit of the transaction and {@code commits/N} among them, and again after the restart. A consumer
 * of committed records that knows nothing of the query then sees every row once.
 */
@ExtendWith(SharedBroker.class)
class KafkaToKafkaCrashTest {
    private static final String BAD = "?";

    private final KafkaBroker broker;
    private final SimulatedWorld world = new SimulatedWorld();
    private int stories;
    private int batchesPassedOver;

    KafkaToKafkaCrashTest(KafkaBroker broker) {
        this.broker = broker;
    }

    /** Calls that change what the next start finds of a batch. The others change nothing for Kafka: they are for the full run. */
    private static Predicate<String> in(String... logs) {
        return call -> !call.contains(".crc") && Stream.of(logs).anyMatch(log -> call.contains("/checkpoint/" + log));
    }

    @Test
    void everyRowIsSeenOnce() {
        int crashes = crash(in("offsets", "commits"), "crash-once", "", List.of("a", "b", "c", "d"));

        assertThat(crashes).isGreaterThan(15);
        assertThat(batchesPassedOver)
                .as("batches that were committed without the checkpoint knowing")
                .isGreaterThan(2);
    }

    @Test
    @EnabledIfSystemProperty(named = "crash.full", matches = "true")
    void everyRowIsSeenOnceWhateverStepIsTheLast() {
        int crashes = crash(call -> true, "crash-all", "", List.of("a", "b", "c", "d"));

        assertThat(crashes).isGreaterThan(100);
    }

    /** A batch with a good row and a bad one, and one with a bad one alone. */
    @Test
    void everyBadRecordIsOneDeadLetterInATopic() {
        String name = "crash-letters";
        int crashes = crash(in("pawl/dead-letters", "commits/"), name, ofLetters(name), List.of("a", BAD, BAD));

        assertThat(crashes).isGreaterThan(20);
        assertThat(batchesPassedOver).isGreaterThan(2);
    }

    @Test
    @EnabledIfSystemProperty(named = "crash.full", matches = "true")
    void everyBadRecordIsOneDeadLetterInATopicWhateverStepIsTheLast() {
        String name = "crash-all-letters";
        int crashes = crash(call -> true, name, ofLetters(name), List.of("a", BAD, BAD, BAD, "b", "c"));

        assertThat(crashes).isGreaterThan(150);
    }

    private String ofLetters(String name) {
        return "'badRecords' = 'kafka:" + name + "-bad', 'badRecords.kafka.bootstrap.servers' = '"
                + broker.bootstrapServers() + "', ";
    }

    /**
     * @param crashed the calls that it crashes before
     * @param more properties of the table
     */
    private int crash(Predicate<String> crashed, String name, String more, List<String> values) {
        for (String topic : List.of(name + "-in", name, name + "-bad")) {
            broker.createTopic(topic, 1);
        }
        broker.produce(name + "-in", 0, values.toArray(String[]::new));
        String sql = """
                CREATE TEMPORARY VIEW events USING kafka
                OPTIONS (kafka.bootstrap.servers '%1$s', subscribe '%2$s-in', startingOffsets 'earliest',
                         maxOffsetsPerTrigger '2');
                CREATE STREAMING TABLE out USING kafka
                TBLPROPERTIES ('kafka.bootstrap.servers' = '%1$s', 'topic' = '%2$s', 'exactlyOnce' = 'true', %3$s
                               'trigger' = 'available-now', 'checkpointLocation' = '/checkpoint')
                AS SELECT upper(if(value = X'3F', raise_error('bad'), CAST(value AS STRING))) AS value FROM STREAM events;
                """.formatted(broker.bootstrapServers(), name, more);
        try (Pawl pawl = Pawl.on(world, 1)) {
            QueryPlan[] plan = new QueryPlan[1];
            return CrashMatrix.runOnMachineBefore(
                    crashed,
                    1,
                    (machine, promises) -> {
                        world.boot(machine);
                        plan[0] = pawl.compile(Pipeline.parse("crash.sql", sql, Map.of(), Map.of()))
                                .get(0);
                    },
                    (machine, promises) -> run(machine, promises, pawl, plan[0], name),
                    (machine, promises) -> check(machine, promises, name, values));
        }
    }

    /** A new story is a new query, whose rows lie behind those of the others. */
    private void run(SimulatedMachine machine, Set<String> promises, Pawl pawl, QueryPlan plan, String name)
            throws Exception {
        if (promises.isEmpty()) {
            promises.add(name + "=" + end(name));
            promises.add(name + "-bad=" + end(name + "-bad"));
            world.nameAfter(name + "-" + ++stories + "-");
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

    private long end(String topic) throws Exception {
        TopicPartition partition = new TopicPartition(topic, 0);
        return broker.admin()
                .listOffsets(Map.of(partition, OffsetSpec.latest()))
                .partitionResult(partition)
                .get()
                .offset();
    }

    private void check(SimulatedMachine machine, Set<String> promises, String name, List<String> values)
            throws IOException {
        assertThat(ofStory(name, promises))
                .containsExactlyElementsOf(values.stream()
                        .filter(value -> !value.equals(BAD))
                        .map(value -> value.toUpperCase(Locale.ROOT))
                        .toList());
        assertThat(ofStory(name + "-bad", promises)
                        .map(letter -> DeadLetter.parse(letter, "it").position()))
                .containsExactlyElementsOf(IntStream.range(0, values.size())
                        .filter(i -> values.get(i).equals(BAD))
                        .mapToObj(i -> name + "-in-0, offset " + i)
                        .toList());
        try (Checkpoint checkpoint = Checkpoint.open(machine.storage("/checkpoint"))) {
            assertThat(new Verifier(checkpoint).run(finding -> {}).errors()).isZero();
        }
    }

    private Stream<String> ofStory(String topic, Set<String> promises) {
        long from = promises.stream()
                .filter(promise -> promise.startsWith(topic + "="))
                .mapToLong(promise -> Long.parseLong(promise.substring(topic.length() + 1)))
                .findFirst()
                .orElseThrow();
        return broker.read(topic).stream()
                .filter(record -> record.offset() >= from)
                .map(record -> new String(record.value(), StandardCharsets.UTF_8));
    }
}
