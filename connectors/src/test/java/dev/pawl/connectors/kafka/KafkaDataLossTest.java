package dev.pawl.connectors.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pawl.checkpoint.error.ErrorCode;
import dev.pawl.checkpoint.error.PawlException;
import dev.pawl.checkpoint.log.SourceOffset;
import dev.pawl.testkit.KafkaBroker;
import dev.pawl.testkit.SharedBroker;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Records that are gone before they were read: an error that says which, or, if the user wants it, the rest. */
@ExtendWith(SharedBroker.class)
final class KafkaDataLossTest {
    private static final String FAILS = "true";
    private static final String GOES_ON = "false";

    @TempDir
    private Path checkpoint;

    private final KafkaBroker broker;

    KafkaDataLossTest(KafkaBroker broker) {
        this.broker = broker;
    }

    private KafkaQuery query(String topic, String failOnDataLoss) {
        Map<String, String> options = new HashMap<>();
        options.put("subscribe", topic);
        options.put("startingOffsets", "earliest");
        options.put("failOnDataLoss", failOnDataLoss);
        return new KafkaQuery(checkpoint, broker.bootstrapServers(), options);
    }

    private static void assertLost(ThrowingCallable read, ErrorCode code, String what) {
        assertThatThrownBy(read).isInstanceOfSatisfying(PawlException.class, e -> {
            assertThat(e.code()).isEqualTo(code);
            assertThat(e)
                    .hasMessage("[KAFKA_DATA_LOSS." + code.name().substring("KAFKA_".length()) + "] " + what + " "
                            + code.remedy());
            assertThat(code.remedy()).contains("set", "failOnDataLoss to false");
        });
    }

    private void makeAnew(KafkaQuery query, String topic, String... values) {
        broker.deleteTopic(topic);
        broker.createTopic(topic, 1);
        broker.produce(topic, 0, values);
        query.passTime(KafkaCluster.KNOWN_FOR);
    }

    @Test
    void agedOutRecordsAreAnErrorOrAGap() {
        broker.createTopic("aged", 1);
        broker.produce("aged", 0, "a", "b", "c", "d");
        try (KafkaQuery query = query("aged", FAILS)) {
            query.begin();
            broker.deleteRecordsBefore(new TopicPartition("aged", 0), 2);
            String what =
                    "Could not read records in offset [0, 4) for topic partition aged-0: Kafka holds the offsets [2, 4).";
            assertLost(query::batch, ErrorCode.KAFKA_COULD_NOT_READ_OFFSET_RANGE, what);
            assertThat(query.gaps()).isEmpty();
            query.restart(Map.of("failOnDataLoss", GOES_ON));
            assertThat(query.batchTwice()).containsOnly(List.of("c", "d"));
            assertThat(query.gaps()).containsExactly("aged-0 [0, 2) batch 0: " + what);
        }
    }

    /** Not by a command, but as it happens: the broker looks for old segments by itself. */
    @Test
    void whatTheRetentionTookIsAGap() {
        broker.createTopic("retained", 1, Map.of("retention.ms", "1", "segment.ms", "10"));
        long old = System.currentTimeMillis() - 60_000;
        try (KafkaQuery query = query("retained", GOES_ON)) {
            query.begin();
            broker.produce(List.of(new ProducerRecord<>("retained", 0, old, null, new byte[] {'a'})));
            SourceOffset end = query.plan();
            broker.awaitBeginning(new TopicPartition("retained", 0), 1);
            assertThat(query.batch(end)).isEmpty();
            assertThat(query.gaps())
                    .containsExactly("retained-0 [0, 1) batch 0: Could not read records in offset [0, 1) for topic"
                            + " partition retained-0: Kafka holds the offsets [1, 1).");
        }
    }

    @Test
    void recordsThatAgeOutWhileTheReaderIsOpenAreAnErrorToo() {
        broker.createTopic("aged-between", 1);
        broker.produce("aged-between", 0, "a");
        try (KafkaQuery query = query("aged-between", GOES_ON)) {
            query.begin();
            assertThat(query.batch()).containsExactly("a");
            broker.produce("aged-between", 0, "b", "c", "d");
            broker.deleteRecordsBefore(new TopicPartition("aged-between", 0), 3);
            // the reader may have fetched b and c before they were deleted
            assertThat(query.batch()).endsWith("d");
        }
    }

