package dev.pawl.connectors.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pawl.checkpoint.error.ErrorCode;
import dev.pawl.checkpoint.error.PawlException;
import dev.pawl.engine.Pawl;
import dev.pawl.engine.option.Options;
import dev.pawl.engine.sink.OutputMode;
import dev.pawl.engine.sink.RowWriter;
import dev.pawl.engine.sink.SinkBatch;
import dev.pawl.engine.sink.SinkRequest;
import dev.pawl.engine.sink.StreamSink;
import dev.pawl.engine.sink.WrittenPart;
import dev.pawl.testkit.KafkaBroker;
import dev.pawl.testkit.SharedBroker;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.apache.kafka.clients.admin.TransactionState;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.unsafe.types.UTF8String;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Whatever becomes of a transaction: who starts the query again sees every batch once. */
@ExtendWith(SharedBroker.class)
final class KafkaExactlyOnceTest {
    private static final long BATCH = 7;

    @TempDir
    private Path checkpoint;

    private final KafkaBroker broker;
    private final KafkaQuery.TestOutside outside = new KafkaQuery.TestOutside();

    KafkaExactlyOnceTest(KafkaBroker broker) {
        this.broker = broker;
    }

    private StreamSink sink(String topic, Map<String, String> more) {
        Map<String, String> options = new HashMap<>();
        options.put("kafka.bootstrap.servers", broker.bootstrapServers());
        options.put("topic", topic);
        options.put("exactlyOnce", "true");
        options.putAll(more);
        return new KafkaSinkFormat()
                .open(
                        new SinkRequest(
                                new Options("sink out (kafka)", options),
                                StructType.fromDDL("value STRING"),
                                List.of(),
                                OutputMode.APPEND,
                                "query-of-" + topic),
                        outside);
    }

    private StreamSink sink(String topic) {
        return sink(topic, Map.of());
    }

    private static List<WrittenPart> write(SinkBatch batch, String... values) throws IOException {
        RowWriter writer = batch.writer(0, 0);
        for (String value : values) {
            writer.write(new GenericInternalRow(new Object[] {UTF8String.fromString(value)}));
        }
        return List.of(writer.finish());
    }

    private List<String> committed(String topic) {
        return broker.read(topic).stream()
                .map(record -> new String(record.value(), StandardCharsets.UTF_8))
                .toList();
    }

    private static void assertFails(ThrowingCallable call, ErrorCode code, String what) {
        assertThatThrownBy(call).isInstanceOfSatisfying(PawlException.class, e -> {
            assertThat(e.what()).startsWith(what);
            assertThat(e.code()).isEqualTo(code);
            assertThat(e).hasMessageStartingWith("[" + code + "]").hasMessageEndingWith(code.remedy());
        });
    }

    @Test
    void aBatchIsSeenWhenItIsCommittedAndIsKnownByItsQuery() throws IOException {
        broker.createTopic("once", 2);
        broker.createTopic("once-other", 1);
        try (StreamSink sink = sink("once")) {
            SinkBatch batch = sink.begin(BATCH);
            List<WrittenPart> parts = write(batch, "a", "b");
            assertThat(parts).extracting(WrittenPart::rows).containsExactly(2L);
            assertThat(sink.isCommitted(BATCH)).isFalse();
            batch.commit(parts);
            assertThat(committed("once")).containsExactlyInAnyOrder("a", "b");
            assertThat(sink.isCommitted(BATCH)).isTrue();
            assertThat(sink.isCommitted(BATCH + 1)).isFalse();
        }
        try (StreamSink again = sink("once");
                StreamSink other = sink("once-other")) {
            assertThat(again.description()).isEqualTo("KafkaSink[once]");
            assertThat(again.takesTasksBack()).isFalse();
            assertThat(again.isCommitted(BATCH)).isTrue();
            assertThat(again.isCommitted(BATCH + 1)).isFalse();
            assertThat(other.isCommitted(0)).isFalse();
            SinkBatch empty = again.begin(BATCH + 1);
            empty.commit(write(empty));
            SinkBatch next = again.begin(BATCH + 2);
            next.commit(write(next, "c"));
            assertThat(again.isCommitted(BATCH + 2)).isTrue();
        }
        assertThat(committed("once")).containsExactlyInAnyOrder("a", "b", "c");
    }

    @Test
    void whatAProcessThatDiedLeftOpenIsNeverSeen() throws IOException {
        broker.createTopic("left-open", 1);
        try (StreamSink dies = sink("left-open")) {
            write(dies.begin(BATCH), "lost-1", "lost-2");
        }
        try (StreamSink sink = sink("left-open")) {
            assertThat(sink.isCommitted(BATCH)).isFalse();
            SinkBatch batch = sink.begin(BATCH);
            batch.commit(write(batch, "a", "b"));
        }
        assertThat(committed("left-open")).containsExactly("a", "b");
    }

