package dev.pawl.connectors.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pawl.checkpoint.error.PawlException;
import dev.pawl.engine.option.Options;
import dev.pawl.engine.source.StaticSource;
import dev.pawl.testkit.KafkaBroker;
import dev.pawl.testkit.SharedBroker;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(SharedBroker.class)
final class KafkaSnapshotTest {
    private final KafkaBroker broker;

    KafkaSnapshotTest(KafkaBroker broker) {
        this.broker = broker;
    }

    @BeforeAll
    static void produce(KafkaBroker broker) {
        broker.createTopic("static", 2);
        broker.produce(List.of(record(0, 1000, "a"), record(0, 2000, "b"), record(0, 3000, "c"), record(1, 2500, "d")));
    }

    private static ProducerRecord<byte[], byte[]> record(int partition, long timestamp, String value) {
        return new ProducerRecord<>("static", partition, timestamp, null, value.getBytes(StandardCharsets.UTF_8));
    }

    private List<String> read(Map<String, String> options) {
        Map<String, String> all = new HashMap<>(options);
        all.put("subscribe", "static");
        all.put("kafka.bootstrap.servers", broker.bootstrapServers());
        try (StaticSource source = new KafkaSourceFormat()
                .define(new Options("source lookup (kafka)", all), Optional.empty(), new KafkaQuery.TestOutside())
                .openStatic(KafkaColumns.withoutHeaders())) {
            return KafkaQuery.values(source.splits());
        }
    }

    @Test
    void everythingIsReadByDefault() {
        assertThat(read(Map.of())).containsExactly("a", "b", "c", "d");
    }

    @Test
    void theRangeIsWhatTheOptionsSay() {
        assertThat(read(Map.of(
                        "startingOffsets", "{\"static\":{\"0\":1,\"1\":-2}}",
                        "endingOffsets", "{\"static\":{\"0\":2,\"1\":-1}}")))
                .containsExactly("b", "d");
        assertThat(read(Map.of("startingTimestamp", "2000", "endingTimestamp", "2600")))
                .containsExactly("b", "d");
        assertThat(read(Map.of("endingOffsetsByTimestamp", "{\"static\":{\"0\":2000,\"1\":9999}}")))
                .containsExactly("a", "d");
    }

    @Test
    void aRangeThatEndsBeforeItBeginsIsRefused() {
        assertThatThrownBy(() -> read(Map.of("startingOffsets", "{\"static\":{\"0\":4,\"1\":0}}")))
                .isInstanceOf(PawlException.class)
                .hasMessageContaining(
                        "The start offset 4 is greater than the end offset 3 for topic static partition 0 of source lookup"
                                + " (kafka).");
    }

    @Test
    void columnsComeInTheOrderTheyAreAskedFor() {
        Map<String, String> options =
                Map.of("subscribe", "static", "kafka.bootstrap.servers", broker.bootstrapServers());
        try (StaticSource source = new KafkaSourceFormat()
                .define(new Options("source lookup (kafka)", options), Optional.empty(), new KafkaQuery.TestOutside())
                .openStatic(new StructType(new StructField[] {
                    KafkaColumns.withoutHeaders().apply("offset"),
                    KafkaColumns.withoutHeaders().apply("topic")
                }))) {
            assertThat(KafkaQuery.rows(source.splits()))
                    .extracting(row -> row.getLong(0) + " " + row.getUTF8String(1))
                    .containsExactly("0 static", "1 static", "2 static", "0 static");
        }
    }
}
