package dev.pawl.connectors.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pawl.checkpoint.json.JsonProblem;
import dev.pawl.checkpoint.log.SourceOffset;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class PartitionJsonTest {
    private static String text(Map<TopicPartition, Long> offsets) {
        return PartitionOffsets.of(offsets).toSourceOffset().text();
    }

    @Test
    void offsetsAreWrittenAsSparkWritesThem() {
        Map<TopicPartition, Long> offsets = new HashMap<>();
        for (int partition = 11; partition >= 0; partition--) {
            offsets.put(new TopicPartition("orders", partition), 10L * partition);
        }
        offsets.put(new TopicPartition("clicks", 0), Long.MAX_VALUE);
        assertThat(text(offsets))
                .isEqualTo("{\"clicks\":{\"0\":9223372036854775807},\"orders\":{\"0\":0,\"1\":10,\"2\":20,\"3\":30,"
                        + "\"4\":40,\"5\":50,\"6\":60,\"7\":70,\"8\":80,\"9\":90,\"10\":100,\"11\":110}}");
    }

    @Test
    void theOrderIsThatOfScalasHashTableWithSixteenBuckets() {
        assertThat(text(Map.of(new TopicPartition("orders", 5), 1L, new TopicPartition("orders", 17), 2L)))
                .isEqualTo("{\"orders\":{\"17\":2,\"5\":1}}");
    }

    @Test
    void noPartitionsAreAnEmptyObject() {
        assertThat(text(Map.of())).isEqualTo("{}");
    }

    @Test
    void theTextOfALogIsKeptAsItIs() {
        SourceOffset logged = new SourceOffset("{\"orders\": {\"5\":1,\"17\":2}}");
        assertThat(PartitionOffsets.parse(logged).toSourceOffset()).isSameAs(logged);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[]",
                "{\"t\":1}",
                "{\"t\":{\"a\":1}}",
                "{\"t\":{\"0\":\"x\"}}",
                "{\"t\":{\"0\":1.5}}",
                "{\"t\":",
                "1"
            })
    void whatIsNoOffsetIsRefused(String text) {
        assertThatThrownBy(() -> PartitionJson.numbers(text)).isInstanceOf(JsonProblem.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"t\":1}", "{\"t\":[1.5]}", "{\"t\":{\"0\":1}}", "[0]"})
    void whatAreNoPartitionsIsRefused(String text) {
        assertThatThrownBy(() -> PartitionJson.partitions(text)).isInstanceOf(JsonProblem.class);
    }
}
