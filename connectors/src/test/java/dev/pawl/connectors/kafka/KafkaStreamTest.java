package dev.pawl.connectors.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.pawl.checkpoint.error.ErrorCode;
import dev.pawl.checkpoint.error.PawlException;
import dev.pawl.checkpoint.log.SourceOffset;
import dev.pawl.engine.source.ReadLimit;
import dev.pawl.engine.source.RowReader;
import dev.pawl.engine.source.Split;
import dev.pawl.testkit.KafkaBroker;
import dev.pawl.testkit.SharedBroker;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.util.ArrayData;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(SharedBroker.class)
final class KafkaStreamTest {
    @TempDir
    private Path checkpoint;

    private final KafkaBroker broker;

    KafkaStreamTest(KafkaBroker broker) {
        this.broker = broker;
    }

    private KafkaQuery query(Map<String, String> options) {
        return new KafkaQuery(checkpoint, broker.bootstrapServers(), options);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] fixture(String path) throws IOException {
        try (InputStream file = Objects.requireNonNull(
                KafkaStreamTest.class.getResourceAsStream("/fixtures/kafka-two-topics-latest/checkpoint/" + path))) {
            return file.readAllBytes();
        }
    }

    @Test
    void aStreamBeginsAtTheLatestAndRemembersItAsSparkDoes() throws IOException {
        broker.createTopic("fx-t1", 2);
        broker.createTopic("fx-t2", 1);
        broker.produce("fx-t1", 0, "old");
        broker.produce("fx-t2", 0, "old");
        try (KafkaQuery query = query(Map.of("subscribe", "fx-t1,fx-t2"))) {
            String start = query.begin();
            assertThat(Files.readAllBytes(checkpoint.resolve("sources/0/0"))).isEqualTo(fixture("sources/0/0"));
            List<String> offsets = new String(fixture("offsets/0"), StandardCharsets.UTF_8)
                    .lines()
                    .toList();
            assertThat(start).isEqualTo(offsets.get(2));
            assertThat(query.plan().text()).isEqualTo(start);
            assertThat(query.source().splits(Optional.of(new SourceOffset(start)), new SourceOffset(start)))
                    .isEmpty();

            broker.produce("fx-t1", 0, "new");
            query.restart(Map.of("startingOffsets", "earliest"));
            assertThat(query.begin()).isEqualTo(start); // what was remembered is stronger than the option
            assertThat(query.batch()).containsExactly("new");
            assertThat(query.position()).isEqualTo("{\"fx-t1\":{\"0\":2,\"1\":0},\"fx-t2\":{\"0\":1}}");
        }
    }

    @Test
    void aBatchThatIsReadAgainHasTheSameRows() {
        broker.createTopic("again", 2);
        broker.produce("again", 0, "a", "b");
        broker.produce("again", 1, "c");
        try (KafkaQuery query = query(Map.of("subscribe", "again", "startingOffsets", "earliest"))) {
            query.begin();
            assertThat(query.batchTwice()).containsExactly(List.of("a", "b", "c"), List.of("a", "b", "c"));
            broker.produce("again", 0, "d");
            assertThat(query.batch()).containsExactly("d");
            query.moveTo("{\"again\":{\"0\":1,\"1\":0}}");
            assertThat(query.batch()).containsExactly("b", "d", "c");
        }
    }

    @Test
    void aBatchIsLimitedInProportionAndWhatWasFetchedAheadIsNotLost() {
        broker.createTopic("limited", 2);
        broker.produce("limited", 0, "a0", "a1", "a2", "a3", "a4", "a5");
        broker.produce("limited", 1, "b0", "b1", "b2");
        try (KafkaQuery query =
                query(Map.of("subscribe", "limited", "startingOffsets", "earliest", "maxOffsetsPerTrigger", "3"))) {
            query.begin();
            assertThat(query.batch()).containsExactly("a0", "a1", "b0");
            assertThat(query.source().metrics())
                    .containsOnly(
                            Map.entry("minOffsetsBehindLatest", "2"),
                            Map.entry("maxOffsetsBehindLatest", "4"),
                            Map.entry("avgOffsetsBehindLatest", "3.0"));
            assertThat(query.source().reportedLatest()).contains(new SourceOffset("{\"limited\":{\"0\":6,\"1\":3}}"));
            assertThat(query.batch()).containsExactly("a2", "a3", "b1");
            SourceOffset all = query.source()
                    .latestOffset(Optional.of(new SourceOffset(query.position())), ReadLimit.NONE)
                    .orElseThrow();
            assertThat(all.text()).isEqualTo("{\"limited\":{\"0\":6,\"1\":3}}");
            assertThat(query.batch()).containsExactly("a4", "a5", "b2");
        }
    }

