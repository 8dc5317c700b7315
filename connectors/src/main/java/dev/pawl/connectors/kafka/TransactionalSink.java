package dev.pawl.connectors.kafka;

import dev.pawl.checkpoint.error.ErrorCode;
import dev.pawl.checkpoint.error.PawlException;
import dev.pawl.engine.sink.RowWriter;
import dev.pawl.engine.sink.SinkBatch;
import dev.pawl.engine.sink.StreamSink;
import dev.pawl.engine.sink.WrittenPart;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.ExecutionException;
import java.util.function.LongFunction;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.errors.TransactionAbortableException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes each batch in one transaction, and with it that the batch was written. The one producer is known to Kafka by the id
 * of the query: who makes another one ends what the first left open, and lets it write no more.
 */
final class TransactionalSink implements StreamSink {
    private static final Logger LOG = LoggerFactory.getLogger(TransactionalSink.class);

    private final String target;
    private final String queryId;
    private final RecordColumns columns;
    private final Producer<byte[], byte[]> producer;
    private final LongFunction<ProducerRecord<byte[], byte[]>> note;
    private final Duration transactionTimeout;
    private final InstantSource clock;
    private OptionalLong lastCommitted;

    /**
     * @param producer whose transactions were initialised
     * @param note what says in the transaction of a batch that it was written
     * @param lastCommitted what was read of such notes after the transactions were initialised: only then it is the last word
     */
    TransactionalSink(
            String target,
            String queryId,
            RecordColumns columns,
            Producer<byte[], byte[]> producer,
            LongFunction<ProducerRecord<byte[], byte[]>> note,
            OptionalLong lastCommitted,
            Duration transactionTimeout,
            InstantSource clock) {
        this.target = target;
        this.queryId = queryId;
        this.columns = columns;
        this.producer = producer;
        this.note = note;
        this.transactionTimeout = transactionTimeout;
        this.clock = clock;
        this.lastCommitted = lastCommitted;
    }

    @Override
    public String description() {
        return "KafkaSink[" + target + "]";
    }

    @Override
    public boolean isCommitted(long batchId) {
        return lastCommitted.isPresent() && lastCommitted.getAsLong() >= batchId;
    }

    /** A transaction takes back everything or nothing. */
    @Override
    public boolean takesTasksBack() {
        return false;
    }

    @Override
    public SinkBatch begin(long batchId) {
        Transaction transaction = new Transaction(batchId);
        try {
            producer.beginTransaction();
        } catch (KafkaException | IllegalStateException e) {
            throw transaction.failed(e);
        }
        return transaction;
    }

    @Override
    public void close() {
        WithoutInterrupt.run(() -> producer.close(Duration.ZERO));
    }

    final class Transaction implements SinkBatch {
        private final long batchId;
        private final Instant begun = clock.instant();
        private final RecordWriter.Delivery delivery = new RecordWriter.Delivery(this::failed);
        private boolean isStampRequired;

        Transaction(long batchId) {
            this.batchId = batchId;
        }

        @Override
        public RowWriter writer(int task, int attempt) {
            if (attempt > 0) {
                throw new IllegalStateException("task " + task + " is tried again, but its rows cannot be taken back");
            }
            return new RecordWriter(producer, columns, delivery);
        }

        @Override
        public void requireStamp() {
            isStampRequired = true;
        }

        @Override
        public void commit(List<WrittenPart> parts) {
            if (!isStampRequired && parts.stream().allMatch(part -> part.rows() == 0)) {
                abort(); // run again it may write what it has then
            } else {
                noteInLedger();
                commitTransaction();
            }
        }

        /** Until this is acknowledged the commit was not asked for, and nothing is unknown. */
        void noteInLedger() {
            try {
                producer.send(note.apply(batchId)).get();
            } catch (ExecutionException e) {
                abort();
                throw failed(e.getCause() instanceof Exception cause ? cause : e);
            } catch (KafkaException | IllegalStateException e) {
                abort();
                throw failed(e);
            } catch (InterruptedException e) {
                abort();
                Thread.currentThread().interrupt();
                throw failed(e);
            }
        }

        void commitTransaction() {
            try {
                producer.commitTransaction();
            } catch (KafkaException | IllegalStateException e) {
                if (isRefused(e)) {
                    throw failed(e);
                }
                if (e instanceof InterruptException) {
                    Thread.currentThread().interrupt();
                }
                throw new PawlException(
                        ErrorCode.SINK_COMMIT_UNKNOWN,
                        "Whether Kafka committed batch " + batchId + " of " + description() + " is not known: "
                                + e.getMessage(),
                        e);
            }
            lastCommitted = OptionalLong.of(batchId);
        }

        /** What was sent is never seen. If Kafka does not hear of it now, it hears of it from the next producer. */
        @Override
        public void abort() {
            WithoutInterrupt.run(() -> {
                try {
                    producer.abortTransaction();
                } catch (KafkaException | IllegalStateException e) {
                    LOG.info(
                            "A transaction could not be aborted and ends by itself. batchId={} reason={}",
                            batchId,
                            e.toString());
                }
            });
        }

        private PawlException failed(Exception cause) {
            Duration open = Duration.between(begun, clock.instant());
            if (isRefused(cause) && open.compareTo(transactionTimeout) >= 0) {
                return new PawlException(
                        ErrorCode.SINK_TRANSACTION_TIMED_OUT,
                        "Batch " + batchId + " of " + description() + " took " + open.toMillis()
                                + " milliseconds, and Kafka aborted its transaction after kafka.transaction.timeout.ms="
                                + transactionTimeout.toMillis() + ".",
                        cause);
            }
            if (!isFenced(cause)) {
                return KafkaSink.failed(description(), batchId, cause);
            }
            return new PawlException(
                    ErrorCode.SINK_FENCED,
                    "Another process writes as query " + queryId + " to " + description() + ": Kafka lets this one"
                            + " not go on with batch " + batchId + ".",
                    cause);
        }
    }

    /** Whether Kafka will not commit the transaction, whoever asks. */
    private static boolean isRefused(Throwable e) {
        return isFenced(e) || isCausedBy(e, TransactionAbortableException.class);
    }

    private static boolean isFenced(Throwable e) {
        return isCausedBy(e, ProducerFencedException.class) || isCausedBy(e, InvalidProducerEpochException.class);
    }

    private static boolean isCausedBy(Throwable e, Class<? extends Exception> type) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (type.isInstance(cause)) {
                return true;
            }
        }
        return false;
    }
}
