package dev.pawl.cli.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.testkit.KafkaBroker;
import dev.pawl.testkit.PostgresServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The real process between servers that stay up: it reads Kafka and takes posts, writes both to PostgreSQL, and is killed. Whoever posts sends
 * again what was not acknowledged.
 */
final class ServersKillTest {
    private static final long SEED = 20261130;
    private static final int KILLS = 3;
    private static final int RECORDS = 600;
    private static final int BATCHES_BEFORE_KILL = 6;
    private static final int PATIENCE_SECONDS = 120;

    private static final String TEXT = """
            CREATE TEMPORARY VIEW orders USING kafka
            OPTIONS (kafka.bootstrap.servers '${kafka}', subscribe 'orders', startingOffsets 'earliest', maxOffsetsPerTrigger '15');
            CREATE TEMPORARY VIEW posts USING http OPTIONS (port '${port}', path '/in', token 'only for this test');
            CREATE STREAMING TABLE from_kafka USING jdbc
            TBLPROPERTIES (url '${postgres}', user 'pawl', password '${password}', dbtable 'from_kafka',
                           checkpointLocation '${dir}/from_kafka', trigger '${trigger}')
            AS SELECT offset, CAST(value AS STRING) AS value FROM STREAM orders;
            CREATE STREAMING TABLE posted USING jdbc
            TBLPROPERTIES (url '${postgres}', user 'pawl', password '${password}', dbtable 'posted',
                           checkpointLocation '${dir}/posted', trigger '${trigger}')
            AS SELECT value FROM STREAM posts;
            """;

    @TempDir
    private Path directory;

    /** Posts numbers, one after the other, each until it is acknowledged. */
    private static final class Poster implements Runnable {
        private final HttpClient client = HttpClient.newBuilder()
                .connectTimeout(Duration.ofSeconds(PATIENCE_SECONDS))
                .build();
        private final URI to;
        private volatile boolean isStopped;
        private final AtomicInteger acknowledged = new AtomicInteger();

        Poster(int port) {
            this.to = URI.create("http://127.0.0.1:" + port + "/in");
        }

        @Override
        public void run() {
            while (!isStopped) {
                HttpRequest post = HttpRequest.newBuilder(to)
                        .header("Idempotency-Key", "post-" + acknowledged.get())
                        .header("Authorization", "Bearer only for this test")
                        .timeout(Duration.ofSeconds(PATIENCE_SECONDS))
                        .POST(HttpRequest.BodyPublishers.ofString(Integer.toString(acknowledged.get())))
                        .build();
                try {
                    if (client.send(post, HttpResponse.BodyHandlers.discarding())
                                    .statusCode()
                            == 200) {
                        acknowledged.incrementAndGet();
                    }
                } catch (IOException e) {
                    // Killed, or not up yet: perhaps it was taken, perhaps not.
                    Thread.onSpinWait();
                } catch (InterruptedException e) {
                    return;
                }
            }
        }
    }

    @Test
    void everyRowIsThereOnceHoweverOftenTheProcessIsKilled() throws Exception {
        Files.writeString(directory.resolve("servers.sql"), TEXT);
        try (KafkaBroker broker = KafkaBroker.start();
                PostgresServer postgres = PostgresServer.start()) {
            broker.createTopic("orders", 1);
            broker.produce(
                    "orders",
                    0,
                    IntStream.range(0, RECORDS).mapToObj(Integer::toString).toArray(String[]::new));
            int port = freePort();
            Poster poster = new Poster(port);
            Thread posting = new Thread(poster, "poster");
            posting.start();
            try {
                Random random = new Random(SEED);
                for (int kill = 0; kill < KILLS; kill++) {
                    killAfterSomeBatches(broker, postgres, port, random, kill);
                }
                poster.isStopped = true;
                posting.join();
            } finally {
                posting.interrupt();
            }
            Process last = start(broker, postgres, port, "available-now");
            assertThat(last.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
            assertThat(last.exitValue()).as(said()).isZero();

            List<String> records = new ArrayList<>();
            for (int i = 0; i < RECORDS; i++) {
                records.add(i + " " + i);
            }
            assertThat(postgres.rows("SELECT \"offset\", value FROM from_kafka ORDER BY 1"))
                    .isEqualTo(records);
            // The last post may have been taken without an answer.
            List<String> posts = postgres.rows("SELECT value FROM posted ORDER BY CAST(value AS INT)");
            assertThat(poster.acknowledged.get()).isGreaterThan(KILLS);
            assertThat(posts).hasSizeBetween(poster.acknowledged.get(), poster.acknowledged.get() + 1);
            assertThat(posts)
                    .isEqualTo(IntStream.range(0, posts.size())
                            .mapToObj(Integer::toString)
                            .toList());
        }
    }

    private void killAfterSomeBatches(KafkaBroker broker, PostgresServer postgres, int port, Random random, int kill)
            throws Exception {
        long before = batches(postgres);
        long enough = before + 2 + random.nextInt(BATCHES_BEFORE_KILL);
        Process process = start(broker, postgres, port, "continuous-batches");
        try {
            for (int i = 0; i < PATIENCE_SECONDS * 100 && process.isAlive() && batches(postgres) < enough; i++) {
                process.waitFor(10, TimeUnit.MILLISECONDS);
            }
            process.waitFor(random.nextInt(30), TimeUnit.MILLISECONDS);
            assertThat(process.isAlive()).as("at kill %s: %s", kill, said()).isTrue();
        } finally {
            process.destroyForcibly().waitFor();
        }
        assertThat(batches(postgres)).isGreaterThanOrEqualTo(enough);
    }

    /** By the ledger, which is not there before the first process has made it. */
    private static long batches(PostgresServer postgres) {
        String there = postgres.rows("SELECT to_regclass('pawl_ledger')").get(0);
        return there.equals("null")
                ? 0
                : Long.parseLong(
                        postgres.rows("SELECT COUNT(*) FROM pawl_ledger").get(0));
    }

    private Process start(KafkaBroker broker, PostgresServer postgres, int port, String trigger) throws IOException {
        return FastJava.plain()
                .pawl(
                        log(),
                        "run",
                        directory.resolve("servers.sql").toString(),
                        "--set",
                        "kafka=" + broker.bootstrapServers(),
                        "--set",
                        "postgres=" + postgres.url(),
                        "--set",
                        "password=" + postgres.password(),
                        "--set",
                        "port=" + port,
                        "--set",
                        "dir=" + directory,
                        "--set",
                        "trigger=" + trigger);
    }

    private Path log() {
        return directory.resolve("log");
    }

    private String said() throws IOException {
        List<String> lines = Files.readAllLines(log());
        return String.join("\n", lines.subList(Math.max(0, lines.size() - 20), lines.size()));
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
