package dev.pawl.connectors.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pawl.engine.Pawl;
import dev.pawl.engine.source.RowReader;
import dev.pawl.engine.source.Split;
import dev.pawl.testkit.JoinedBroker;
import dev.pawl.testkit.KafkaBroker;
import dev.pawl.testkit.SharedBroker;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What needs a second broker: another leader, and a listener with TLS and a password. */
@ExtendWith(SharedBroker.class)
final class KafkaTwoBrokersTest {
    private static final int RECORDS = 20;

    @TempDir
    private Path directory;

    private final KafkaBroker broker;

    KafkaTwoBrokersTest(KafkaBroker broker) {
        this.broker = broker;
    }

    @Test
    void aLeaderThatChangesInsideABatchAndASecureWay() throws Exception {
        try (JoinedBroker second = broker.join()) {
            aLeaderThatChangesInsideABatchCostsNoRows();
            secureSettingsReachTheClients(second);
            broker.deleteTopic("led");
            broker.deleteTopic("secure-in");
            broker.deleteTopic("secure-out");
        }
    }

    private void aLeaderThatChangesInsideABatchCostsNoRows() throws Exception {
        broker.createTopicOn("led", List.of(JoinedBroker.NODE_ID, 1));
        List<String> values = IntStream.range(0, RECORDS)
                .mapToObj(i -> i + "-".repeat(10_000))
                .toList();
        broker.produce("led", 0, values.toArray(String[]::new));
        Map<String, String> options = Map.of(
                "subscribe", "led",
                "startingOffsets", "earliest",
                // a few records a fetch
                "kafka.max.partition.fetch.bytes", "25000");
        try (KafkaQuery query = new KafkaQuery(directory.resolve("led"), broker.bootstrapServers(), options)) {
            Split split = query.splitsOf(query.begin(), query.plan()).get(0);
            List<String> read = new ArrayList<>();
            try (RowReader rows = split.open()) {
                while (rows.next()) {
                    read.add(new String(rows.row().getBinary(1), StandardCharsets.UTF_8));
                    if (read.size() == 3) {
                        broker.moveLeader("led", List.of(1, JoinedBroker.NODE_ID));
                    }
                }
            }
            assertThat(read).isEqualTo(values);
            assertThat(query.gaps()).isEmpty();
        }
    }

    private void secureSettingsReachTheClients(JoinedBroker second) throws Exception {
        broker.createTopicOn("secure-in", List.of(JoinedBroker.NODE_ID));
        broker.createTopicOn("secure-out", List.of(JoinedBroker.NODE_ID));
        broker.produce("secure-in", 0, "a", "b");
        StringBuilder options = new StringBuilder();
        second.secureSettings().forEach((name, value) -> options.append("'kafka." + name + "' = '" + value + "', "));
        String sql = """
                CREATE TEMPORARY VIEW orders USING kafka OPTIONS (%1$s 'subscribe' = 'secure-in', 'startingOffsets' = 'earliest');
                CREATE STREAMING TABLE out USING kafka
                TBLPROPERTIES (%1$s 'topic' = 'secure-out', 'trigger' = 'available-now', 'checkpointLocation' = '%2$s')
                AS SELECT upper(CAST(value AS STRING)) AS value FROM STREAM orders;
                """.formatted(options, directory.resolve("secure"));
        try (Pawl pawl = Pawl.local()) {
            pawl.sql(sql).get(0).awaitTermination();
        }
        assertThat(broker.read("secure-out"))
                .extracting(record -> new String(record.value(), StandardCharsets.UTF_8))
                .containsExactly("A", "B");

        Map<String, String> wrong = new HashMap<>();
        second.secureSettings("a-wrong-one").forEach((name, value) -> wrong.put("kafka." + name, value));
        wrong.put("subscribe", "secure-in");
        try (KafkaQuery query = new KafkaQuery(directory.resolve("wrong"), "", wrong)) {
            assertThatThrownBy(query::begin)
                    .hasMessageStartingWith("[SOURCE_UNAVAILABLE] Kafka at ")
                    .hasMessageContaining("Authentication failed: Invalid username or password")
                    .hasMessageNotContaining("a-wrong-one");
        }
    }
}