    @Test
    void aBatchWhoseRecordsAreAllGoneIsEmpty() {
        broker.createTopic("all-aged", 1);
        broker.produce("all-aged", 0, "a", "b");
        try (KafkaQuery query = query("all-aged", GOES_ON)) {
            query.begin();
            SourceOffset end = query.plan();
            broker.produce("all-aged", 0, "c");
            broker.deleteRecordsBefore(new TopicPartition("all-aged", 0), 2);
            assertThat(query.batch(end)).isEmpty();
            assertThat(query.batch()).containsExactly("c");
            assertThat(query.gaps()).singleElement().asString().startsWith("all-aged-0 [0, 2) batch 0: ");
        }
    }

    /** Its end lies before, at, or behind the one of the topic that is gone: only the id tells. */
    @ParameterizedTest
    @ValueSource(ints = {1, 3, 5})
    void aTopicMadeAnewIsRecognised(int records) {
        String topic = "anew-" + records;
        broker.createTopic(topic, 1);
        broker.produce(topic, 0, "a", "b", "c");
        try (KafkaQuery query = query(topic, FAILS)) {
            query.begin();
            query.batch();
            String[] values = {"v", "w", "x", "y", "z"};
            List<String> written = List.of(values).subList(0, records);
            makeAnew(query, topic, written.toArray(String[]::new));
            assertThatThrownBy(query::batch).isInstanceOfSatisfying(PawlException.class, e -> {
                assertThat(e.code()).isEqualTo(ErrorCode.KAFKA_TOPIC_RECREATED);
                assertThat(e.what())
                        .matches("Topic " + topic + " was deleted and made anew: expected to read partition " + topic
                                + "-0 on at offset 3 of the topic with id [\\w-]{22}, found id [\\w-]{22}\\.");
                assertThat(e).hasMessageStartingWith("[KAFKA_DATA_LOSS.TOPIC_RECREATED] ");
                assertThat(e)
                        .hasMessageEndingWith(
                                "set option failOnDataLoss to false; or start the query with a new" + " checkpoint.");
            });
            query.restart(Map.of("failOnDataLoss", GOES_ON));
            List<String> read = new ArrayList<>(query.batch());
            query.restart(Map.of());
            read.addAll(query.batch());
            assertThat(read).as("all of the new topic, once").isEqualTo(written);
            assertThat(query.gaps())
                    .containsExactly(
                            topic + "-0 [3, ?) batch 1: Topic " + topic + " was deleted and made anew: expected"
                                    + " to read partition " + topic + "-0 on at offset 3 of the topic that is gone.");
            query.restart(Map.of("failOnDataLoss", FAILS));
            broker.produce(topic, 0, "more");
            assertThat(query.batch()).containsExactly("more");
        }
    }

    /** A crash after the plan: what was planned of the old topic is lost, and the new one is read after it. */
    @Test
    void aTopicMadeAnewBeforeItsPlannedBatchIsRead() {
        broker.createTopic("anew-planned", 1);
        broker.produce("anew-planned", 0, "a", "b");
        try (KafkaQuery query = query("anew-planned", FAILS)) {
            query.begin();
            SourceOffset end = query.plan();
            makeAnew(query, "anew-planned", "x", "y", "z");
            query.restart(Map.of());
            assertThatThrownBy(() -> query.batch(end))
                    .hasMessageStartingWith("[KAFKA_DATA_LOSS.TOPIC_RECREATED] Topic anew-planned was deleted");
            query.restart(Map.of("failOnDataLoss", GOES_ON));
            query.tryBatch(end);
            query.restart(Map.of());
            assertThat(query.batch(end)).as("records of another topic").isEmpty();
            assertThat(query.batchTwice()).containsOnly(List.of("x", "y", "z"));
            assertThat(query.gaps())
                    .extracting(gap -> gap.substring(0, gap.indexOf(':')))
                    .containsExactly("anew-planned-0 [0, ?) batch 0", "anew-planned-0 [2, ?) batch 1");
        }
    }

