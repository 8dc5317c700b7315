package dev.pawl.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

final class KafkaBrokerTest {
    @Test
    void recordsSurviveARestartAndTheDirectoryDoesNotSurviveTheClose() throws IOException {
        List<Path> before = directories();
        try (KafkaBroker broker = KafkaBroker.start()) {
            broker.createTopic("orders", 1, Map.of("retention.ms", "-1"));
            broker.increasePartitions("orders", 2);
            broker.produce("orders", 0, "a", "b");
            broker.produce("orders", 1, "c");
            String servers = broker.bootstrapServers();

            broker.restart();
            assertThat(broker.bootstrapServers()).isEqualTo(servers);
            assertThat(values(broker)).containsExactly("a", "b", "c");

            broker.deleteRecordsBefore(new TopicPartition("orders", 0), 1);
            assertThat(values(broker)).containsExactly("b", "c");

            broker.deleteTopic("orders");
            broker.createTopic("orders", 1);
            assertThat(values(broker)).isEmpty();
            assertThat(directories()).hasSize(before.size() + 1);
        }
        assertThat(directories()).isEqualTo(before);
    }

    private static List<String> values(KafkaBroker broker) {
        return broker.read("orders").stream()
                .map(ConsumerRecord::value)
                .map(value -> new String(value, StandardCharsets.UTF_8))
                .toList();
    }

    private static List<Path> directories() throws IOException {
        try (Stream<Path> files = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
            return files.filter(file -> file.getFileName().toString().startsWith("pawl-kafka-"))
                    .sorted()
                    .toList();
        }
    }
}
