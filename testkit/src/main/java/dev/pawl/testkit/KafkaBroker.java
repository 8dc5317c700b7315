package dev.pawl.testkit;

import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewPartitionReassignment;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.admin.TransactionState;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.ElectionType;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;
import org.jspecify.annotations.Nullable;

/**
 * A real Kafka broker in the process of the test: one node that is broker and controller, on a free port of 127.0.0.1,
 * its data in a temporary directory that {@link #close} removes. Topics are created by the test, never by being used.
 */
public final class KafkaBroker implements AutoCloseable {
    private static final int START_ATTEMPTS = 3;
    private static final Duration READ_PATIENCE = Duration.ofSeconds(30);

    private final Path directory;
    private final String clusterId = Uuid.randomUuid().toString();
    private final BrokerConfig.Ports ports;
    private final Properties config;
    private final String bootstrapServers;
    private @Nullable KafkaRaftServer server;
    private @Nullable BrokerProxy proxy;
    private @Nullable Admin admin;
    private @Nullable KafkaProducer<byte[], byte[]> producer;

    private KafkaBroker(Path directory, BrokerConfig.Ports ports) {
        this.directory = directory;
        this.ports = ports;
        this.config = BrokerConfig.of(directory.resolve("log"), ports);
        this.bootstrapServers = "127.0.0.1:" + ports.broker();
    }

    /** A broker that is ready to be used, with no topics. */
    public static KafkaBroker start() {
        for (int attempt = 1; ; attempt++) {
            KafkaBroker broker = formatted();
            try {
                broker.startServer();
                return broker;
            } catch (RuntimeException e) {
                broker.close();
                if (attempt == START_ATTEMPTS) {
                    throw e;
                }
                // another process took one of the ports between their choice and their use
            }
        }
    }

