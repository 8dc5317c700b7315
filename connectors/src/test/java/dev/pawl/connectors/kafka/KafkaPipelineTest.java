package dev.pawl.connectors.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pawl.engine.Pawl;
import dev.pawl.engine.run.StreamingQuery;
import dev.pawl.testkit.KafkaBroker;
import dev.pawl.testkit.SharedBroker;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Topic to topic through the engine. */
@ExtendWith(SharedBroker.class)
final class KafkaPipelineTest {
    @TempDir
    private Path directory;

    private final KafkaBroker broker;

    KafkaPipelineTest(KafkaBroker broker) {
        this.broker = broker;
    }

    private String pipeline(String trigger, String select) {
        return """
                CREATE TEMPORARY VIEW pipe_in USING kafka
                OPTIONS (kafka.bootstrap.servers '%1$s', subscribe 'pipe-in', startingOffsets 'earliest', includeHeaders 'true');
                CREATE STREAMING TABLE pipe_out USING kafka
                TBLPROPERTIES ('kafka.bootstrap.servers' = '%1$s', 'topic' = 'pipe-out', 'trigger' = '%2$s',
                               'checkpointLocation' = '%3$s')
                AS %4$s
                """.formatted(broker.bootstrapServers(), trigger, directory.resolve("checkpoint"), select);
    }

    private List<String> written() {
        return broker.read("pipe-out").stream()
                .map(record -> new String(record.value(), StandardCharsets.UTF_8))
                .toList();
    }

    @Test
    void aQueryGoesOnWhereItLeftOff() throws InterruptedException {
        broker.createTopic("pipe-in", 1);
        broker.createTopic("pipe-out", 1);
        String select = "SELECT key, concat(topic, '/', offset, ' ', upper(CAST(value AS STRING))) AS value, headers"
                + " FROM STREAM pipe_in WHERE value IS NOT NULL";
        for (List<String> values : List.of(List.of("a", "b"), List.of("c"))) {
            broker.produce("pipe-in", 0, values.toArray(String[]::new));
            try (Pawl pawl = Pawl.local()) {
                pawl.sql(pipeline("available-now", select)).get(0).awaitTermination();
            }
        }
        assertThat(written()).containsExactly("pipe-in/0 A", "pipe-in/1 B", "pipe-in/2 C");

        try (Pawl pawl = Pawl.local()) {
            StreamingQuery query =
                    pawl.sql(pipeline("continuous-batches", select)).get(0);
            broker.produce("pipe-in", 0, "d");
            query.processAllAvailable();
            broker.produce("pipe-in", 0, "e");
            query.processAllAvailable();
            query.stop();
        }
        assertThat(written()).hasSize(5).endsWith("pipe-in/3 D", "pipe-in/4 E");

        try (Pawl pawl = Pawl.local()) {
            StreamingQuery query = pawl.sql(pipeline("available-now", "SELECT offset AS value FROM STREAM pipe_in"))
                    .get(0);
            assertThatThrownBy(query::awaitTermination)
                    .hasMessageContaining(
                            "value attribute unsupported type bigint. value must be a(n) string or binary");
        }
    }
}