    @Test
    void theConsumersStayOpenFromBatchToBatch() {
        broker.createTopic("reused", 1);
        broker.produce("reused", 0, "a");
        try (KafkaQuery query = query(Map.of("subscribe", "reused", "startingOffsets", "earliest"))) {
            query.begin();
            assertThat(query.batch()).containsExactly("a");
            long names = query.namesTaken();
            broker.produce("reused", 0, "b");
            assertThat(query.batchTwice()).containsExactly(List.of("b"), List.of("b"));
            assertThat(query.namesTaken()).isEqualTo(names);
        }
    }

    @Test
    void aBatchWaitsForEnoughRecordsButNotLongerThanTheDelay() {
        broker.createTopic("patient", 1);
        try (KafkaQuery query = query(Map.of(
                "subscribe",
                "patient",
                "startingOffsets",
                "earliest",
                "minOffsetsPerTrigger",
                "3",
                "maxTriggerDelay",
                "1m"))) {
            query.begin();
            broker.produce("patient", 0, "a");
            assertThat(query.batch()).containsExactly("a"); // nothing ran for longer than the delay
            broker.produce("patient", 0, "b", "c");
            assertThat(query.batch()).isEmpty();
            query.passTime(Duration.ofSeconds(59));
            assertThat(query.batch()).isEmpty();
            query.passTime(Duration.ofSeconds(1));
            assertThat(query.batch()).containsExactly("b", "c");
            broker.produce("patient", 0, "d", "e", "f");
            assertThat(query.batch()).containsExactly("d", "e", "f");
            broker.produce("patient", 0, "g");
            query.source().pinEnd();
            assertThat(query.batch()).containsExactly("g"); // where nothing more will come, waiting makes no sense
        }
    }

    @Test
    void thePinnedEndStays() {
        broker.createTopic("pinned", 1);
        broker.produce("pinned", 0, "a", "b", "c");
        try (KafkaQuery query =
                query(Map.of("subscribe", "pinned", "startingOffsets", "earliest", "maxOffsetsPerTrigger", "2"))) {
            query.source().pinEnd();
            broker.produce("pinned", 0, "d");
            query.begin();
            assertThat(query.batch()).containsExactly("a", "b");
            assertThat(query.batch()).containsExactly("c");
            assertThat(query.batch()).isEmpty();
        }
    }

    @Test
    void aStartAtTheLatestBehindThePinnedEndReadsNothing() {
        broker.createTopic("pinned-latest", 1);
        try (KafkaQuery query = query(Map.of("subscribe", "pinned-latest"))) {
            query.source().pinEnd();
            broker.produce("pinned-latest", 0, "a");
            assertThat(query.begin()).isEqualTo("{\"pinned-latest\":{\"0\":1}}");
            assertThat(query.batch()).isEmpty();
        }
    }

    @Test
    void aPartitionAddedLaterIsReadFromItsBeginning() {
        broker.createTopic("growing", 1);
        broker.produce("growing", 0, "old");
        try (KafkaQuery query = query(Map.of("subscribe", "growing", "maxOffsetsPerTrigger", "2"))) {
            query.begin();
            assertThat(query.batch()).isEmpty();
            broker.increasePartitions("growing", 2);
            broker.produce("growing", 1, "x", "y", "z");
            query.passTime(KafkaCluster.KNOWN_FOR);
            assertThat(query.batch()).containsExactly("x", "y");
            assertThat(query.position()).isEqualTo("{\"growing\":{\"0\":1,\"1\":2}}");
            assertThat(query.batch()).containsExactly("z");
        }
    }