    private static KafkaBroker formatted() {
        try {
            Path directory = Files.createTempDirectory("pawl-kafka-");
            KafkaBroker broker = new KafkaBroker(directory, freePorts());
            format(directory, broker.clusterId, BrokerConfig.NODE_ID);
            return broker;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void format(Path directory, String clusterId, int nodeId) {
        try {
            new Formatter()
                    .setPrintStream(new PrintStream(PrintStream.nullOutputStream(), false, StandardCharsets.UTF_8))
                    .setClusterId(clusterId)
                    .setNodeId(nodeId)
                    .setControllerListenerName(BrokerConfig.CONTROLLER_LISTENER)
                    .setMetadataLogDirectory(directory.resolve("log").toString())
                    .addDirectory(directory.resolve("log").toString())
                    .run();
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException("the log directory of the broker could not be formatted", e);
        }
    }

    private static BrokerConfig.Ports freePorts() throws IOException {
        InetAddress local = InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
        try (ServerSocket one = new ServerSocket(0, 1, local);
                ServerSocket two = new ServerSocket(0, 1, local);
                ServerSocket three = new ServerSocket(0, 1, local);
                ServerSocket four = new ServerSocket(0, 1, local)) {
            return new BrokerConfig.Ports(
                    one.getLocalPort(), two.getLocalPort(), three.getLocalPort(), four.getLocalPort());
        }
    }

    /** A way to the broker that can be made slow or cut; it is there from the first call on. */
    public BrokerProxy proxy() {
        if (proxy == null) {
            proxy = BrokerProxy.start(ports.proxy(), ports.behindProxy());
        }
        return proxy;
    }

    private void startServer() {
        KafkaRaftServer starting = new KafkaRaftServer(new KafkaConfig(config, false), Time.SYSTEM);
        server = starting;
        starting.startup();
    }

    /** The value of {@code bootstrap.servers}; the same after a restart. */
    public String bootstrapServers() {
        return bootstrapServers;
    }

    /** Stops the broker; its data stay. */
    public void stop() {
        KafkaRaftServer stopping = server;
        if (stopping != null) {
            server = null;
            stopping.shutdown();
            stopping.awaitShutdown();
        }
    }

    /** Starts the broker again after {@link #stop}, with the data it had and on the same port. */
    public void restart() {
        stop();
        startServer();
    }

    /** Starts a second broker of the same cluster, closed by the caller before this one. */
    public JoinedBroker join() {
        Path second = directory.resolve("second");
        format(second, clusterId, JoinedBroker.NODE_ID);
        try {
            BrokerConfig.Ports free = freePorts();
            return JoinedBroker.start(config, second, free.broker(), free.controller());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Creates a topic of one partition on chosen brokers, the first of which leads, and waits until all of them have it. */
    public void createTopicOn(String topic, List<Integer> brokers) {
        done(admin().createTopics(List.of(new NewTopic(topic, Map.of(0, brokers))))
                .all());
        awaitLeader(topic, brokers.get(0), brokers.size());
    }

    /** Makes another of its brokers the leader of the partition of a topic. */
    public void moveLeader(String topic, List<Integer> brokers) {
        TopicPartition partition = new TopicPartition(topic, 0);
        done(admin().alterPartitionReassignments(Map.of(partition, Optional.of(new NewPartitionReassignment(brokers))))
                .all());
        Deadline deadline = new Deadline("the brokers of " + topic + " to be in another order");
        while (!done(admin().listPartitionReassignments().reassignments()).isEmpty()) {
            deadline.pause();
        }
        done(admin().electLeaders(ElectionType.PREFERRED, Set.of(partition)).all());
        awaitLeader(topic, brokers.get(0), brokers.size());
    }

    private void awaitLeader(String topic, int leader, int inSync) {
        Deadline deadline = new Deadline(topic + " to be led by " + leader);
        while (!isLedBy(topic, leader, inSync)) {
            deadline.pause();
        }
    }

    private boolean isLedBy(String topic, int leader, int inSync) {
        try {
            TopicDescription description =
                    admin().describeTopics(List.of(topic)).allTopicNames().get().get(topic);
            return description != null
                    && description.partitions().get(0).leader() != null
                    && description.partitions().get(0).leader().id() == leader
                    && description.partitions().get(0).isr().size() == inSync;
        } catch (ExecutionException e) {
            return false;
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    /** Creates a topic and waits until it can be used. */
    public void createTopic(String topic, int partitions) {
        createTopic(topic, partitions, Map.of());
    }

    /** Creates a topic with settings of its own and waits until it can be used. */
    public void createTopic(String topic, int partitions, Map<String, String> settings) {
        done(admin().createTopics(List.of(new NewTopic(topic, partitions, (short) 1).configs(settings)))
                .all());
        // the controller answers before the broker knows its new partitions
        Deadline deadline = new Deadline("topic " + topic + " to be known");
        while (!isKnown(topic, partitions)) {
            deadline.pause();
        }
    }

    private boolean isKnown(String topic, int partitions) {
        try {
            TopicDescription description =
                    admin().describeTopics(List.of(topic)).allTopicNames().get().get(topic);
            return description != null
                    && description.partitions().size() == partitions
                    && description.partitions().stream().allMatch(partition -> partition.leader() != null);
        } catch (ExecutionException e) {
            return false;
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    /** Gives a topic more partitions. */
    public void increasePartitions(String topic, int total) {
        done(admin().createPartitions(Map.of(topic, NewPartitions.increaseTo(total)))
                .all());
        Deadline deadline = new Deadline("topic " + topic + " to have " + total + " partitions");
        while (!isKnown(topic, total)) {
            deadline.pause();
        }
    }

    /** Deletes a topic and waits until it is gone. */
    public void deleteTopic(String topic) {
        done(admin().deleteTopics(List.of(topic)).all());
        Deadline deadline = new Deadline("topic " + topic + " to be gone");
        while (done(admin().listTopics().names()).contains(topic)) {
            deadline.pause();
        }
    }

    /** Deletes the records of a partition whose offset is lower. */
    public void deleteRecordsBefore(TopicPartition partition, long offset) {
        done(admin().deleteRecords(Map.of(partition, RecordsToDelete.beforeOffset(offset)))
                .all());
    }

    /** Waits until the broker has deleted the records of a partition before an offset by itself. */
    public void awaitBeginning(TopicPartition partition, long offset) {
        Deadline deadline = new Deadline(partition + " to begin at " + offset);
        while (done(admin().listOffsets(Map.of(partition, OffsetSpec.earliest()))
                                .partitionResult(partition))
                        .offset()
                < offset) {
            deadline.pause();
        }
    }

    /** Waits until the broker has compacted a topic to so many records. */
    public void awaitRecords(String topic, int count) {
        Deadline deadline = new Deadline(topic + " to hold " + count + " records");
        while (read(topic).size() > count) {
            deadline.pause();
        }
    }

    /** Waits until a transaction is so far. */
    public void awaitTransaction(String transactionalId, TransactionState state) {
        Deadline deadline = new Deadline(transactionalId + " to be " + state);
        while (done(admin().describeTransactions(List.of(transactionalId)).description(transactionalId))
                        .state()
                != state) {
            deadline.pause();
        }
    }

    /** Writes records and waits until they are stored. */
    public void produce(List<ProducerRecord<byte[], byte[]>> records) {
        List<Future<RecordMetadata>> sent = new ArrayList<>(records.size());
        for (ProducerRecord<byte[], byte[]> record : records) {
            sent.add(producer().send(record));
        }
        sent.forEach(KafkaBroker::done);
    }

    /** Writes values without keys to one partition and waits until they are stored. */
    public void produce(String topic, int partition, String... values) {
        produce(Stream.of(values)
                .map(value -> new ProducerRecord<byte[], byte[]>(
                        topic, partition, null, value.getBytes(StandardCharsets.UTF_8)))
                .toList());
    }

    /** All records of a topic, partition after partition, that a reader of committed records sees. */
    public List<ConsumerRecord<byte[], byte[]>> read(String topic) {
        Map<String, Object> settings = new HashMap<>();
        settings.put("bootstrap.servers", bootstrapServers);
        settings.put("isolation.level", "read_committed");
        settings.put("enable.auto.commit", "false");
        // A consumer that is closed waits for the answer to what it has asked for last.
        settings.put("fetch.max.wait.ms", "10");
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
            for (int partition = 0; partition < consumer.partitionsFor(topic).size(); partition++) {
                readPartition(consumer, new TopicPartition(topic, partition), records);
            }
            return records;
        }
    }

    private void readPartition(
            KafkaConsumer<byte[], byte[]> consumer,
            TopicPartition partition,
            List<ConsumerRecord<byte[], byte[]>> records) {
        List<TopicPartition> alone = List.of(partition);
        consumer.assign(alone);
        consumer.seekToBeginning(alone);
        // the end of everything: a commit is answered before readers of committed records can see it
        long end = done(admin().listOffsets(Map.of(partition, OffsetSpec.latest()))
                        .partitionResult(partition))
                .offset();
        Deadline deadline = new Deadline(partition + " to be read up to " + end);
        while (consumer.position(partition) < end) {
            consumer.poll(Duration.ofMillis(100)).forEach(records::add);
            deadline.check();
        }
    }

    /** A client of the broker that this object closes. */
    public Admin admin() {
        if (admin == null) {
            admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers));
        }
        return admin;
    }

    /** A new producer with settings of its own, closed by the caller. */
    public KafkaProducer<byte[], byte[]> newProducer(Map<String, Object> settings) {
        Map<String, Object> all = new HashMap<>(settings);
        all.put("bootstrap.servers", bootstrapServers);
        return new KafkaProducer<>(all, new ByteArraySerializer(), new ByteArraySerializer());
    }

    private KafkaProducer<byte[], byte[]> producer() {
        if (producer == null) {
            producer = newProducer(Map.of("linger.ms", 0));
        }
        return producer;
    }

    private static <T> T done(Future<T> future) {
        try {
            return future.get();
        } catch (ExecutionException e) {
            throw new IllegalStateException("the broker refused", e.getCause());
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    private static IllegalStateException interrupted(InterruptedException e) {
        Thread.currentThread().interrupt();
        return new IllegalStateException("interrupted while waiting for the broker", e);
    }

    /** Stops the broker and removes its data. */
    @Override
    public void close() {
        try {
            if (producer != null) {
                producer.close(Duration.ZERO);
            }
            if (admin != null) {
                admin.close(Duration.ZERO);
            }
            if (proxy != null) {
                proxy.close();
            }
            stop();
        } finally {
            removeDirectory();
        }
    }

    private void removeDirectory() {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (NoSuchFileException e) {
            // gone already
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A wait that ends with an error that names what was waited for. */
    private static final class Deadline {
        private final String what;
        private final long end = System.nanoTime() + READ_PATIENCE.toNanos();

        Deadline(String what) {
            this.what = what;
        }

        void check() {
            if (System.nanoTime() - end > 0) {
                throw new IllegalStateException("waited " + READ_PATIENCE + " for " + what);
            }
        }

        void pause() {
            check();
            try {
                Thread.sleep(5);
            } catch (InterruptedException e) {
                throw interrupted(e);
            }
        }
    }
}
