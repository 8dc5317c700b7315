package dev.pawl.connectors.kafka;

import dev.pawl.engine.sink.RowWriter;
import dev.pawl.engine.sink.WrittenPart;
import java.io.InterruptedIOException;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.spark.sql.catalyst.InternalRow;
import org.jspecify.annotations.Nullable;

/**
 * Gives the rows of one task to a producer that tasks share; finished when Kafka has acknowledged them. Counts by itself:
 * {@code flush} waits for ever for what a producer will not send any more because something else failed.
 */
final class RecordWriter implements RowWriter, Callback {
    private static final long NOT_FINISHING = -1;

    private final Producer<byte[], byte[]> producer;
    private final RecordColumns columns;
    private final Delivery delivery;
    private long rows;

    /** Written by the one thread of the producer that tells of deliveries. */
    private volatile long acknowledged;

    private volatile long awaited = NOT_FINISHING;

    /** What became of all records of a batch: once one has failed, nobody waits for others. */
    static final class Delivery {
        private final Failure failures;
        private volatile @Nullable Exception first;

        Delivery(Failure failures) {
            this.failures = failures;
        }

        private synchronized void fail(Exception e) {
            if (first == null) {
                first = e;
            }
            notifyAll();
        }

        private synchronized void wake() {
            notifyAll();
        }

        private void requireNoFailure() {
            Exception failure = first;
            if (failure != null) {
                throw failures.of(failure);
            }
        }
    }

    /** What it means that Kafka refused something. */
    interface Failure {
        RuntimeException of(Exception cause);
    }

    /** @param rows records that Kafka acknowledged */
    private record Written(long rows) implements WrittenPart {}

    RecordWriter(Producer<byte[], byte[]> producer, RecordColumns columns, Delivery delivery) {
        this.producer = producer;
        this.columns = new RecordColumns(columns);
        this.delivery = delivery;
    }

    @Override
    @SuppressWarnings("NonAtomicVolatileUpdate") // one thread writes it
    public void onCompletion(@Nullable RecordMetadata metadata, @Nullable Exception e) {
        if (e != null) {
            delivery.fail(e);
            return;
        }
        acknowledged++;
        if (acknowledged == awaited) {
            delivery.wake();
        }
    }

    @Override
    @SuppressWarnings("FutureReturnValueIgnored") // the callback hears of every failure
    public void write(InternalRow row) throws InterruptedIOException {
        delivery.requireNoFailure();
        ProducerRecord<byte[], byte[]> record = columns.record(row);
        try {
            producer.send(record, this);
        } catch (InterruptException e) {
            throw interrupted(e);
        } catch (KafkaException | IllegalArgumentException | IllegalStateException e) {
            throw delivery.failures.of(e);
        }
        rows++;
    }

    @Override
    public void check(InternalRow row) {
        columns.record(row);
    }

    @Override
    public WrittenPart finish() throws InterruptedIOException {
        awaited = rows;
        synchronized (delivery) {
            while (acknowledged < rows && delivery.first == null) {
                try {
                    delivery.wait();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    throw interrupted(e);
                }
            }
        }
        delivery.requireNoFailure();
        return new Written(rows);
    }

    private static InterruptedIOException interrupted(Exception e) {
        return (InterruptedIOException) new InterruptedIOException("writing to Kafka was interrupted").initCause(e);
    }

    @Override
    public void abort() {
        // what was sent cannot be taken back, or goes with its transaction
    }
}
