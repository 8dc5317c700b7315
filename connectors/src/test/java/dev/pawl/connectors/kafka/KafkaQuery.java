package dev.pawl.connectors.kafka;

import com.fasterxml.jackson.databind.JsonNode;
import dev.pawl.checkpoint.gap.GapLog;
import dev.pawl.checkpoint.log.SourceOffset;
import dev.pawl.checkpoint.storage.Durability;
import dev.pawl.checkpoint.storage.Storage;
import dev.pawl.checkpoint.storage.Storages;
import dev.pawl.engine.option.Options;
import dev.pawl.engine.source.Outside;
import dev.pawl.engine.source.ReadLimit;
import dev.pawl.engine.source.RowReader;
import dev.pawl.engine.source.SourceTable;
import dev.pawl.engine.source.Split;
import dev.pawl.engine.source.StreamScope;
import dev.pawl.engine.source.StreamSource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.apache.spark.sql.catalyst.InternalRow;

/** A query that reads one Kafka source: the loop that an engine would drive, and the checkpoint that it would keep. */
final class KafkaQuery implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Storage storage;
    private final Map<String, String> options;
    private final TestOutside outside = new TestOutside();
    private StreamSource source;
    private Optional<SourceOffset> position = Optional.empty();
    private long batchId;

    KafkaQuery(Path checkpoint, String servers, Map<String, String> options) {
        this.options = new HashMap<>(options);
        this.options.putIfAbsent("kafka.bootstrap.servers", servers);
        this.options.putIfAbsent("fetchOffset.retryIntervalMs", "10");
        this.storage = Storages.openForWriting(checkpoint.toString(), Durability.UNSYNCED, outside.uniqueNames());
        this.source = open();
    }

    private StreamSource open() {
        SourceTable table = table();
        return table.openStream(new StreamScope("0", table.columns(), storage, "query"));
    }

    SourceTable table() {
        return new KafkaSourceFormat().define(new Options("source orders (kafka)", options), Optional.empty(), outside);
    }

    StreamSource source() {
        return source;
    }

    /** Time passes for the source: it looks again which partitions there are. */
    void passTime(Duration duration) {
        outside.pass(duration);
    }

    /** Starts the query again with other options, from its checkpoint. */
    void restart(Map<String, String> changed) {
        source.close();
        options.putAll(changed);
        source = open();
        source.turnTo(batchId);
    }

    /** Where the query begins. */
    String begin() {
        position = source.initialOffset();
        return position.orElseThrow().text();
    }

    /** Plans a batch from where the last one ended. */
    SourceOffset plan() {
        source.turnTo(batchId);
        return source.latestOffset(position, ReadLimit.BY_OPTIONS).orElseThrow();
    }

    /** Runs one batch and says what it read, in order of partition and offset. */
    List<String> batch() {
        return batch(plan());
    }

    /** Runs batches until one has rows. */
    List<String> nextBatchWithRows() {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (System.nanoTime() - end < 0) {
            List<String> values = batch();
            if (!values.isEmpty()) {
                return values;
            }
        }
        throw new AssertionError("no rows within " + PATIENCE);
    }

    List<String> batch(SourceOffset end) {
        List<String> values = values(source.splits(position, end));
        source.committed(end);
        position = Optional.of(end);
        batchId++;
        return values;
    }

    /** What was declared lost: part, range, batch and the first words of the reason. */
    List<String> gaps() {
        return new GapLog(storage)
                .gaps().stream()
                        .map(gap -> "%s [%s, %s) batch %d: %s"
                                .formatted(
                                        gap.part(),
                                        gap.range().from().asText(),
                                        gap.range().to().map(JsonNode::asText).orElse("?"),
                                        gap.batchId().orElseThrow(),
                                        gap.why()))
                        .toList();
    }

    /** Reads a batch and dies before it is committed. */
    void tryBatch(SourceOffset end) {
        values(source.splits(position, end));
    }

    /** The same batch twice, without being committed in between. */
    List<List<String>> batchTwice() {
        SourceOffset end = plan();
        List<String> first = values(source.splits(position, end));
        return List.of(first, batch(end));
    }

    /** How many names it took: one for each consumer that was opened, some for files. */
    long namesTaken() {
        return outside.names.get();
    }

    String position() {
        return position.orElseThrow().text();
    }

    void moveTo(String offset) {
        position = Optional.of(new SourceOffset(offset));
    }

    static List<String> values(List<Split> splits) {
        return rows(splits).stream()
                .map(row -> new String(row.getBinary(1), StandardCharsets.UTF_8))
                .toList();
    }

    static List<InternalRow> rows(List<Split> splits) {
        List<InternalRow> rows = new ArrayList<>();
        for (Split split : splits) {
            try (RowReader reader = split.open()) {
                while (reader.next()) {
                    rows.add(reader.row().copy());
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return rows;
    }

    @Override
    public void close() {
        source.close();
    }

    /** Local directories, numbered names, and time that passes when the test says so. */
    static final class TestOutside implements Outside {
        private final AtomicLong names = new AtomicLong();
        private final AtomicLong now = new AtomicLong(1_700_000_000_000L);

        void pass(Duration duration) {
            now.addAndGet(duration.toMillis());
        }

        @Override
        public Storage storage(String location) {
            return Storages.openForWriting(location, Durability.UNSYNCED, uniqueNames());
        }

        @Override
        public InstantSource clock() {
            return () -> Instant.ofEpochMilli(now.get());
        }

        @Override
        public Supplier<String> uniqueNames() {
            return () -> "name-" + names.incrementAndGet();
        }
    }
}