    /** A failed task cannot be taken back alone: the batch is begun again as a whole. */
    @Test
    void anAbortedBatchIsBegunAgain() throws IOException {
        broker.createTopic("aborted", 1, Map.of("max.message.bytes", "20000"));
        try (StreamSink sink = sink("aborted")) {
            SinkBatch batch = sink.begin(BATCH);
            assertThatThrownBy(() -> write(batch, "ok", "x".repeat(30_000)))
                    .hasMessageStartingWith(
                            "[KAFKA_ROW_REFUSED] Kafka refused a row of batch 7 (KafkaSink[aborted]): ");
            assertThatThrownBy(() -> batch.writer(0, 1)).isInstanceOf(IllegalStateException.class);
            batch.abort();
            batch.abort();
            SinkBatch again = sink.begin(BATCH);
            again.commit(write(again, "ok", "small"));
            assertThat(sink.isCommitted(BATCH)).isTrue();
        }
        assertThat(committed("aborted")).containsExactly("ok", "small");
    }

    /** The answer to the commit is lost on its way; what the broker made of it only the next start can tell. */
    @Test
    void aCommitWhoseAnswerIsLostIsFound() throws IOException {
        broker.createTopic("unknown-done", 1);
        Map<String, String> slow =
                Map.of("kafka.bootstrap.servers", broker.proxy().bootstrapServers(), "kafka.max.block.ms", "1000");
        try (StreamSink sink = sink("unknown-done", slow)) {
            SinkBatch batch = sink.begin(BATCH);
            write(batch, "a");
            assertCommitUnknown(batch, "unknown-done", () -> broker.proxy().holdAnswers());
        } finally {
            broker.proxy().cut();
        }
        try (StreamSink again = sink("unknown-done")) {
            assertThat(again.isCommitted(BATCH)).isTrue();
        }
        assertThat(committed("unknown-done")).containsExactly("a");
    }

    @Test
    void aCommitThatKafkaNeverHeardOfIsMadeAgain() throws IOException {
        broker.createTopic("unknown-lost", 1);
        Map<String, String> slow =
                Map.of("kafka.bootstrap.servers", broker.proxy().bootstrapServers(), "kafka.max.block.ms", "1000");
        try (StreamSink sink = sink("unknown-lost", slow)) {
            SinkBatch batch = sink.begin(BATCH);
            write(batch, "a");
            assertCommitUnknown(batch, "unknown-lost", () -> broker.proxy().holdRequests());
        } finally {
            broker.proxy().cut();
        }
        try (StreamSink again = sink("unknown-lost")) {
            assertThat(again.isCommitted(BATCH)).isFalse();
            SinkBatch batch = again.begin(BATCH);
            batch.commit(write(batch, "a"));
        }
        assertThat(committed("unknown-lost")).containsExactly("a");
    }

    /** Cuts the way when the batch is in the ledger and only the commit itself is left. */
    private static void assertCommitUnknown(SinkBatch batch, String topic, Runnable cut) {
        ((TransactionalSink.Transaction) batch).noteInLedger();
        cut.run();
        assertFails(
                ((TransactionalSink.Transaction) batch)::commitTransaction,
                ErrorCode.SINK_COMMIT_UNKNOWN,
                "Whether Kafka committed batch 7 of KafkaSink[" + topic + "] is not known: ");
    }

    @Test
    void aZombieIsFenced() throws IOException {
        broker.createTopic("zombie", 1);
        String what = "Another process writes as query query-of-zombie to KafkaSink[zombie]: Kafka lets this one not go"
                + " on with batch ";
        try (StreamSink zombie = sink("zombie")) {
            SinkBatch old = zombie.begin(BATCH);
            List<WrittenPart> parts = write(old, "from the zombie");
            try (StreamSink owner = sink("zombie")) {
                assertThat(owner.isCommitted(BATCH)).isFalse();
                assertFails(() -> old.commit(parts), ErrorCode.SINK_FENCED, what + 7);
                SinkBatch batch = owner.begin(BATCH);
                batch.commit(write(batch, "from the owner"));
                old.abort();
                assertThatThrownBy(() -> write(zombie.begin(BATCH + 1), "again"))
                        .isInstanceOf(PawlException.class);
            }
        }
        assertThat(committed("zombie")).containsExactly("from the owner");
    }

