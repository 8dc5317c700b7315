package dev.pawl.connectors.kafka;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;

/** The consumers of a query, kept open between its batches. Used by the tasks of a batch side by side. */
final class ReaderPool implements AutoCloseable {
    /** Consumers that are kept although nobody uses them: one for each partition, of a few partitions and of many. */
    private static final int IDLE_MIN = 64;

    private static final int IDLE_MAX = 512;

    /** What all consumers together may have fetched and not delivered; each keeps up to two fetches. */
    private static final long FETCHED_BYTES_MAX = 64L << 20;

    private static final long FETCH_BYTES_MAX = 1L << 20;
    private static final long FETCH_BYTES_MIN = 64L << 10;
    private static final int RECORDS_PER_POLL = 2_000;

    private final SourceSettings settings;
    private final Supplier<String> uniqueNames;
    private final DataLoss.Book book;
    private final Deque<PartitionReader> idle = new ArrayDeque<>();
    private final Map<TopicPartition, Long> timestamps = new HashMap<>();
    private int partitions = 1;
    private boolean isClosed;

    /** @param book where losses go that are accepted */
    ReaderPool(SourceSettings settings, Supplier<String> uniqueNames, DataLoss.Book book) {
        this.settings = settings;
        this.uniqueNames = uniqueNames;
        this.book = book;
    }

    /** How many partitions there are; more of them mean smaller fetches, so that memory stays bounded. */
    synchronized void expect(int count) {
        partitions = Math.max(partitions, count);
    }

    /** A reader that stands at an offset, rather one that stood there already. */
    PartitionReader take(TopicPartition partition, long offset) {
        PartitionReader reader = takeIdle(partition, offset);
        if (reader == null) {
            reader = open(partition);
        }
        reader.seek(offset);
        return reader;
    }

    private synchronized @Nullable PartitionReader takeIdle(TopicPartition partition, long offset) {
        PartitionReader elsewhere = null;
        for (Iterator<PartitionReader> readers = idle.iterator(); readers.hasNext(); ) {
            PartitionReader reader = readers.next();
            if (reader.partition().equals(partition)) {
                if (reader.position() == offset) {
                    readers.remove();
                    return reader;
                }
                elsewhere = reader;
            }
        }
        if (elsewhere != null) {
            idle.remove(elsewhere);
        }
        return elsewhere;
    }

    private PartitionReader open(TopicPartition partition) {
        Map<String, Object> consumer = consumerSettings();
        return new PartitionReader(
                partition,
                settings.client()
                        .client(
                                "consumer",
                                consumer,
                                all -> new KafkaConsumer<>(
                                        all, new ByteArrayDeserializer(), new ByteArrayDeserializer())),
                settings.pollTimeout(),
                settings.dataLoss(),
                book,
                settings.client().text("isolation.level", "").equalsIgnoreCase("read_committed"));
    }

    private Map<String, Object> consumerSettings() {
        int fetchBytes;
        synchronized (this) {
            long share = FETCHED_BYTES_MAX / 2 / partitions;
            fetchBytes = (int) Math.max(FETCH_BYTES_MIN, Math.min(FETCH_BYTES_MAX, share));
        }
        Map<String, Object> defaults = new HashMap<>();
        defaults.put("max.partition.fetch.bytes", fetchBytes);
        defaults.put("max.poll.records", RECORDS_PER_POLL);
        defaults.put("metric.reporters", "");
        defaults.put("enable.metrics.push", "false");
        defaults.put("allow.auto.create.topics", "false");
        defaults.put("group.id", groupId());
        Map<String, Object> fixed = new HashMap<>();
        fixed.put("auto.offset.reset", "none");
        fixed.put("enable.auto.commit", "false");
        return settings.client().with(defaults, fixed);
    }

    /** Brokers may permit reading by group only; nothing is ever committed to it. */
    private String groupId() {
        return settings.options().text("groupIdPrefix", "pawl-kafka-source") + "-" + uniqueNames.get();
    }

    /** How old the records are that partitions were read up to. */
    synchronized Map<TopicPartition, Long> timestamps() {
        return Map.copyOf(timestamps);
    }

    void giveBack(PartitionReader reader) {
        PartitionReader surplus = keep(reader);
        if (surplus != null) {
            surplus.close();
        }
    }

    private synchronized @Nullable PartitionReader keep(PartitionReader reader) {
        if (isClosed) {
            return reader;
        }
        timestamps.put(reader.partition(), reader.timestamp());
        idle.addLast(reader);
        return idle.size() > Math.max(IDLE_MIN, Math.min(IDLE_MAX, partitions)) ? idle.removeFirst() : null;
    }

    @Override
    public void close() {
        Deque<PartitionReader> closing;
        synchronized (this) {
            isClosed = true;
            closing = new ArrayDeque<>(idle);
            idle.clear();
        }
        closing.forEach(PartitionReader::close);
    }
}
