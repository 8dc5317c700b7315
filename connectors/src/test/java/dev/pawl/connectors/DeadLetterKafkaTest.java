package dev.pawl.connectors;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.checkpoint.error.ErrorCode;
import dev.pawl.engine.deadletter.DeadLetter;
import dev.pawl.testkit.KafkaBroker;
import dev.pawl.testkit.SharedBroker;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Records of Kafka that a query cannot take, in files and in a topic. */
@ExtendWith(SharedBroker.class)
class DeadLetterKafkaTest {
    private static final String SELECT =
            " AS SELECT offset, CAST(key AS STRING) AS k, 12 / %s AS part, timestamp, hex(headers[0].value) AS h FROM STREAM orders";
    private static final String STRICT =
            SELECT.formatted("CAST(value AS INT)").replace("value AS INT", "CAST(value AS STRING) AS INT");
    private static final String FORGIVING = SELECT.formatted("try_cast(CAST(value AS STRING) AS INT)");

    private static final String REFUSED =
            "[KAFKA_ROW_REFUSED] A row for streaming table sales (kafka) cannot be a record of Kafka: ";

    @TempDir
    private Path directory;

    private static String source(KafkaBroker broker, String topic) {
        return "CREATE TEMPORARY VIEW orders USING kafka OPTIONS (kafka.bootstrap.servers '" + broker.bootstrapServers()
                + "', subscribe '" + topic + "', startingOffsets 'earliest', includeHeaders 'true');\n";
    }

    private static String table(String more) {
        return "CREATE STREAMING TABLE sales USING delta TBLPROPERTIES (path '$/out', checkpointLocation '$/cp',"
                + " trigger 'available-now'" + more + ")";
    }

    /** The value of the second is no number, and no text either. */
    private static void produce(KafkaBroker broker, String topic) {
        broker.createTopic(topic, 1);
        byte[] binary = {(byte) 0xFF, 0, '\n'};
        broker.produce(List.of(
                new ProducerRecord<>(topic, 0, 1767225600000L, text("k0"), text("3")),
                new ProducerRecord<>(topic, 0, 1767225601000L, binary, binary, List.of(new RecordHeader("h", binary))),
                new ProducerRecord<>(topic, 0, 1767225602000L, null, text("4"))));
    }

