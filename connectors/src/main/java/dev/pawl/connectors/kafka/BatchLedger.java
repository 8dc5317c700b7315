package dev.pawl.connectors.kafka;

import dev.pawl.checkpoint.error.ErrorCode;
import dev.pawl.checkpoint.error.PawlException;
import dev.pawl.checkpoint.error.Secrets;
import dev.pawl.checkpoint.json.Json;
import dev.pawl.checkpoint.json.JsonProblem;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which batch of each query was committed last: a compacted topic, written in the transaction of the batch. The key of a
 * record is the id of the query, its value <code>{"batchId":7}</code>. What was asked for is kept; close it after that.
 */
final class BatchLedger implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(BatchLedger.class);

    private static final String BATCH = "batchId";
    private static final String CLEANUP_POLICY = "cleanup.policy";

    /** Small segments are compacted soon: a start reads all there is. */
    private static final Map<String, String> SETTINGS = Map.of(
            CLEANUP_POLICY,
            "compact",
            "segment.bytes",
            Integer.toString(1 << 20),
            "min.cleanable.dirty.ratio",
            "0.1",
            "delete.retention.ms",
            "600000");

    private static final Duration POLL = Duration.ofMillis(100);

    private final String topic;
    private final ClientSettings settings;
    private final Duration patience;
    private final Admin admin;

    /** @param patience how long a transaction of another query may keep it from being read to its end */
    BatchLedger(String topic, ClientSettings settings, Duration patience) {
        this.topic = topic;
        this.settings = settings;
        this.patience = patience;
        this.admin = settings.client("client", settings.with(quiet(), Map.of()), Admin::create);
    }

    /** What the transaction of a batch must hold. */
    ProducerRecord<byte[], byte[]> entry(String queryId, long batchId) {
        return new ProducerRecord<>(
                topic, bytes(queryId), bytes(Json.format(Json.object().put(BATCH, batchId))));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** Makes the topic if there is none, and refuses one that would forget. */
    void prepare() {
        asked("made ready", () -> {
            try {
                requireCompacted();
            } catch (ExecutionException e) {
                if (!(e.getCause() instanceof UnknownTopicOrPartitionException)) {
                    throw e;
                }
                create();
            }
            return true;
        });
    }

    private interface Question<T> {
        T ask() throws InterruptedException, ExecutionException;
    }

    private <T> T asked(String what, Question<T> question) {
        try {
            return question.ask();
        } catch (ExecutionException e) {
            throw failed(what, e.getCause() == null ? e : e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw failed(what, e);
        }
    }

    private static Map<String, Object> quiet() {
        return Map.of("metric.reporters", "", "enable.metrics.push", "false");
    }

    private void create() throws InterruptedException, ExecutionException {
        NewTopic ledger = new NewTopic(topic, Optional.of(1), Optional.empty()).configs(SETTINGS);
        try {
            admin.createTopics(List.of(ledger)).all().get();
            LOG.info("Topic {} was created: it says which batch of each query was committed last.", topic);
        } catch (ExecutionException e) {
            if (!(e.getCause() instanceof TopicExistsException)) {
                throw e;
            }
            requireCompacted();
        }
    }

    private void requireCompacted() throws InterruptedException, ExecutionException {
        // tells a topic that is not there, which a question for its settings does not do everywhere
        admin.describeTopics(List.of(topic)).allTopicNames().get();
        ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
        Config config;
        try {
            config = admin.describeConfigs(List.of(resource)).all().get().get(resource);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof AuthorizationException) {
                LOG.warn(
                        "Whether topic {} has cleanup.policy=compact, without which batches are forgotten and then"
                                + " written twice, may not be looked up.",
                        topic);
                return;
            }
            throw e;
        }
        ConfigEntry policy = config == null ? null : config.get(CLEANUP_POLICY);
        if (policy != null && !policy.value().equals("compact")) {
            throw new PawlException(
                    ErrorCode.KAFKA_LEDGER_UNFIT,
                    "Topic " + topic + " has cleanup.policy=" + policy.value()
                            + ", so it would forget which batches were committed.");
        }
    }

    /**
     * The last batch of a query that was committed. Reads to the end the topic has now, also if other queries have
     * transactions open there: behind them there may be a record of this query.
     */
    OptionalLong last(String queryId) {
        Map<String, Object> fixed = Map.of(
                "isolation.level", "read_committed",
                "enable.auto.commit", "false",
                "auto.offset.reset", "earliest",
                "allow.auto.create.topics", "false",
                "interceptor.classes", "");
        Map<TopicPartition, Long> ends = asked("read", this::ends);
        KafkaConsumer<byte[], byte[]> consumer = settings.client(
                "consumer",
                settings.with(quiet(), fixed),
                all -> new KafkaConsumer<>(all, new ByteArrayDeserializer(), new ByteArrayDeserializer()));
        try {
            consumer.assign(ends.keySet());
            consumer.seekToBeginning(ends.keySet());
            return last(consumer, ends, bytes(queryId));
        } catch (InterruptException e) {
            Thread.currentThread().interrupt();
            throw failed("read", e);
        } catch (KafkaException e) {
            throw failed("read", e);
        } finally {
            WithoutInterrupt.run(() -> consumer.close(CloseOptions.timeout(Duration.ZERO)));
        }
    }

    /** Where the partitions end, what is not committed yet included. */
    private Map<TopicPartition, Long> ends() throws InterruptedException, ExecutionException {
        Map<TopicPartition, OffsetSpec> wanted = new HashMap<>();
        for (TopicDescription found :
                admin.describeTopics(List.of(topic)).allTopicNames().get().values()) {
            found.partitions()
                    .forEach(one -> wanted.put(new TopicPartition(topic, one.partition()), OffsetSpec.latest()));
        }
        Map<TopicPartition, Long> ends = new HashMap<>();
        admin.listOffsets(wanted).all().get().forEach((partition, end) -> ends.put(partition, end.offset()));
        return ends;
    }

    private OptionalLong last(KafkaConsumer<byte[], byte[]> consumer, Map<TopicPartition, Long> ends, byte[] wanted) {
        OptionalLong last = OptionalLong.empty();
        Duration waited = Duration.ZERO;
        long before = -1;
        while (true) {
            long position = 0;
            boolean isAtEnd = true;
            for (Map.Entry<TopicPartition, Long> end : ends.entrySet()) {
                long at = consumer.position(end.getKey());
                position += at;
                isAtEnd &= at >= end.getValue();
            }
            if (isAtEnd) {
                return last;
            }
            waited = position == before ? waited.plus(POLL) : Duration.ZERO;
            before = position;
            if (waited.compareTo(patience) > 0) {
                throw new PawlException(
                        ErrorCode.SINK_FAILED,
                        "Topic " + topic + " at " + settings.servers() + " could not be read to its end in "
                                + waited.toMillis()
                                + " milliseconds, because another query has a transaction open there."
                                + " It ends when that query is started again, or with its kafka.transaction.timeout.ms.");
            }
            for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                if (Arrays.equals(record.key(), wanted)) {
                    long batchId = batchId(record);
                    last = last.isPresent() && last.getAsLong() > batchId ? last : OptionalLong.of(batchId);
                }
            }
        }
    }

    private long batchId(ConsumerRecord<byte[], byte[]> record) {
        try {
            byte[] value = record.value();
            return Json.number(Json.parseObject(value == null ? "" : new String(value, StandardCharsets.UTF_8)), BATCH);
        } catch (JsonProblem e) {
            throw new PawlException(
                    ErrorCode.KAFKA_LEDGER_UNFIT,
                    "The record at offset " + record.offset() + " of " + topic + "-" + record.partition()
                            + " does not tell a batch: " + e.reason() + ".");
        }
    }

    private PawlException failed(String what, Throwable cause) {
        return new PawlException(
                ErrorCode.SINK_FAILED,
                "Topic " + topic + " at " + settings.servers()
                        + ", which says what was committed, could not be " + what + ": "
                        + Secrets.withoutSecrets(String.valueOf(cause.getMessage())),
                cause);
    }

    @Override
    public void close() {
        WithoutInterrupt.run(() -> admin.close(Duration.ZERO));
    }
}