    @Test
    void aBatchThatOutlivesItsTransactionIsAnErrorThatNamesTheOption() throws Exception {
        broker.createTopic("too-long", 1);
        try (StreamSink sink = sink("too-long", Map.of("kafka.transaction.timeout.ms", "500"))) {
            SinkBatch batch = sink.begin(BATCH);
            List<WrittenPart> parts = write(batch, "a");
            broker.awaitTransaction("pawl-query-of-too-long", TransactionState.COMPLETE_ABORT);
            outside.pass(Duration.ofMillis(800));
            assertFails(
                    () -> batch.commit(parts),
                    ErrorCode.SINK_TRANSACTION_TIMED_OUT,
                    "Batch 7 of KafkaSink[too-long] took 800 milliseconds, and Kafka aborted its transaction after"
                            + " kafka.transaction.timeout.ms=500.");
        }
        try (StreamSink again = sink("too-long")) {
            assertThat(again.isCommitted(BATCH)).isFalse();
        }
        assertThat(committed("too-long")).isEmpty();
        assertFails(
                () -> sink("too-long", Map.of("kafka.transaction.timeout.ms", "2000000")),
                ErrorCode.OPTION_INVALID,
                "Option kafka.transaction.timeout.ms of sink out (kafka) must be at most what brokers permit");
    }

    @Test
    void optionsThatContradictExactlyOnceAreRefused() {
        assertFails(
                () -> sink("t", Map.of("kafka.transactional.id", "mine")),
                ErrorCode.OPTION_INVALID,
                "Kafka option 'transactional.id' is not supported for sink out (kafka). Set option exactlyOnce to true:"
                        + " then the id is that of the query.");
        assertFails(
                () -> sink("t", Map.of("kafka.acks", "1")),
                ErrorCode.OPTION_INVALID,
                "The Kafka producer of sink out (kafka) could not be made from its options: ");
    }

    @Test
    void aLedgerThatForgetsIsRefused() {
        broker.createTopic("forgetful", 1);
        assertFails(
                () -> sink("t", Map.of("ledgerTopic", "forgetful")),
                ErrorCode.KAFKA_LEDGER_UNFIT,
                "Topic forgetful has cleanup.policy=delete, so it would forget which batches were committed.");
    }

    @Test
    void aLedgerThatHoldsOtherThingsIsRefused() {
        broker.createTopic("scribbled", 3, Map.of("cleanup.policy", "compact"));
        broker.produce(List.of(
                new ProducerRecord<>("scribbled", 2, bytes("someone"), bytes("else")),
                new ProducerRecord<>("scribbled", 2, bytes("query-of-t"), bytes("{\"batchId\":\"x\"}"))));
        assertFails(
                () -> sink("t", Map.of("ledgerTopic", "scribbled")),
                ErrorCode.KAFKA_LEDGER_UNFIT,
                "The record at offset 1 of scribbled-2 does not tell a batch: expected a whole number in field"
                        + " \"batchId\".");
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** An end that readers of committed records cannot see yet may hide a batch of this query: it is waited for. */
    @Test
    void theLedgerIsReadBehindOpenTransactionsOfOthers() throws Exception {
        broker.createTopic("shared-ledger", 1, Map.of("cleanup.policy", "compact"));
        ClientSettings settings = ClientSettings.ofSink(
                new Options("sink out (kafka)", Map.of("kafka.bootstrap.servers", broker.bootstrapServers())));
        try (BatchLedger ledger = new BatchLedger("shared-ledger", settings, Duration.ofMillis(300));
                KafkaProducer<byte[], byte[]> other = broker.newProducer(Map.of("transactional.id", "other"))) {
            other.initTransactions();
            other.beginTransaction();
            other.send(ledger.entry("other", 1)).get();
            broker.produce(List.of(ledger.entry("mine", 41), ledger.entry("mine", 42)));
            assertFails(
                    () -> ledger.last("mine"),
                    ErrorCode.SINK_FAILED,
                    "Topic shared-ledger at " + broker.bootstrapServers() + " could not be read to its end in 400"
                            + " milliseconds, because another query has a transaction open there.");
            other.abortTransaction();
            assertThat(ledger.last("mine")).isEqualTo(OptionalLong.of(42));
            assertThat(ledger.last("other")).isEmpty();
        }
    }

    /** What a task sent before it failed goes with the transaction, and the whole batch is written again. */
    @Test
    void aTaskThatFailsOnceMakesNoDuplicates() throws InterruptedException {
        broker.createTopic("flaky", 1);
        FlakySourceFormat.failOnce();
        String sql = """
                CREATE TEMPORARY VIEW numbers USING flaky;
                CREATE STREAMING TABLE out USING kafka
                TBLPROPERTIES ('kafka.bootstrap.servers' = '%s', 'topic' = 'flaky', 'trigger' = 'available-now',
                               'exactlyOnce' = 'true', 'checkpointLocation' = '%s')
                AS SELECT CAST(value AS STRING) AS value FROM STREAM numbers;
                """.formatted(broker.bootstrapServers(), checkpoint);
        try (Pawl pawl = Pawl.local()) {
            pawl.sql(sql).get(0).awaitTermination();
        }
        assertThat(FlakySourceFormat.failures()).isEqualTo(1);
        assertThat(committed("flaky")).containsExactlyInAnyOrderElementsOf(FlakySourceFormat.ALL);
    }
}
