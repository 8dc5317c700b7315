package dev.pawl.connectors.kafka;

import dev.pawl.checkpoint.error.ErrorCode;
import dev.pawl.checkpoint.error.PawlException;
import dev.pawl.checkpoint.error.Secrets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.TopicPartitionInfo;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What Kafka says about the partitions of a subscription: which there are, where they begin and end. Asking for the ends
 * is one round trip; which partitions there are is asked again when the last answer is older than {@link #KNOWN_FOR}.
 */
final class KafkaCluster implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(KafkaCluster.class);

    /** A partition that was added is seen after this time at the latest. */
    static final Duration KNOWN_FOR = Duration.ofSeconds(1);

    /** Kafka's client waits long for a partition that is gone: rather look soon whether it still exists. */
    private static final Duration QUICK = Duration.ofSeconds(5);

    private final Subscription subscription;
    private final ClientSettings settings;
    private final Retries retries;
    private final InstantSource clock;
    private final ListOffsetsOptions listing;
    private final ListOffsetsOptions quickListing;

    private @Nullable Admin admin;
    private @Nullable Topology known;

    KafkaCluster(SourceSettings source, InstantSource clock) {
        this.subscription = source.subscription();
        this.settings = source.client();
        this.retries = source.retries();
        this.clock = clock;
        this.listing = new ListOffsetsOptions(isolation(source));
        this.quickListing = new ListOffsetsOptions(isolation(source)).timeoutMs(Math.toIntExact(QUICK.toMillis()));
    }

    private static IsolationLevel isolation(SourceSettings source) {
        return switch (source.client()
                .text("isolation.level", "read_uncommitted")
                .toLowerCase(Locale.ROOT)) {
            case "read_uncommitted" -> IsolationLevel.READ_UNCOMMITTED;
            case "read_committed" -> IsolationLevel.READ_COMMITTED;
            default -> throw source.options().invalid("kafka.isolation.level", "read_uncommitted or read_committed");
        };
    }

    /**
     * Which partitions there are.
     *
     * @param ids those of their topics; brokers that are too old to tell them leave them out
     */
    record Topology(NavigableSet<TopicPartition> partitions, Map<String, String> ids, Instant since) {
        boolean isOlderThan(Duration age, Instant now) {
            return !now.isBefore(since.plus(age));
        }
    }

    /** The partitions there are now; every topic that was asked for by its name must exist. */
    NavigableSet<TopicPartition> partitions() {
        return withRetries(admin -> discover(admin, true)).partitions();
    }

    /** What is known of the partitions, asked for again where that is older than {@link #KNOWN_FOR}. */
    Topology topology() {
        Topology last = known;
        if (last != null && !last.isOlderThan(KNOWN_FOR, clock.instant())) {
            return last;
        }
        return withRetries(admin -> discover(admin, false));
    }

    /** The first offset of each partition; one that does not exist is left out. */
    PartitionOffsets earliest(Collection<TopicPartition> partitions) {
        if (partitions.isEmpty()) {
            return PartitionOffsets.of(Map.of());
        }
        return withRetries(admin -> {
            NavigableSet<TopicPartition> there = Partitions.sorted(partitions);
            there.retainAll(discover(admin, false).partitions());
            return PartitionOffsets.of(offsets(list(admin, there, partition -> OffsetSpec.earliest())));
        });
    }

    /** The ends of the partitions there are, those of topics that were deleted not among them. */
    PartitionOffsets latest() {
        return withRetries(admin -> {
            Topology last = known;
            if (last != null && !last.isOlderThan(KNOWN_FOR, clock.instant())) {
                try {
                    return ends(admin, last.partitions(), quickListing);
                } catch (ExecutionException e) {
                    LOG.debug(
                            "Kafka is asked again which partitions there are. reason={}", String.valueOf(e.getCause()));
                }
            }
            return ends(admin, discover(admin, false).partitions(), listing);
        });
    }

    private static PartitionOffsets ends(Admin admin, Collection<TopicPartition> partitions, ListOffsetsOptions options)
            throws InterruptedException, ExecutionException {
        return PartitionOffsets.of(offsets(list(admin, partitions, partition -> OffsetSpec.latest(), options)));
    }

    /**
     * The ends of the partitions there are. A broker that falls behind its replicas may for a while tell an end that lies
     * before what was read already: it is asked again, unless the topic is another one.
     */
    PartitionOffsets latest(PartitionOffsets read, TopicIds ids) {
        PartitionOffsets ends = latest();
        for (int attempt = 1; attempt < retries.attemptsMax() && isBehind(ends, read, ids); attempt++) {
            LOG.warn(
                    "Kafka tells an end of a partition that lies before what was read already and is asked again."
                            + " read={} end={}",
                    read,
                    ends);
            pause();
            ends = latest();
        }
        return ends;
    }

    private boolean isBehind(PartitionOffsets ends, PartitionOffsets read, TopicIds ids) {
        NavigableSet<TopicPartition> behind = Partitions.sorted(List.of());
        ends.asMap().forEach((partition, end) -> {
            Long position = read.find(partition);
            if (position != null && position > end) {
                behind.add(partition);
            }
        });
        if (behind.isEmpty()) {
            return false;
        }
        known = null; // the ids may be those of a topic that is gone
        Map<String, String> now = topology().ids();
        return behind.stream().anyMatch(partition -> ids.find(partition.topic())
                .map(last -> last.id().equals(now.get(partition.topic())))
                .orElse(true));
    }

    /** The offsets that timestamps stand for; -1 where all records are older. */
    Map<TopicPartition, Long> atTimestamps(Map<TopicPartition, Long> timestamps) {
        return withRetries(admin -> offsets(list(
                admin,
                timestamps.keySet(),
                partition -> OffsetSpec.forTimestamp(timestamps.getOrDefault(partition, 0L)))));
    }

    /** Offsets as they are, with those that stand for an end of the partition replaced by what that is. */
    PartitionOffsets resolved(Map<TopicPartition, Long> offsets) {
        return withRetries(admin -> {
            Set<TopicPartition> symbolic = offsets.entrySet().stream()
                    .filter(offset -> offset.getValue() == Position.EARLIEST || offset.getValue() == Position.LATEST)
                    .map(Map.Entry::getKey)
                    .collect(Collectors.toSet());
            Map<TopicPartition, Long> all = new HashMap<>(offsets);
            all.putAll(offsets(list(
                    admin,
                    symbolic,
                    partition -> offsets.getOrDefault(partition, Position.LATEST) == Position.EARLIEST
                            ? OffsetSpec.earliest()
                            : OffsetSpec.latest())));
            return PartitionOffsets.of(all);
        });
    }

    private Topology discover(Admin admin, boolean mustExist) throws InterruptedException, ExecutionException {
        Set<TopicPartition> found = new HashSet<>();
        Map<String, String> ids = new HashMap<>();
        for (Map.Entry<String, KafkaFuture<TopicDescription>> topic :
                admin.describeTopics(topics(admin)).topicNameValues().entrySet()) {
            try {
                TopicDescription description = topic.getValue().get();
                if (!description.isInternal()) {
                    for (TopicPartitionInfo partition : description.partitions()) {
                        found.add(new TopicPartition(topic.getKey(), partition.partition()));
                    }
                    if (!description.topicId().equals(Uuid.ZERO_UUID)) {
                        ids.put(topic.getKey(), description.topicId().toString());
                    }
                }
            } catch (ExecutionException e) {
                if (!(e.getCause() instanceof UnknownTopicOrPartitionException)) {
                    throw e;
                }
                if (mustExist) {
                    throw new ExecutionException(
                            new UnknownTopicOrPartitionException("topic " + topic.getKey() + " does not exist."));
                }
            }
        }
        found.removeIf(partition -> !subscription.includes(partition));
        Topology topology = new Topology(Partitions.sorted(found), ids, clock.instant());
        known = topology;
        return topology;
    }

    private Collection<String> topics(Admin admin) throws InterruptedException, ExecutionException {
        if (subscription instanceof Subscription.Assign assign) {
            return assign.topics();
        }
        if (subscription instanceof Subscription.Subscribe subscribe) {
            return subscribe.topics();
        }
        Subscription.SubscribePattern wanted = (Subscription.SubscribePattern) subscription;
        Set<String> names = new HashSet<>(admin.listTopics().names().get());
        names.removeIf(name -> !wanted.pattern().matcher(name).find());
        return names;
    }

    private Map<TopicPartition, ListOffsetsResultInfo> list(
            Admin admin, Collection<TopicPartition> partitions, Function<TopicPartition, OffsetSpec> what)
            throws InterruptedException, ExecutionException {
        return list(admin, partitions, what, listing);
    }

    private static Map<TopicPartition, ListOffsetsResultInfo> list(
            Admin admin,
            Collection<TopicPartition> partitions,
            Function<TopicPartition, OffsetSpec> what,
            ListOffsetsOptions options)
            throws InterruptedException, ExecutionException {
        if (partitions.isEmpty()) {
            return Map.of();
        }
        Map<TopicPartition, OffsetSpec> request = new HashMap<>();
        partitions.forEach(partition -> request.put(partition, what.apply(partition)));
        return admin.listOffsets(request, options).all().get();
    }

    private static Map<TopicPartition, Long> offsets(Map<TopicPartition, ListOffsetsResultInfo> listed) {
        Map<TopicPartition, Long> offsets = new HashMap<>();
        listed.forEach((partition, info) -> offsets.put(partition, info.offset()));
        return offsets;
    }

    private interface Question<T> {
        T ask(Admin admin) throws InterruptedException, ExecutionException;
    }

    private <T> T withRetries(Question<T> question) {
        for (int attempt = 1; ; attempt++) {
            try {
                return question.ask(admin());
            } catch (ExecutionException e) {
                Throwable cause = e.getCause() == null ? e : e.getCause();
                known = null;
                if (attempt == retries.attemptsMax()
                        || cause instanceof AuthenticationException
                        || cause instanceof AuthorizationException) {
                    throw new PawlException(
                            ErrorCode.SOURCE_UNAVAILABLE,
                            "Kafka at " + settings.servers() + " did not tell the offsets of "
                                    + subscription.description() + ": "
                                    + Secrets.withoutSecrets(String.valueOf(cause.getMessage())),
                            cause);
                }
                LOG.warn(
                        "Kafka did not tell offsets and is asked again. attempt={} reason={}",
                        attempt,
                        cause.toString());
                close();
                pause();
            } catch (InterruptedException e) {
                throw interrupted(e);
            }
        }
    }

    private void pause() {
        try {
            retries.await();
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    private PawlException interrupted(InterruptedException e) {
        Thread.currentThread().interrupt();
        return new PawlException(
                ErrorCode.SOURCE_UNAVAILABLE,
                "Waiting for the offsets of " + subscription.description() + " was interrupted.",
                e);
    }

    private Admin admin() {
        if (admin == null) {
            admin = settings.client("client", settings.with(Map.of("metric.reporters", ""), Map.of()), Admin::create);
        }
        return admin;
    }

    @Override
    public void close() {
        Admin closing = admin;
        if (closing != null) {
            admin = null;
            WithoutInterrupt.run(() -> closing.close(Duration.ZERO));
        }
    }
}
