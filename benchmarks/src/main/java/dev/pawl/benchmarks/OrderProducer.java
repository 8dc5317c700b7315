package dev.pawl.benchmarks;

import java.util.Map;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/** Writes orders to one topic, the partitions in turn; {@link #close} waits until all are stored. */
final class OrderProducer implements AutoCloseable {
    private static final int BATCH_BYTES = 512 * 1024;
    private static final long BUFFER_BYTES = 64L * 1024 * 1024;

    private final KafkaProducer<byte[], byte[]> producer;
    private final String topic;
    private final int partitions;
    private final AtomicReference<@Nullable Exception> failure = new AtomicReference<>();

    OrderProducer(String servers, String topic, int partitions, int lingerMillis) {
        this.producer = new KafkaProducer<>(
                Map.of(
                        "bootstrap.servers", servers,
                        "acks", "1",
                        "linger.ms", lingerMillis,
                        "batch.size", BATCH_BYTES,
                        "buffer.memory", BUFFER_BYTES),
                new ByteArraySerializer(),
                new ByteArraySerializer());
        this.topic = topic;
        this.partitions = partitions;
    }

    void send(long order) {
        Future<?> unused = producer.send(
                new ProducerRecord<>(topic, (int) (order % partitions), null, Orders.json(order)),
                (stored, problem) -> {
                    if (problem != null) {
                        failure.compareAndSet(null, problem);
                    }
                });
    }

    @Override
    public void close() {
        producer.close();
        Exception first = failure.get();
        if (first != null) {
            throw new IllegalStateException("a record was not stored", first);
        }
    }
}
