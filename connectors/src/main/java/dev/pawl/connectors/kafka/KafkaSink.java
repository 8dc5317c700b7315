package dev.pawl.connectors.kafka;

import dev.pawl.checkpoint.error.ErrorCode;
import dev.pawl.checkpoint.error.PawlException;
import dev.pawl.engine.sink.RowWriter;
import dev.pawl.engine.sink.SinkBatch;
import dev.pawl.engine.sink.StreamSink;
import dev.pawl.engine.sink.WrittenPart;
import java.time.Duration;
import java.util.List;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.InvalidRecordException;
import org.apache.kafka.common.errors.InvalidTimestampException;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.errors.RecordTooLargeException;

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
                // a failure of one task is none of the others: each is tried again alone
                return new RecordWriter(
                        producer, columns, new RecordWriter.Delivery(cause -> failed(description(), batchId, cause)));
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

    static PawlException failed(String sink, long batchId, Exception cause) {
        if (cause instanceof RecordTooLargeException
                || cause instanceof InvalidTopicException
                || cause instanceof InvalidRecordException
                || cause instanceof InvalidTimestampException) {
            // A limit of the topic: no other attempt gets beyond it.
            return new PawlException(
                    ErrorCode.KAFKA_ROW_REFUSED,
                    "Kafka refused a row of batch " + batchId + " (" + sink + "): " + cause.getMessage(),
                    cause);
        }
        return new PawlException(
                ErrorCode.SINK_FAILED,
                "Writing batch " + batchId + " to Kafka (" + sink + ") failed: " + cause.getMessage(),
                cause);
    }

    @Override
    public void close() {
        WithoutInterrupt.run(() -> producer.close(CLOSE_TIMEOUT));
    }
}