    @Test
    void aPatternFindsTopicsThatAreCreatedLater() {
        broker.createTopic("pattern-a", 1);
        broker.createTopic("not-matching", 1);
        broker.produce("pattern-a", 0, "a");
        try (KafkaQuery query = query(Map.of("subscribePattern", "^pattern-", "startingOffsets", "earliest"))) {
            assertThat(query.source().description()).isEqualTo("KafkaV2[SubscribePattern[^pattern-]]");
            assertThat(query.begin()).isEqualTo("{\"pattern-a\":{\"0\":0}}");
            assertThat(query.batch()).containsExactly("a");
            broker.createTopic("pattern-b", 1);
            broker.produce("pattern-b", 0, "b");
            query.passTime(KafkaCluster.KNOWN_FOR);
            assertThat(query.batch()).containsExactly("b");
        }
    }

    @Test
    void aPatternWithoutTopicsHasNoOffsetsYet() {
        try (KafkaQuery query = query(Map.of("subscribePattern", "^nothing-at-all$"))) {
            assertThat(query.begin()).isEqualTo("{}");
            assertThat(query.plan().text()).isEqualTo("{}");
        }
    }

    @Test
    void assignedPartitionsAloneAreRead() {
        broker.createTopic("assigned", 3);
        broker.produce("assigned", 0, "no");
        broker.produce("assigned", 1, "yes");
        broker.produce("assigned", 2, "too");
        try (KafkaQuery query = query(Map.of("assign", "{\"assigned\":[2,1]}", "startingOffsets", "earliest"))) {
            assertThat(query.source().description()).isEqualTo("KafkaV2[Assign[assigned-2, assigned-1]]");
            assertThat(query.begin()).isEqualTo("{\"assigned\":{\"1\":0,\"2\":0}}");
            assertThat(query.batch()).containsExactly("yes", "too");
        }
    }

    @Test
    void exactOffsetsSayWhereEachPartitionBegins() {
        broker.createTopic("exact", 3);
        for (int partition = 0; partition < 3; partition++) {
            broker.produce("exact", partition, "a" + partition, "b" + partition);
        }
        try (KafkaQuery query =
                query(Map.of("subscribe", "exact", "startingOffsets", "{\"exact\":{\"0\":-2,\"1\":1,\"2\":-1}}"))) {
            assertThat(query.source().description()).isEqualTo("KafkaV2[Subscribe[exact]]");
            assertThat(query.begin()).isEqualTo("{\"exact\":{\"0\":0,\"1\":1,\"2\":2}}");
            assertThat(query.batch()).containsExactly("a0", "b0", "b1");
        }
    }

    @Test
    void exactOffsetsBeyondTheEndAreRefusedBeforeTheyAreWrittenDown() {
        broker.createTopic("beyond", 1);
        broker.produce("beyond", 0, "a", "b");
        try (KafkaQuery query = query(Map.of("subscribe", "beyond", "startingOffsets", "{\"beyond\":{\"0\":3}}"))) {
            query.source().pinEnd();
            for (int run = 0; run < 2; run++) {
                assertThatThrownBy(query::begin)
                        .hasMessageStartingWith(
                                "[KAFKA_DATA_LOSS.START_OFFSET_RESET] Option startingOffsets of source orders (kafka)"
                                        + " starts partition beyond-0 at offset 3, but Kafka holds its offsets [0, 2).");
            }
            query.restart(Map.of("startingOffsets", "{\"beyond\":{\"0\":2}}"));
            assertThat(query.begin()).isEqualTo("{\"beyond\":{\"0\":2}}");
        }
    }

    @Test
    void exactOffsetsMustNameEveryPartition() {
        broker.createTopic("incomplete", 2);
        try (KafkaQuery query =
                query(Map.of("subscribe", "incomplete", "startingOffsets", "{\"incomplete\":{\"0\":0}}"))) {
            assertThatThrownBy(query::begin)
                    .hasMessage("[KAFKA_START_OFFSET_DOES_NOT_MATCH_ASSIGNED] Option startingOffsets of source orders"
                            + " (kafka) must name every partition. Specified: [incomplete-0] Assigned: [incomplete-0,"
                            + " incomplete-1]. Name each partition once, with -1 for latest and -2 for earliest.");
            query.restart(Map.of("startingOffsetsByTimestamp", "{\"incomplete\":{\"0\":0}}"));
            assertThatThrownBy(query::begin).hasMessageStartingWith("[KAFKA_TIMESTAMP_OFFSET_DOES_NOT_MATCH_ASSIGNED]");
        }
    }

