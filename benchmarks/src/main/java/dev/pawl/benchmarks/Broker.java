package dev.pawl.benchmarks;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;

/** The broker both engines read from. Its process and the producers are not part of what is measured. */
final class Broker implements AutoCloseable {
    private static final int STOP_SECONDS = 30;
    private static final int FILL_LINGER_MILLIS = 20;

    private final Process process;
    private final String servers;

    private Broker(Process process, String servers) {
        this.process = process;
        this.servers = servers;
    }

    static Broker start(Path directory) throws IOException {
        Files.createDirectories(directory);
        ProcessBuilder command =
                JavaCommand.of(BrokerMain.class, List.of("-Xmx1g", "-Djava.io.tmpdir=" + directory), List.of());
        Process process =
                command.redirectError(directory.resolve("errors").toFile()).start();
        BufferedReader output = process.inputReader();
        String servers = output.readLine();
        if (servers == null) {
            throw new IllegalStateException("the broker did not start: " + directory.resolve("errors"));
        }
        return new Broker(process, servers);
    }

    String servers() {
        return servers;
    }

    void createTopic(String topic, int partitions) throws InterruptedException {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", servers))) {
            admin.createTopics(List.of(new NewTopic(topic, partitions, (short) 1)))
                    .all()
                    .get();
        } catch (ExecutionException e) {
            throw new IllegalStateException("topic " + topic + " could not be made", e.getCause());
        }
    }

    void deleteTopic(String topic) throws InterruptedException {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", servers))) {
            admin.deleteTopics(List.of(topic)).all().get();
        } catch (ExecutionException e) {
            throw new IllegalStateException("topic " + topic + " could not be deleted", e.getCause());
        }
    }

    OrderProducer producer(String topic, int partitions, int lingerMillis) {
        return new OrderProducer(servers, topic, partitions, lingerMillis);
    }

    /** Makes a topic with the first {@code records} orders. */
    void fill(String topic, int partitions, long records) throws InterruptedException {
        createTopic(topic, partitions);
        try (OrderProducer producer = producer(topic, partitions, FILL_LINGER_MILLIS)) {
            for (long order = 0; order < records; order++) {
                producer.send(order);
            }
        }
    }

    @Override
    public void close() throws IOException {
        process.getOutputStream().close();
        try {
            process.waitFor(STOP_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        process.destroyForcibly();
    }
}
