package dev.pawl.connectors.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pawl.checkpoint.error.ErrorCode;
import dev.pawl.checkpoint.error.PawlException;
import dev.pawl.engine.option.Options;
import dev.pawl.engine.sink.OutputMode;
import dev.pawl.engine.sink.RowWriter;
import dev.pawl.engine.sink.SinkBatch;
import dev.pawl.engine.sink.SinkFormat;
import dev.pawl.engine.sink.SinkRequest;
import dev.pawl.engine.sink.StreamSink;
import dev.pawl.engine.sink.WrittenPart;
import dev.pawl.testkit.KafkaBroker;
import dev.pawl.testkit.SharedBroker;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.catalyst.util.GenericArrayData;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.unsafe.types.UTF8String;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@ExtendWith(SharedBroker.class)
final class KafkaSinkTest {
    private final KafkaBroker broker;

    KafkaSinkTest(KafkaBroker broker) {
        this.broker = broker;
    }

    private StreamSink sink(String columns, String... namesAndValues) {
        Map<String, String> options = new HashMap<>();
        options.put("kafka.bootstrap.servers", broker.bootstrapServers());
        for (int i = 0; i < namesAndValues.length; i += 2) {
            options.put(namesAndValues[i], namesAndValues[i + 1]);
        }
        return new KafkaSinkFormat()
                .open(
                        new SinkRequest(
                                new Options("sink out (kafka)", options),
                                StructType.fromDDL(columns),
                                List.of(),
                                OutputMode.APPEND,
                                "query"),
                        new KafkaQuery.TestOutside());
    }

    private static InternalRow row(@Nullable Object... values) {
        for (int i = 0; i < values.length; i++) {
            values[i] = values[i] instanceof String text ? UTF8String.fromString(text) : values[i];
        }
        return new GenericInternalRow(values);
    }

    private static List<WrittenPart> write(StreamSink sink, InternalRow... rows) throws IOException {
        SinkBatch batch = sink.begin(7);
        RowWriter writer = batch.writer(0, 0);
        for (InternalRow row : rows) {
            writer.write(row);
        }
        List<WrittenPart> parts = List.of(writer.finish());
        batch.commit(parts);
        return parts;
    }

    private static @Nullable String text(byte @Nullable [] bytes) {
        return bytes == null ? null : new String(bytes, StandardCharsets.UTF_8);
    }

    @Test
    void theFormatIsFoundByItsName() {
        assertThat(ServiceLoader.load(SinkFormat.class))
                .anyMatch(format -> format.name().equals("kafka") && format instanceof KafkaSinkFormat);
    }

    @Test
    void rowsBecomeRecords() throws IOException {
        broker.createTopic("sink-all", 3);
        InternalRow header = row("h", "hv".getBytes(StandardCharsets.UTF_8));
        try (StreamSink sink =
                sink("headers ARRAY<STRUCT<key: STRING, value: BINARY>>, value STRING, key BINARY, partition INT,"
                        + " topic STRING, ignored INT")) {
            List<WrittenPart> parts = write(
                    sink,
                    row(new GenericArrayData(new Object[] {header}), "v1", new byte[] {'k'}, 2, "sink-all", 1),
                    row(null, null, null, 1, "sink-all", 2));
            assertThat(parts).extracting(WrittenPart::rows).containsExactly(2L);
            assertThat(sink.isCommitted(7)).isFalse();
            assertThat(sink.description()).isEqualTo("KafkaSink[by column topic]");
        }
        List<ConsumerRecord<byte[], byte[]>> records = broker.read("sink-all");
        assertThat(records)
                .extracting(record -> record.partition() + " " + text(record.key()) + " " + text(record.value()))
                .containsExactly("1 null null", "2 k v1");
        assertThat(records.get(1).headers().headers("h"))
                .singleElement()
                .satisfies(found -> assertThat(text(found.value())).isEqualTo("hv"));
    }

    @Test
    void theOptionWinsOverTheColumn() throws IOException {
        broker.createTopic("sink-option", 1);
        try (StreamSink sink = sink("topic STRING, value BINARY", "topic", " sink-option ")) {
            assertThat(sink.description()).isEqualTo("KafkaSink[sink-option]");
            write(sink, row("elsewhere", new byte[] {'v'}));
            write(sink, row(null, new byte[] {'w'}));
        }
        assertThat(broker.read("sink-option"))
                .extracting(record -> text(record.value()))
                .containsExactly("v", "w");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "key STRING, topic STRING | Required attribute 'value' not found",
                "value STRING | topic option required when no 'topic' attribute is present",
                "value INT, topic STRING | value attribute unsupported type int. value must be a(n) string or binary",
                "value STRING, topic BINARY | topic attribute unsupported type binary. topic must be a(n) string",
                "value STRING, topic STRING, key DATE | key attribute unsupported type date. key must be a(n) string or binary",
                "value STRING, topic STRING, partition BIGINT | partition attribute unsupported type bigint. partition must be a(n) int",
                "value STRING, topic STRING, headers MAP<STRING,BINARY> | headers attribute unsupported type map<string,binary>."
                        + " headers must be a(n) array<struct<key:string,value:binary>>"
            })
    void columnsThatAreNoRecordAreRefused(String columns, String text) {
        assertThatThrownBy(() -> sink(columns)).isInstanceOfSatisfying(PawlException.class, e -> {
            assertThat(e.code()).isEqualTo(ErrorCode.SINK_SCHEMA_MISMATCH);
            assertThat(e.what()).startsWith("The query does not fit sink out (kafka): " + text);
        });
    }

    @Test
    void settingsThatWouldChangeWhatIsWrittenAreRefused() {
        for (String option : List.of("kafka.key.serializer", "kafka.value.serializer")) {
            assertThatThrownBy(() -> sink("value STRING", "topic", "t", option, "x"))
                    .isInstanceOf(PawlException.class)
                    .hasMessageContaining("are serialized with ByteArraySerializer");
        }
    }

    @Test
    void aRowWithoutTopicIsAnError() {
        try (StreamSink sink = sink("value STRING, topic STRING")) {
            assertThatThrownBy(() -> write(sink, row("v", null)))
                    .isInstanceOfSatisfying(PawlException.class, e -> assertThat(e.code())
                            .isEqualTo(ErrorCode.KAFKA_NULL_TOPIC_IN_DATA));
        }
    }

    @Test
    void aTopicThatDoesNotExistIsAnErrorWhenTheTaskFinishes() {
        try (StreamSink sink = sink("value STRING", "topic", "sink-nowhere", "kafka.max.block.ms", "300")) {
            assertThatThrownBy(() -> write(sink, row("v"))).isInstanceOfSatisfying(PawlException.class, e -> {
                assertThat(e.code()).isEqualTo(ErrorCode.SINK_FAILED);
                assertThat(e.what())
                        .isEqualTo("Writing batch 7 to Kafka (KafkaSink[sink-nowhere]) failed: Topic sink-nowhere not"
                                + " present in metadata after 300 ms.");
            });
        }
    }

    @Test
    void aRecordThatKafkaRefusesIsAnErrorWhenTheTaskFinishes() throws IOException {
        broker.createTopic("sink-small", 1, Map.of("max.message.bytes", "100"));
        try (StreamSink sink = sink("value STRING", "topic", "sink-small")) {
            assertThatThrownBy(() -> write(sink, row("x".repeat(1000))))
                    .isInstanceOfSatisfying(
                            PawlException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.KAFKA_ROW_REFUSED));
            write(sink, row("small")); // the next attempt has a writer of its own
        }
        assertThat(broker.read("sink-small")).hasSize(1);
    }
}