    @Test
    void aTimestampSaysWhereToBegin() {
        broker.createTopic("timed", 2);
        broker.produce(List.of(
                new ProducerRecord<>("timed", 0, 1_000L, null, bytes("a")),
                new ProducerRecord<>("timed", 0, 2_000L, null, bytes("b")),
                new ProducerRecord<>("timed", 0, 3_000L, null, bytes("c")),
                new ProducerRecord<>("timed", 1, 1_500L, null, bytes("d"))));
        try (KafkaQuery query = query(
                Map.of("subscribe", "timed", "startingOffsetsByTimestamp", "{\"timed\":{\"0\":1500,\"1\":1500}}"))) {
            assertThat(query.begin()).isEqualTo("{\"timed\":{\"0\":1,\"1\":0}}");
            assertThat(query.batch()).containsExactly("b", "c", "d");
        }
    }

    @Test
    void aTimestampBehindAllRecordsIsAnErrorOrTheLatest() {
        broker.createTopic("timed-late", 1);
        broker.produce(List.of(new ProducerRecord<>("timed-late", 0, 1_000L, null, bytes("a"))));
        try (KafkaQuery query = query(Map.of("subscribe", "timed-late", "startingTimestamp", "5000"))) {
            assertThatThrownBy(query::begin)
                    .isInstanceOf(PawlException.class)
                    .hasMessageContaining("No offset matched from request of topic-partition timed-late-0 and timestamp"
                            + " 5000 of source orders (kafka)");
            query.restart(Map.of("startingOffsetsByTimestampStrategy", "latest"));
            assertThat(query.begin()).isEqualTo("{\"timed-late\":{\"0\":1}}");
        }
    }

    @Test
    void endingOffsetsAreNothingForAStream() {
        assertThatThrownBy(() -> query(Map.of("subscribe", "any", "endingOffsets", "latest")))
                .isInstanceOf(PawlException.class)
                .hasMessageContaining("Option endingOffsets is not valid in streaming queries");
    }

    @Test
    void aRowHasEverythingOfItsRecord() {
        broker.createTopic("rows", 1);
        RecordHeaders headers = new RecordHeaders();
        headers.add("h1", bytes("v1")).add("h1", null);
        broker.produce(List.of(
                new ProducerRecord<>("rows", 0, 1_700_000_000_123L, bytes("k"), bytes("v"), headers),
                new ProducerRecord<>("rows", 0, 1_700_000_000_124L, null, null, null)));
        try (KafkaQuery query =
                query(Map.of("subscribe", "rows", "startingOffsets", "earliest", "includeHeaders", "true"))) {
            query.begin();
            List<InternalRow> rows =
                    KafkaQuery.rows(query.source().splits(query.source().initialOffset(), query.plan()));
            InternalRow full = rows.get(0);
            assertThat(full.getBinary(0)).isEqualTo(bytes("k"));
            assertThat(full.getBinary(1)).isEqualTo(bytes("v"));
            assertThat(full.getUTF8String(2).toString()).isEqualTo("rows");
            assertThat(full.getInt(3)).isZero();
            assertThat(full.getLong(4)).isZero();
            assertThat(full.getLong(5)).isEqualTo(1_700_000_000_123_000L);
            assertThat(full.getInt(6)).isZero();
            ArrayData array = full.getArray(7);
            assertThat(array.numElements()).isEqualTo(2);
            assertThat(array.getStruct(0, 2).getUTF8String(0).toString()).isEqualTo("h1");
            assertThat(array.getStruct(0, 2).getBinary(1)).isEqualTo(bytes("v1"));
            assertThat(array.getStruct(1, 2).isNullAt(1)).isTrue();
            InternalRow empty = rows.get(1);
            assertThat(empty.isNullAt(0)).isTrue();
            assertThat(empty.isNullAt(1)).isTrue();
            assertThat(empty.getLong(4)).isEqualTo(1);
            assertThat(empty.isNullAt(7)).isTrue();
        }
    }

