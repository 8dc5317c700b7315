package dev.pawl.connectors.kafka;

import dev.pawl.checkpoint.error.ErrorCode;
import dev.pawl.checkpoint.error.PawlException;
import dev.pawl.checkpoint.gap.GapRange;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.List;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Reads one partition with a consumer of its own. Stays where it is between two ranges: the records that were fetched
 * ahead are the first of the next range, and the consumer's next fetch is on its way meanwhile.
 */
final class PartitionReader implements AutoCloseable {
    /** After waiting this long for a record the reader looks whether it still can come. */
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final TopicPartition partition;
    private final Consumer<byte[], byte[]> consumer;
    private final Duration pollTimeout;
    private final DataLoss dataLoss;
    private final DataLoss.Book book;
    /** Then the end of the partition is that of what was committed: more is there behind a transaction that is open. */
    private final boolean isReadCommitted;

    private List<ConsumerRecord<byte[], byte[]>> fetched = List.of();
    private int index;
    /** The offset from which on nothing was delivered yet. */
    private long position = -1;

    PartitionReader(
            TopicPartition partition,
            Consumer<byte[], byte[]> consumer,
            Duration pollTimeout,
            DataLoss dataLoss,
            DataLoss.Book book,
            boolean isReadCommitted) {
        this.partition = partition;
        this.consumer = consumer;
        this.pollTimeout = pollTimeout;
        this.dataLoss = dataLoss;
        this.book = book;
        this.isReadCommitted = isReadCommitted;
        consumer.assign(List.of(partition));
    }

    TopicPartition partition() {
        return partition;
    }

    long position() {
        return position;
    }

    /** When the next record was written, or the last one that was read if the next is not fetched; -1 if neither is known. */
    long timestamp() {
        if (fetched.isEmpty()) {
            return -1;
        }
        return fetched.get(Math.min(index, fetched.size() - 1)).timestamp();
    }

    void seek(long offset) {
        if (offset != position) {
            fetched = List.of();
            index = 0;
            consumer.seek(partition, offset);
            position = offset;
        }
    }

    /** The next record before an offset; null if there is none, and then the reader stands at that offset. */
    @Nullable
    ConsumerRecord<byte[], byte[]> next(long until) throws InterruptedIOException {
        if (index < fetched.size() || fetch(until)) {
            ConsumerRecord<byte[], byte[]> record = fetched.get(index);
            if (record.offset() < until) {
                index++;
                position = record.offset() + 1;
                return record;
            }
        }
        position = Math.max(position, until);
        return null;
    }

    /** Fetches until there is a record; false if the offsets before {@code until} hold none. */
    private boolean fetch(long until) throws InterruptedIOException {
        try {
            Duration waited = Duration.ZERO;
            while (position < until) {
                // behind the last record there may be offsets without one: marks of transactions, what was compacted
                // away
                position = Math.max(position, consumer.position(partition));
                if (position >= until) {
                    return false;
                }
                Duration patience = min(PATIENCE, pollTimeout.minus(waited));
                long before = position;
                if (poll(patience, until)) {
                    return true;
                }
                boolean isStuck = position == before && consumer.position(partition) == before;
                waited = isStuck ? waited.plus(patience) : Duration.ZERO;
                if (isStuck) {
                    requireThere(until, waited);
                }
            }
            return false;
        } catch (InterruptException e) {
            throw (InterruptedIOException)
                    new InterruptedIOException("reading " + partition + " was interrupted").initCause(e);
        } catch (KafkaException e) {
            throw new PawlException(
                    ErrorCode.SOURCE_UNAVAILABLE,
                    "Reading " + partition + " at offset " + position + " failed: " + e.getMessage(),
                    e);
        }
    }

    private boolean poll(Duration patience, long until) {
        try {
            fetched = consumer.poll(patience).records(partition);
            index = 0;
            return !fetched.isEmpty();
        } catch (OffsetOutOfRangeException e) {
            skipLost(until);
            return false;
        }
    }

    /** Goes to the next offset that exists, if the loss of those before is accepted. */
    private void skipLost(long until) {
        long first = consumer.beginningOffsets(List.of(partition)).getOrDefault(partition, 0L);
        long end = consumer.endOffsets(List.of(partition)).getOrDefault(partition, 0L);
        if (first <= position && position < end) {
            // Only a broker that fell behind for a moment did not have it.
            consumer.seek(partition, position);
            return;
        }
        long next = position < first && first < until ? first : until;
        lose(next, until, "Kafka holds the offsets [" + first + ", " + end + ")");
        consumer.seek(partition, next);
        position = next;
    }

    private void lose(long next, long until, String why) {
        dataLoss.report(
                new DataLoss.Loss(
                        ErrorCode.KAFKA_COULD_NOT_READ_OFFSET_RANGE,
                        partition,
                        GapRange.of(position, next),
                        "Could not read records in offset [" + position + ", " + until + ") for topic partition "
                                + partition + ": " + why + "."),
                book);
    }

    private void requireThere(long until, Duration waited) {
        boolean exists;
        try {
            exists = consumer.partitionsFor(partition.topic(), PATIENCE).stream()
                    .anyMatch(found -> found.partition() == partition.partition());
        } catch (TimeoutException e) {
            exists = true; // nobody answers: it may still be there
        }
        if (!exists) {
            giveUp(until, "the partition has been deleted");
        } else if (waited.compareTo(pollTimeout) >= 0) {
            long end = consumer.endOffsets(List.of(partition)).getOrDefault(partition, until);
            if (end <= position && !isReadCommitted) {
                giveUp(until, "Kafka holds none from offset " + end + " on, and did once");
                return;
            }
            throw new PawlException(
                    ErrorCode.SOURCE_UNAVAILABLE,
                    "Cannot fetch record for offset " + position + " of " + partition + " in " + waited.toMillis()
                            + " milliseconds.");
        }
    }

    private void giveUp(long until, String why) {
        lose(until, until, why);
        consumer.seek(partition, until);
        position = until;
    }

    private static Duration min(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }

    @Override
    public void close() {
        WithoutInterrupt.run(() -> consumer.close(CloseOptions.timeout(Duration.ZERO)));
    }
}