    /** A checkpoint that another engine wrote, whose topic it knew. */
    @Test
    void withoutIdsAnEndThatFellBackIsAnError() throws IOException {
        broker.createTopic("fell-back", 1);
        broker.produce("fell-back", 0, "a", "b", "c");
        try (KafkaQuery query = query("fell-back", FAILS)) {
            query.begin();
            query.batch();
            Files.delete(checkpoint.resolve("pawl/kafka-topics-0.json"));
            makeAnew(query, "fell-back", "x");
            query.restart(Map.of());
            String what = "Partition fell-back-0 offset was changed: expected to read on at offset 3, found the end of"
                    + " the partition at 1.";
            assertLost(query::batch, ErrorCode.KAFKA_PARTITION_OFFSET_CHANGED, what);
            query.restart(Map.of("failOnDataLoss", GOES_ON));
            assertThat(query.batch()).isEmpty();
            assertThat(query.position()).isEqualTo("{\"fell-back\":{\"0\":1}}");
            broker.produce("fell-back", 0, "y");
            assertThat(query.batch()).containsExactly("y");
            assertThat(query.gaps()).containsExactly("fell-back-0 [3, ?) batch 1: " + what);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "x",
                "{\"t\":1}",
                "{\"t\":{}}",
                "{\"t\":{\"id\":1}}",
                "{\"t\":{\"id\":\"a\",\"since\":\"b\"}}"
            })
    void aFileOfIdsThatIsDamagedIsNamed(String content) throws IOException {
        Files.createDirectories(checkpoint.resolve("pawl"));
        Files.writeString(checkpoint.resolve("pawl/kafka-topics-0.json"), content);
        assertThatThrownBy(() -> query("t", FAILS))
                .hasMessageStartingWith(
                        "[KAFKA_TOPIC_IDS_CORRUPT] File pawl/kafka-topics-0.json below " + checkpoint + " is damaged: ")
                .hasMessageEndingWith(ErrorCode.KAFKA_TOPIC_IDS_CORRUPT.remedy());
    }

    @Test
    void aDeletedTopicIsAnError() {
        broker.createTopic("deleted", 2);
        broker.createTopic("kept", 1);
        broker.produce("deleted", 0, "a");
        try (KafkaQuery query = query("deleted,kept", FAILS)) {
            query.begin();
            query.batch();
            broker.deleteTopic("deleted");
            broker.produce("kept", 0, "k");
            query.passTime(KafkaCluster.KNOWN_FOR);
            String first =
                    "Partition deleted-0 has been deleted: expected to read on at offset 1, found no such partition.";
            String second =
                    "Partition deleted-1 has been deleted: expected to read on at offset 0, found no such partition.";
            assertLost(query::batch, ErrorCode.KAFKA_PARTITIONS_DELETED, first + " " + second);
            query.restart(Map.of("kafka.group.id", "shared"));
            assertLost(
                    query::batch, ErrorCode.KAFKA_PARTITIONS_DELETED_AND_GROUP_ID_CONFIG_PRESENT, first + " " + second);
            query.restart(Map.of("failOnDataLoss", GOES_ON));
            assertThat(query.batch()).containsExactly("k");
            assertThat(query.position()).isEqualTo("{\"kept\":{\"0\":1}}");
            assertThat(query.gaps())
                    .containsExactly("deleted-0 [1, ?) batch 1: " + first, "deleted-1 [0, ?) batch 1: " + second);
        }
    }

    /** One that Kafka does not know for a moment looks the same as one that is not subscribed to. */
    @Test
    void aTopicThatIsThereAgainIsReadOnWhereItWasGivenUp() {
        broker.createTopic("away", 1);
        broker.createTopic("stays", 1);
        broker.produce("away", 0, "a", "b");
        try (KafkaQuery query = query("away,stays", GOES_ON)) {
            query.begin();
            assertThat(query.batch()).containsExactly("a", "b");
            query.restart(Map.of("subscribe", "stays"));
            broker.produce("stays", 0, "s");
            assertThat(query.batch()).containsExactly("s");
            assertThat(query.position()).isEqualTo("{\"stays\":{\"0\":1}}");
            assertThat(query.gaps()).singleElement().asString().startsWith("away-0 [2, ?) batch 1: ");

            query.restart(Map.of("subscribe", "away,stays"));
            broker.produce("away", 0, "c");
            assertThat(query.batchTwice()).containsOnly(List.of("c"));
            assertThat(query.position()).isEqualTo("{\"stays\":{\"0\":1},\"away\":{\"0\":3}}");
            assertThat(query.gaps()).hasSize(1);
        }
    }