    @Test
    void readersOfCommittedRecordsSeeNoAbortedOnesAndNoGaps() {
        broker.createTopic("transactions", 1);
        try (KafkaProducer<byte[], byte[]> producer = broker.newProducer(Map.of("transactional.id", "t1"))) {
            producer.initTransactions();
            for (String value : List.of("a", "ABORTED", "b", "ABORTED2")) {
                producer.beginTransaction();
                broker.produce("transactions", 0, "plain-" + value);
                var unused = producer.send(new ProducerRecord<>("transactions", 0, null, bytes(value)));
                producer.flush();
                if (value.startsWith("ABORTED")) {
                    producer.abortTransaction();
                } else {
                    producer.commitTransaction();
                }
            }
        }
        Map<String, String> options = Map.of(
                "subscribe", "transactions",
                "startingOffsets", "earliest",
                "kafka.isolation.level", "read_committed",
                "kafkaConsumer.pollTimeoutMs", "20000");
        try (KafkaQuery query = query(options)) {
            query.begin();
            assertThat(query.batch())
                    .containsExactly("plain-a", "a", "plain-ABORTED", "plain-b", "b", "plain-ABORTED2");
            assertThat(query.position()).isEqualTo("{\"transactions\":{\"0\":12}}"); // four marks have offsets too
            query.restart(Map.of("maxOffsetsPerTrigger", "1"));
            query.moveTo("{\"transactions\":{\"0\":0}}");
            List<String> one = new ArrayList<>();
            for (int batch = 0; batch < 12; batch++) {
                one.addAll(query.batch());
            }
            assertThat(one).containsExactly("plain-a", "a", "plain-ABORTED", "plain-b", "b", "plain-ABORTED2");
        }
    }

    @Test
    void anOpenTransactionEndsWhatIsThere() {
        broker.createTopic("open-transaction", 1);
        try (KafkaProducer<byte[], byte[]> producer = broker.newProducer(Map.of("transactional.id", "t2"));
                KafkaQuery query = query(Map.of(
                        "subscribe", "open-transaction",
                        "startingOffsets", "earliest",
                        "kafka.isolation.level", "read_committed"))) {
            producer.initTransactions();
            producer.beginTransaction();
            var unused = producer.send(new ProducerRecord<>("open-transaction", 0, null, bytes("a")));
            producer.flush();
            query.begin();
            assertThat(query.batch()).isEmpty();
            producer.commitTransaction();
            assertThat(query.nextBatchWithRows()).containsExactly("a"); // the broker marks the end a moment later
        }
    }

    @Test
    void aPartitionIsCutIntoSplits() {
        broker.createTopic("cut", 1);
        broker.produce("cut", 0, "a", "b", "c", "d", "e");
        try (KafkaQuery query =
                query(Map.of("subscribe", "cut", "startingOffsets", "earliest", "maxRecordsPerPartition", "2"))) {
            query.begin();
            SourceOffset end = query.plan();
            List<Split> splits = query.source().splits(query.source().initialOffset(), end);
            assertThat(splits)
                    .extracting(Split::description)
                    .containsExactly("cut-0 from 0 to 1", "cut-0 from 1 to 3", "cut-0 from 3 to 5");
            assertThat(query.batch(end)).containsExactly("a", "b", "c", "d", "e");
        }
    }

