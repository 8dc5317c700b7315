package dev.pawl.connectors.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pawl.checkpoint.error.ErrorCode;
import dev.pawl.checkpoint.error.PawlException;
import dev.pawl.checkpoint.log.SourceOffset;
import dev.pawl.testkit.KafkaBroker;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

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

    private static void assertLost(ThrowingCallable read, String what) {
        assertThatThrownBy(read).isInstanceOfSatisfying(PawlException.class, e -> {
            assertThat(e.code()).isEqualTo(ErrorCode.KAFKA_DATA_LOSS);
            assertThat(e.what()).isEqualTo(what);
            assertThat(e).hasMessageContaining("failOnDataLoss");
        });
    }

    @Test
    void agedOutRecordsAreAnError() {
        broker.createTopic("aged", 1);
        broker.produce("aged", 0, "a", "b", "c", "d");
        try (KafkaQuery query = query("aged", FAILS)) {
            query.begin();
            broker.deleteRecordsBefore(new TopicPartition("aged", 0), 2);
            assertLost(
                    query::batch,
                    "Could not read records in offset [0, 4) for topic partition aged-0: Kafka holds the offsets [2, 4).");
            query.restart(Map.of("failOnDataLoss", GOES_ON));
            assertThat(query.batch()).containsExactly("c", "d");
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
        }
    }

    @Test
    void aTopicMadeAnewIsAnError() {
        broker.createTopic("anew", 1);
        broker.produce("anew", 0, "a", "b", "c");
        try (KafkaQuery query = query("anew", FAILS)) {
            query.begin();
            query.batch();
            broker.deleteTopic("anew");
            broker.createTopic("anew", 1);
            broker.produce("anew", 0, "x");
            query.passTime(KafkaCluster.KNOWN_FOR);
            assertLost(
                    query::batch,
                    "Partition anew-0 offset was changed: expected to read on at offset 3, found the end of the partition"
                            + " at 1. The start is set too high, or the topic was made anew.");
            query.restart(Map.of("failOnDataLoss", GOES_ON));
            assertThat(query.batch()).isEmpty();
            assertThat(query.position()).isEqualTo("{\"anew\":{\"0\":1}}");
            broker.produce("anew", 0, "y");
            assertThat(query.batch()).containsExactly("y");
        }
    }

    @Test
    void aDeletedTopicIsAnError() {
        broker.createTopic("deleted", 1);
        broker.createTopic("kept", 1);
        broker.produce("deleted", 0, "a");
        try (KafkaQuery query = query("deleted,kept", FAILS)) {
            query.begin();
            query.batch();
            broker.deleteTopic("deleted");
            broker.produce("kept", 0, "k");
            query.passTime(KafkaCluster.KNOWN_FOR);
            assertLost(
                    query::batch,
                    "Partition deleted-0 has been deleted: expected to read on at offset 1, found no such partition.");
            query.restart(Map.of("failOnDataLoss", GOES_ON));
            assertThat(query.batch()).containsExactly("k");
            assertThat(query.position()).isEqualTo("{\"kept\":{\"0\":1}}");
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
            assertLost(query::batch, "Added partition added-1 starts from 1 instead of 0: expected to read all of it.");
            query.restart(Map.of("failOnDataLoss", GOES_ON));
            assertThat(query.batch()).containsExactly("b");
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
            query.restart(Map.of("kafkaConsumer.pollTimeoutMs", "1000", "kafka.default.api.timeout.ms", "1000"));
            assertLost(
                    () -> query.batch(end),
                    "Could not read records in offset [0, 1) for topic partition deleted-late-0: the partition has been"
                            + " deleted.");
        }
    }
}
