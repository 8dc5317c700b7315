package dev.pawl.connectors.kafka;

import dev.pawl.checkpoint.error.ErrorCode;
import dev.pawl.checkpoint.error.PawlException;
import dev.pawl.checkpoint.error.Secrets;
import dev.pawl.checkpoint.json.Json;
import dev.pawl.checkpoint.json.JsonProblem;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
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
 * record is the id of the query, its value <code>{"batchId":7}</code>.
 */
final class BatchLedger {
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

    /** @param patience how long a transaction of another query may keep it from being read to its end */
    BatchLedger(String topic, ClientSettings settings, Duration patience) {
        this.topic = topic;
        this.settings = settings;
        this.patience = patience;
    }

    String topic() {
        return topic;
    }

    ProducerRecord<byte[], byte[]> entry(String queryId, long batchId) {
        return new ProducerRecord<>(
                topic, key(queryId), key(Json.format(Json.object().put(BATCH, batchId))));
    }

    private static byte[] key(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** Makes the topic if there is none, and refuses one that would forget. */
    void prepare() {
        try (Admin admin = settings.client("client", settings.with(quiet(), Map.of()), Admin::create)) {
            try {
                requireCompacted(admin);
            } catch (ExecutionException e) {
                if (!(e.getCause() instanceof UnknownTopicOrPartitionException)) {
                    throw e;
                }
                create(admin);
            }
        } catch (ExecutionException e) {
            throw failed("made ready", e.getCause() == null ? e : e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw failed("made ready", e);
        }
    }

    private static Map<String, Object> quiet() {
        return Map.of("metric.reporters", "", "enable.metrics.push", "false");
    }

    private void create(Admin admin) throws InterruptedException, ExecutionException {
        NewTopic ledger = new NewTopic(topic, Optional.of(1), Optional.empty()).configs(SETTINGS);
        try {
            admin.createTopics(List.of(ledger)).all().get();
            LOG.info("Topic {} was created: it says which batch of each query was committed last.", topic);
        } catch (ExecutionException e) {
            if (!(e.getCause() instanceof TopicExistsException)) {
                throw e;
            }
            requireCompacted(admin);
        }
    }

    private void requireCompacted(Admin admin) throws InterruptedException, ExecutionException {
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
        Map<String, Object> all = settings.with(quiet(), fixed);
        try (KafkaConsumer<byte[], byte[]> consumer = settings.client(
                "consumer",
                all,
                consumerSettings -> new KafkaConsumer<>(
                        consumerSettings, new ByteArrayDeserializer(), new ByteArrayDeserializer()))) {
            List<TopicPartition> partitions = consumer.partitionsFor(topic).stream()
                    .map(partition -> new TopicPartition(topic, partition.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            return last(consumer, ends(partitions), key(queryId));
        } catch (InterruptException e) {
            Thread.currentThread().interrupt();
            throw failed("read", e);
        } catch (KafkaException e) {
            throw failed("read", e);
        }
    }

    /** Where the partitions end, what is not committed yet included. */
    private Map<TopicPartition, Long> ends(Collection<TopicPartition> partitions) {
        try (Admin admin = settings.client("client", settings.with(quiet(), Map.of()), Admin::create)) {
            Map<TopicPartition, OffsetSpec> asked =
                    partitions.stream().collect(Collectors.toMap(one -> one, one -> OffsetSpec.latest()));
            return admin.listOffsets(asked).all().get().entrySet().stream()
                    .collect(Collectors.toMap(
                            Map.Entry::getKey, end -> end.getValue().offset()));
        } catch (ExecutionException e) {
            throw failed("read", e.getCause() == null ? e : e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw failed("read", e);
        }
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
}