    @Test
    void theStreamGoesOnAfterTheBrokerStartedAgain() {
        broker.createTopic("restarted", 2);
        broker.produce("restarted", 0, "a", "b");
        try (KafkaQuery query =
                query(Map.of("subscribe", "restarted", "startingOffsets", "earliest", "maxOffsetsPerTrigger", "1"))) {
            query.begin();
            assertThat(query.batch()).containsExactly("a");
            broker.restart();
            broker.produce("restarted", 1, "c");
            query.restart(Map.of("maxOffsetsPerTrigger", "10"));
            assertThat(query.batch()).containsExactly("b", "c");
            String big = "-".repeat(600_000);
            broker.produce("restarted", 1, "d" + big, "e" + big, "f" + big, "g" + big);
            List<String> read = new ArrayList<>();
            try (RowReader rows =
                    query.splitsOf(query.position(), query.plan()).get(0).open()) {
                while (rows.next()) {
                    read.add(new String(rows.row().getBinary(1), 0, 1, StandardCharsets.UTF_8));
                    if (read.size() == 1) {
                        broker.restart(); // inside the batch: not everything is fetched yet
                    }
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            assertThat(read).containsExactly("d", "e", "f", "g");
            assertThat(query.gaps()).isEmpty();
        }
    }

    @Test
    void aReaderThatWaitsForARecordCanBeInterrupted() throws InterruptedException {
        broker.createTopic("waiting", 1);
        broker.produce("waiting", 0, "a");
        try (KafkaQuery query = query(Map.of("subscribe", "waiting", "startingOffsets", "earliest"))) {
            query.begin();
            AtomicReference<Throwable> failure = new AtomicReference<>();
            Thread task = new Thread(() -> {
                failure.set(catchThrowable(() -> query.batch(new SourceOffset("{\"waiting\":{\"0\":2}}"))));
            });
            task.start();
            while (task.getState() == Thread.State.NEW) {
                Thread.onSpinWait();
            }
            task.interrupt();
            task.join();
            assertThat(failure.get()).hasRootCauseInstanceOf(InterruptedException.class);
        }
    }

    @Test
    void anOffsetThatNeverComesIsAnErrorAfterAWhile() {
        broker.createTopic("never", 1);
        broker.produce("never", 0, "a");
        SourceOffset beyond = new SourceOffset("{\"never\":{\"0\":2}}");
        Map<String, String> options =
                Map.of("subscribe", "never", "startingOffsets", "earliest", "kafkaConsumer.pollTimeoutMs", "300");
        try (KafkaQuery query = query(options)) {
            query.begin();
            assertThatThrownBy(() -> query.batch(beyond))
                    .isInstanceOfSatisfying(PawlException.class, e -> assertThat(e.code())
                            .isEqualTo(ErrorCode.KAFKA_COULD_NOT_READ_OFFSET_RANGE));
            // There may be more behind a transaction that is open.
            query.restart(Map.of("kafka.isolation.level", "read_committed"));
            assertThatThrownBy(() -> query.batch(beyond)).isInstanceOfSatisfying(PawlException.class, e -> {
                assertThat(e.code()).isEqualTo(ErrorCode.SOURCE_UNAVAILABLE);
                assertThat(e.what()).isEqualTo("Cannot fetch record for offset 1 of never-0 in 300 milliseconds.");
            });
        }
    }

    @Test
    void aTopicThatDoesNotExistIsNamed() {
        try (KafkaQuery query = query(Map.of("subscribe", "no-such-topic", "fetchOffset.numRetries", "1"))) {
            assertThatThrownBy(query::begin).isInstanceOfSatisfying(PawlException.class, e -> {
                assertThat(e.code()).isEqualTo(ErrorCode.SOURCE_UNAVAILABLE);
                assertThat(e.what()).endsWith("Subscribe[no-such-topic]: topic no-such-topic does not exist.");
            });
            assertThat(checkpoint.resolve("sources/0/0")).doesNotExist();
        }
    }

    @Test
    void aBrokerThatIsNotThereIsNamed() {
        Map<String, String> options = Map.of(
                "subscribe", "any",
                "kafka.bootstrap.servers", "127.0.0.1:1",
                "kafka.request.timeout.ms", "200",
                "kafka.default.api.timeout.ms", "200",
                "fetchOffset.numRetries", "2");
        try (KafkaQuery query = query(options)) {
            assertThatThrownBy(query::begin).isInstanceOfSatisfying(PawlException.class, e -> {
                assertThat(e.code()).isEqualTo(ErrorCode.SOURCE_UNAVAILABLE);
                assertThat(e.what()).startsWith("Kafka at 127.0.0.1:1 did not tell the offsets of Subscribe[any]");
            });
        }
    }

    @Test
    void progressTellsHowLongUnreadRecordsAreKept() {
        broker.createTopic("headroom", 1, Map.of("retention.ms", "3600000"));
        long now = System.currentTimeMillis();
        long old = now - Duration.ofMinutes(50).toMillis();
        broker.produce(List.of(
                new ProducerRecord<>("headroom", 0, old - 60_000, null, bytes("a")),
                new ProducerRecord<>("headroom", 0, old, null, bytes("b"))));
        try (KafkaQuery query =
                query(Map.of("subscribe", "headroom", "startingOffsets", "earliest", "maxOffsetsPerTrigger", "1"))) {
            query.begin();
            query.setTime(now);
            assertThat(query.batch()).containsExactly("a");
            assertThat(query.source().metrics())
                    .containsEntry(
                            "pawlRetentionHeadroomMs",
                            Long.toString(Duration.ofMinutes(10).toMillis()))
                    .containsEntry("pawlRetentionHeadroomPartition", "headroom-0");
            assertThat(query.batch()).containsExactly("b");
            assertThat(query.source().metrics())
                    .as("nothing is unread")
                    .containsOnlyKeys("minOffsetsBehindLatest", "maxOffsetsBehindLatest", "avgOffsetsBehindLatest");
        }
    }

    /** Compaction leaves holes in the offsets, also whole ranges without a record; nothing of that is a loss. */
    @Test
    void whatWasCompactedAwayIsNoLoss() {
        broker.createTopic(
                "compacted",
                1,
                Map.of(
                        "cleanup.policy", "compact",
                        "segment.ms", "1",
                        "min.cleanable.dirty.ratio", "0.001",
                        "delete.retention.ms", "0"));
        for (int i = 0; i < 4; i++) {
            broker.produce(List.of(new ProducerRecord<>("compacted", 0, bytes("same"), bytes("v" + i))));
        }
        // what is written last is not compacted
        broker.produce(List.of(new ProducerRecord<>("compacted", 0, bytes("other"), bytes("y"))));
        broker.awaitRecords("compacted", 2);
        try (KafkaQuery query = query(Map.of("subscribe", "compacted", "startingOffsets", "earliest"))) {
            query.begin();
            assertThat(query.batch()).containsExactly("v3", "y");
            assertThat(query.position()).isEqualTo("{\"compacted\":{\"0\":5}}");
            assertThat(query.gaps()).isEmpty();
        }
        try (KafkaQuery query =
                query(Map.of("subscribe", "compacted", "startingOffsets", "earliest", "maxRecordsPerPartition", "1"))) {
            query.begin();
            assertThat(query.batch()).as("most splits hold nothing").containsExactly("v3", "y");
        }
    }

    /** A broker that takes its time, but less than it is given, is waited for; one that takes longer is an error. */
    @Test
    void aSlowBrokerIsWaitedForAsLongAsTheOptionsSay() {
        broker.createTopic("slow", 1);
        broker.produce("slow", 0, "a", "b");
        Map<String, String> options = Map.of(
                "kafka.bootstrap.servers", broker.proxy().bootstrapServers(),
                "subscribe", "slow",
                "startingOffsets", "earliest",
                "fetchOffset.numRetries", "1",
                "kafka.request.timeout.ms", "500",
                "kafka.default.api.timeout.ms", "500",
                "kafkaConsumer.pollTimeoutMs", "700");
        try (KafkaQuery query = query(options)) {
            query.begin();
            SourceOffset end = query.plan();
            broker.proxy().holdAnswers();
            assertThatThrownBy(() -> query.batch(end))
                    .hasMessageStartingWith("[SOURCE_UNAVAILABLE] ")
                    .hasMessageContaining("slow-0");
            assertThatThrownBy(query::plan)
                    .hasMessageStartingWith("[SOURCE_UNAVAILABLE] Kafka at "
                            + broker.proxy().bootstrapServers() + " did not tell the offsets of Subscribe[slow]: ");
            broker.proxy().cut();
            query.restart(Map.of(
                    "kafka.request.timeout.ms", "30000",
                    "kafka.default.api.timeout.ms", "60000",
                    "kafkaConsumer.pollTimeoutMs", "60000"));
            broker.proxy().holdAnswersFor(Duration.ofMillis(300));
            assertThat(query.batch(end)).containsExactly("a", "b");
        } finally {
            broker.proxy().cut();
        }
    }
}