    private static byte[] text(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void aRecordOfATopicComesBackWithAllThatBelongsToIt(KafkaBroker broker) throws IOException {
        produce(broker, "dead-in");
        try (LetterPipeline pipeline = new LetterPipeline(directory)) {
            assertThat(pipeline.failure(
                                    source(broker, "dead-in") + table("").replace("/cp", "/cp0") + STRICT,
                                    ErrorCode.ROW_FAILED)
                            .what())
                    .startsWith("The record at dead-in-0, offset 1 cannot be evaluated: [CAST_INVALID_INPUT] ");
            String kept = source(broker, "dead-in") + table(", badRecords '$/bad'");
            pipeline.run(kept + STRICT);
            DeadLetter letter = pipeline.letters().get(0);

            assertThat(pipeline.letters()).hasSize(1);
            assertThat(letter.position()).isEqualTo("dead-in-0, offset 1");
            assertThat(letter.json())
                    .endsWith(
                            "\"kind\":\"record\",\"rawBase64\":\"/wAK\",\"origin\":{\"topic\":\"dead-in\",\"partition\":0,"
                                    + "\"offset\":1,\"timestampMs\":1767225601000,\"timestampType\":0,\"key\":\"/wAK\","
                                    + "\"headers\":[{\"key\":\"h\",\"value\":\"/wAK\"}]}}");

            pipeline.replay(kept + FORGIVING);

            assertThat(pipeline.rows("offset BIGINT, part DOUBLE, timestamp TIMESTAMP, h STRING"))
                    .containsExactly(
                            "0 4.0 1767225600000000 null",
                            "1 null 1767225601000000 FF000A",
                            "2 3.0 1767225602000000 null");
        }
    }

    @Test
    void aTopicTakesDeadLettersAndGivesThemBack(KafkaBroker broker) throws IOException {
        produce(broker, "dead-from");
        broker.createTopic("dead-to", 1);
        String kept = source(broker, "dead-from")
                + table(", badRecords 'kafka:dead-to', badRecords.kafka.bootstrap.servers '" + broker.bootstrapServers()
                        + "', badRecords.kafka.client.id 'dead'");
        try (LetterPipeline pipeline = new LetterPipeline(directory)) {
            pipeline.run(kept + STRICT);

            assertThat(broker.read("dead-to")).hasSize(1);
            String value = new String(broker.read("dead-to").get(0).value(), StandardCharsets.UTF_8);
            assertThat(DeadLetter.parse(value, "it").position()).isEqualTo("dead-from-0, offset 1");

            pipeline.replay(kept + FORGIVING);
            assertThat(pipeline.replay(kept + FORGIVING)).isEmpty();

            assertThat(pipeline.rows("offset BIGINT, part DOUBLE")).containsExactly("0 4.0", "1 null", "2 3.0");
        }
    }

    @Test
    void aRowWithoutATopicIsABadRecord(KafkaBroker broker) throws IOException {
        broker.createTopic("dead-out", 1);
        try (LetterPipeline pipeline = new LetterPipeline(directory)) {
            pipeline.write(
                    "in/a.json", "{\"t\":\"dead-out\",\"v\":\"1\"}\n{\"v\":\"2\"}\n{\"t\":\"dead-out\",\"v\":\"3\"}\n");

            pipeline.run("CREATE TEMPORARY VIEW events (t STRING, v STRING) USING json OPTIONS (path '$/in');\n"
                    + "CREATE STREAMING TABLE sales USING kafka TBLPROPERTIES (kafka.bootstrap.servers '"
                    + broker.bootstrapServers() + "', checkpointLocation '$/cp', trigger 'once', badRecords '$/bad')"
                    + " AS SELECT t AS topic, v AS value FROM STREAM events");

            assertThat(broker.read("dead-out").stream()
                            .map(record -> new String(record.value(), StandardCharsets.UTF_8)))
                    .containsExactly("1", "3");
            assertThat(pipeline.letterTexts())
                    .containsExactly("file://$/in/a.json, line 2 KAFKA_NULL_TOPIC_IN_DATA {\"v\":\"2\"}");
        }
    }

    @Test
    void rowsThatAreCommittedAreNotWrittenAgainBecauseTheirLettersCannotBeDelivered(KafkaBroker broker)
            throws IOException {
        produce(broker, "dead-once-in");
        broker.createTopic("dead-once", 1);
        String query = source(broker, "dead-once-in")
                + "CREATE STREAMING TABLE sales USING kafka TBLPROPERTIES (kafka.bootstrap.servers '"
                + broker.bootstrapServers() + "', topic 'dead-once', exactlyOnce 'true', checkpointLocation '$/cp',"
                + " trigger 'available-now', badRecords '$/bad')"
                + " AS SELECT CAST(CAST(CAST(value AS STRING) AS INT) AS STRING) AS value FROM STREAM orders";
        try (LetterPipeline pipeline = new LetterPipeline(directory)) {
            pipeline.write("bad", "a file where the directory is to be");

            assertThat(pipeline.failure(query, ErrorCode.SINK_FAILED).what())
                    .isEqualTo("The dead letters of batch 0 were not delivered to " + directory + "/bad.");
            assertThat(values(broker, "dead-once")).containsExactly("3", "4");

            Files.delete(directory.resolve("bad"));
            pipeline.run(query);
            assertThat(pipeline.letters()).hasSize(1);
            assertThat(values(broker, "dead-once")).containsExactly("3", "4");
        }
    }

    /** What made the record bad may be gone when the batch runs again: its letter was delivered for a batch that is done. */
    @Test
    void aBatchOfNothingButBadRecordsIsKnownAgain(KafkaBroker broker) throws IOException {
        broker.createTopic("dead-all", 1);
        String query = "CREATE TEMPORARY VIEW events (id INT) USING json OPTIONS (path '$/in', maxFilesPerTrigger 1);\n"
                + "CREATE TEMPORARY VIEW parts (id INT, by INT) USING json OPTIONS (path '$/parts');\n"
                + "CREATE STREAMING TABLE sales USING kafka TBLPROPERTIES (kafka.bootstrap.servers '"
                + broker.bootstrapServers() + "', topic 'dead-all', exactlyOnce 'true', checkpointLocation '$/cp',"
                + " trigger 'available-now', badRecords '$/bad')"
                + " AS SELECT CAST(12 / by AS STRING) AS value FROM STREAM events JOIN parts USING (id)";
        try (LetterPipeline pipeline = new LetterPipeline(directory)) {
            pipeline.write("in/a.json", "{\"id\":1}\n");
            pipeline.write("parts/p.json", "{\"id\":1,\"by\":0}\n");
            pipeline.run(query);
            assertThat(pipeline.letters()).hasSize(1);

            // As if it had died after the delivery.
            Files.delete(directory.resolve("cp/commits/0"));
            pipeline.write("parts/p.json", "{\"id\":1,\"by\":3}\n");
            pipeline.run(query);

            assertThat(values(broker, "dead-all")).isEmpty();
            assertThat(pipeline.letters()).hasSize(1);
            assertThat(directory.resolve("cp/commits/0")).exists();

            pipeline.write("in/b.json", "{\"id\":1}\n");
            pipeline.run(query);
            assertThat(values(broker, "dead-all")).containsExactly("4.0");
        }
    }

    @Test
    void aDeliveryThatDiedKeepsNoQueryFromStarting(KafkaBroker broker) throws IOException {
        produce(broker, "dead-open-in");
        broker.createTopic("dead-open", 1);
        broker.createTopic("dead-open-letters", 1);
        String servers = broker.bootstrapServers();
        String query = source(broker, "dead-open-in")
                + "CREATE STREAMING TABLE sales USING kafka TBLPROPERTIES (kafka.bootstrap.servers '" + servers
                + "', topic 'dead-open', exactlyOnce 'true', checkpointLocation '$/cp', trigger 'available-now',"
                + " badRecords 'kafka:dead-open-letters', badRecords.kafka.bootstrap.servers '" + servers + "')"
                + " AS SELECT CAST(CAST(CAST(value AS STRING) AS INT) AS STRING) AS value FROM STREAM orders";
        try (LetterPipeline pipeline = new LetterPipeline(directory)) {
            byte[] key = text(pipeline.run(query).id() + "-dead-letters");
            String ledger = Stream.of("pawl-batches", "pawl-dead-letter-batches")
                    .filter(topic -> broker.read(topic).stream().anyMatch(record -> Arrays.equals(record.key(), key)))
                    .findFirst()
                    .orElseThrow();
            Map<String, Object> settings = Map.of(
                    "bootstrap.servers",
                    servers,
                    "transactional.id",
                    "pawl-" + new String(key, StandardCharsets.UTF_8));
            try (KafkaProducer<byte[], byte[]> dead =
                    new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
                dead.initTransactions();
                dead.beginTransaction();
                Future<?> sent = dead.send(new ProducerRecord<>(ledger, key, text("{\"batchId\":1}")));
                dead.flush();
                assertThat(sent).isDone();
                broker.produce("dead-open-in", 0, "x", "5");

                pipeline.run(query);
            }
            assertThat(values(broker, "dead-open")).containsExactly("3", "4", "5");
            assertThat(values(broker, "dead-open-letters")).hasSize(2);
        }
    }

    @Test
    void rowsThatKafkaWouldRefuseAreBadRecords(KafkaBroker broker) throws IOException {
        broker.createTopic("dead-unfit", 1);
        broker.createTopic("dead-unfit2", 1, Map.of("max.message.bytes", "20000"));
        try (LetterPipeline pipeline = new LetterPipeline(directory)) {
            pipeline.write(
                    "in/a.json",
                    "{\"n\":1}\n{\"n\":2000000}\n{\"n\":2,\"p\":-1}\n{\"n\":2,\"t\":\"no topic\"}\n{\"n\":2,\"h\":1}\n{\"n\":2}\n");
            String query =
                    "CREATE TEMPORARY VIEW events (n INT, p INT, t STRING, h INT) USING json OPTIONS (path '$/in');\n"
                            + "CREATE STREAMING TABLE sales USING kafka TBLPROPERTIES (kafka.bootstrap.servers '"
                            + broker.bootstrapServers()
                            + "', checkpointLocation '$/cp', trigger 'once', badRecords '$/bad')"
                            + " AS SELECT coalesce(t, 'dead-unfit') AS topic, repeat('x', n) AS value, p AS partition,"
                            + " if(h IS NULL, NULL, array(named_struct('key', CAST(NULL AS STRING), 'value', X'00'))) AS headers"
                            + " FROM STREAM events";
            pipeline.run(query);

            assertThat(values(broker, "dead-unfit")).containsExactly("x", "xx");
            assertThat(pipeline.letters())
                    .extracting(DeadLetter::errorMessage)
                    .containsExactly(
                            REFUSED + "it has 2000088 bytes with what Kafka adds, and the producer takes 1048576"
                                    + " (kafka.max.request.size, kafka.buffer.memory).",
                            REFUSED + "its partition is -1.",
                            REFUSED + "its topic is \"no topic\", which is no name of one.",
                            REFUSED + "a header of it has no key.");

            String failing = query.replace("/cp", "/cp2").replace(", badRecords '$/bad'", "");
            assertThat(pipeline.failure(failing, ErrorCode.KAFKA_ROW_REFUSED))
                    .hasMessageContaining(
                            "The row comes from the record at file://" + directory + "/in/a.json, line 2. ")
                    .hasMessageEndingWith(ErrorCode.KAFKA_ROW_REFUSED.remedy());
            pipeline.write("in/a.json", "{\"n\":1}\n{\"n\":30000}\n");
            assertThat(pipeline.failure(
                                    failing.replace("/cp2", "/cp3").replace("'dead-unfit'", "'dead-unfit2'"),
                                    ErrorCode.KAFKA_ROW_REFUSED)
                            .what())
                    .startsWith("Kafka refused a row of batch 0 (KafkaSink[by column topic]): ");
            assertThat(values(broker, "dead-unfit2")).hasSizeLessThan(2);
        }
    }

    @Test
    void lettersDoNotPassForThoseOfABatchThatHadTheSameNumber(KafkaBroker broker) throws IOException {
        produce(broker, "dead-again-in");
        broker.createTopic("dead-again", 1);
        String query = source(broker, "dead-again-in")
                + table(", badRecords 'kafka:dead-again', badRecords.kafka.bootstrap.servers '"
                                + broker.bootstrapServers() + "'")
                        .replace("delta", "noop")
                + STRICT;
        try (LetterPipeline pipeline = new LetterPipeline(directory)) {
            pipeline.run(query);
            Files.delete(directory.resolve("cp/commits/0"));
            Files.delete(directory.resolve("cp/offsets/0"));

            assertThat(pipeline.failure(query, ErrorCode.SINK_BATCH_UNKNOWN).what())
                    .startsWith("The place of dead letters kafka:dead-again has a batch 0 already, ");
        }
    }

    private static List<String> values(KafkaBroker broker, String topic) {
        return broker.read(topic).stream()
                .map(record -> new String(record.value(), StandardCharsets.UTF_8))
                .toList();
    }
}
