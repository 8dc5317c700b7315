package dev.pawl.connectors.kafka;

import dev.pawl.checkpoint.error.ErrorCode;
import dev.pawl.checkpoint.error.PawlException;
import dev.pawl.engine.sink.RowWriter;
import dev.pawl.engine.sink.SinkBatch;
import dev.pawl.engine.sink.StreamSink;
import dev.pawl.engine.sink.WrittenPart;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.List;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.spark.sql.catalyst.InternalRow;
import org.jspecify.annotations.Nullable;

/**
 * Writes each row as a record, with one producer for the query. Records are results as soon as they are written: a batch
 * that fails or is run again leaves some of them twice.
 */
final class KafkaSink implements StreamSink {
    /** What a finished task wrote was acknowledged already: only records of failed tasks may still wait. */
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(1);

    private final String target;
    private final RecordColumns columns;
    private final KafkaProducer<byte[], byte[]> producer;

    KafkaSink(String target, RecordColumns columns, KafkaProducer<byte[], byte[]> producer) {
        this.target = target;
        this.columns = columns;
        this.producer = producer;
    }

    @Override
    public String description() {
        return "KafkaSink[" + target + "]";
    }

    @Override
    public boolean isCommitted(long batchId) {
        return false;
    }

    @Override
    public SinkBatch begin(long batchId) {
        return new SinkBatch() {
            @Override
            public RowWriter writer(int task, int attempt) {
                return new Writer(batchId);
            }

            @Override
            public void commit(List<WrittenPart> parts) {
                // the records are in Kafka already
            }

            @Override
            public void abort() {
                // what was written cannot be taken back
            }
        };
    }

    @Override
    public void close() {
        WithoutInterrupt.run(() -> producer.close(CLOSE_TIMEOUT));
    }

    /** @param rows records that Kafka acknowledged */
    private record Written(long rows) implements WrittenPart {}

    private final class Writer implements RowWriter, Callback {
        private final long batchId;
        private final RecordColumns records = new RecordColumns(columns);
        private long rows;
        private volatile @Nullable Exception failure;

        Writer(long batchId) {
            this.batchId = batchId;
        }

        @Override
        public void onCompletion(@Nullable RecordMetadata metadata, @Nullable Exception e) {
            if (e != null && failure == null) {
                failure = e;
            }
        }

        @Override
        @SuppressWarnings("FutureReturnValueIgnored") // the callback hears of every failure
        public void write(InternalRow row) throws InterruptedIOException {
            requireNoFailure();
            try {
                producer.send(records.record(row), this);
            } catch (InterruptException e) {
                throw interrupted(e);
            } catch (KafkaException | IllegalArgumentException e) {
                throw failed(e);
            }
            rows++;
        }

        @Override
        public void check(InternalRow row) {
            records.check(row);
        }

        @Override
        public WrittenPart finish() throws InterruptedIOException {
            requireNoFailure();
            try {
                producer.flush();
            } catch (InterruptException e) {
                throw interrupted(e);
            }
            requireNoFailure();
            return new Written(rows);
        }

        private void requireNoFailure() {
            Exception first = failure;
            if (first != null) {
                throw failed(first);
            }
        }

        private PawlException failed(Exception cause) {
            return new PawlException(
                    ErrorCode.SINK_FAILED,
                    "Writing batch " + batchId + " to Kafka (" + description() + ") failed: " + cause.getMessage(),
                    cause);
        }

        private InterruptedIOException interrupted(InterruptException e) {
            return (InterruptedIOException)
                    new InterruptedIOException("writing batch " + batchId + " to Kafka was interrupted").initCause(e);
        }

        @Override
        public void abort() {
            // what was sent cannot be taken back
        }
    }
}
