package dev.pawl.connectors.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.checkpoint.error.Secrets;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What Kafka never shows is not shown here either. */
final class KafkaSecretNamesTest {
    static Stream<String> secrets() {
        return Stream.of(ProducerConfig.configDef(), ConsumerConfig.configDef(), AdminClientConfig.configDef())
                .flatMap(config -> config.configKeys().values().stream())
                .filter(key -> key.type() == ConfigDef.Type.PASSWORD)
                .map(key -> key.name)
                .distinct();
    }

    @ParameterizedTest
    @MethodSource("secrets")
    void everyPasswordOfKafkaIsKnown(String name) {
        assertThat(Secrets.isSecret("kafka." + name)).isTrue();
        assertThat(Secrets.shown(name, "x")).isEqualTo(Secrets.HIDDEN);
    }
}