    @Test
    void anAddedPartitionWhoseFirstRecordsAreGoneIsAnError() {
        broker.createTopic("added", 1);
        try (KafkaQuery query = query("added", FAILS)) {
            query.begin();
            broker.increasePartitions("added", 2);
            broker.produce("added", 1, "a", "b");
            broker.deleteRecordsBefore(new TopicPartition("added", 1), 1);
            query.passTime(KafkaCluster.KNOWN_FOR);
            String what = "Added partition added-1 starts from 1 instead of 0: expected to read all of it.";
            assertLost(query::batch, ErrorCode.KAFKA_ADDED_PARTITION_DOES_NOT_START_FROM_OFFSET_ZERO, what);
            query.restart(Map.of("failOnDataLoss", GOES_ON));
            assertThat(query.batch()).containsExactly("b");
            assertThat(query.gaps()).containsExactly("added-1 [0, 1) batch 0: " + what);
        }
    }

    @Test
    void anAddedTopicThatIsDeletedBeforeItIsReadIsAnError() {
        broker.createTopic("initial-a", 1);
        try (KafkaQuery query = query("initial-a,initial-b", GOES_ON)) {
            query.moveTo("{\"initial-a\":{\"0\":0}}");
            broker.createTopic("initial-b", 1);
            broker.produce("initial-b", 0, "a", "b");
            SourceOffset end = query.plan();
            broker.deleteTopic("initial-b");
            query.passTime(KafkaCluster.KNOWN_FOR);
            String what = "Cannot find the initial offset of partition initial-b-0, which has been deleted: expected to"
                    + " read it up to offset 2.";
            query.restart(Map.of("failOnDataLoss", FAILS));
            assertLost(() -> query.batch(end), ErrorCode.KAFKA_INITIAL_OFFSET_NOT_FOUND_FOR_PARTITIONS, what);
            query.restart(Map.of("failOnDataLoss", GOES_ON));
            assertThat(query.batch(end)).isEmpty();
            assertThat(query.gaps()).containsExactly("initial-b-0 [0, 2) batch 0: " + what);
        }
    }

    @Test
    void aStartThatIsNotThereIsAnErrorBeforeItIsWrittenDown() {
        broker.createTopic("start-a", 1);
        broker.produce("start-a", 0, "a", "b", "c");
        broker.deleteRecordsBefore(new TopicPartition("start-a", 0), 1);
        try (KafkaQuery query = query("start-a", FAILS)) {
            query.restart(Map.of("startingOffsets", "{\"start-a\":{\"0\":0}}"));
            String tooLow =
                    "Option startingOffsets of source orders (kafka) starts partition start-a-0 at offset 0, but"
                            + " Kafka holds its offsets [1, 3).";
            for (int run = 0; run < 2; run++) {
                assertLost(query::begin, ErrorCode.KAFKA_START_OFFSET_RESET, tooLow);
            }
            query.restart(Map.of("startingOffsets", "{\"start-a\":{\"0\":4}}"));
            assertLost(query::begin, ErrorCode.KAFKA_START_OFFSET_RESET, tooLow.replace("offset 0", "offset 4"));
            query.restart(Map.of("startingOffsets", "{\"start-a\":{\"0\":0}}", "failOnDataLoss", GOES_ON));
            assertThat(query.begin()).isEqualTo("{\"start-a\":{\"0\":1}}");
            assertThat(query.gaps()).containsExactly("start-a-0 [0, 1) batch 0: " + tooLow);
            assertThat(query.batch()).containsExactly("b", "c");
        }
    }

    @Test
    void aTopicDeletedWhileABatchIsReadIsAnError() {
        broker.createTopic("deleted-late", 1);
        broker.produce("deleted-late", 0, "a");
        try (KafkaQuery query = query("deleted-late", FAILS)) {
            query.begin();
            SourceOffset end = query.plan();
            broker.deleteTopic("deleted-late");
            query.restart(Map.of(
                    "kafkaConsumer.pollTimeoutMs", "1000",
                    "kafka.request.timeout.ms", "1000",
                    "kafka.default.api.timeout.ms", "1000"));
            assertLost(
                    () -> query.batch(end),
                    ErrorCode.KAFKA_COULD_NOT_READ_OFFSET_RANGE,
                    "Could not read records in offset [0, 1) for topic partition deleted-late-0: the partition has been"
                            + " deleted.");
        }
    }
}
