package dev.pawl.cli.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.engine.deadletter.DeadLetter;
import dev.pawl.testkit.KafkaBroker;
import dev.pawl.testkit.PostgresServer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The real process between servers that stay up, killed: from Kafka to PostgreSQL with dead letters in a topic, from topic to topic exactly
 * once, and from posts and a socket to PostgreSQL.
 */
final class ServersKillTest {
    private static final int KILLS = Integer.getInteger("test.kills", 50) / 25;
    private static final long SEED = 20261130;
    private static final int RECORDS = 160 * (KILLS + 1);
    /** One in so many is no number, and so a dead letter. */
    private static final int BAD_ONE_OF = 4;

    private static final String TEXT = """
            CREATE TEMPORARY VIEW orders USING kafka
            OPTIONS (kafka.bootstrap.servers '${kafka}', subscribe 'orders', startingOffsets 'earliest', maxOffsetsPerTrigger '12');
            CREATE TEMPORARY VIEW posts USING http OPTIONS (port '${http}', path '/in', token 'only for this test');
            CREATE TEMPORARY VIEW lines USING socket OPTIONS (host '127.0.0.1', port '${socket}');
            CREATE STREAMING TABLE stored USING jdbc
            TBLPROPERTIES (url '${postgres}', user 'pawl', password '${password}', dbtable 'stored',
                           badRecords 'kafka:bad', badRecords.kafka.bootstrap.servers '${kafka}',
                           checkpointLocation '${dir}/cp/stored', trigger '${trigger}')
            AS SELECT offset, CAST(CAST(value AS STRING) AS INT) AS value FROM STREAM orders;
            CREATE STREAMING TABLE copied USING kafka
            TBLPROPERTIES (kafka.bootstrap.servers '${kafka}', topic 'copied', exactlyOnce 'true',
                           checkpointLocation '${dir}/cp/copied', trigger '${trigger}')
            AS SELECT value FROM STREAM orders;
            CREATE STREAMING TABLE posted USING jdbc
            TBLPROPERTIES (url '${postgres}', user 'pawl', password '${password}', dbtable 'posted',
                           checkpointLocation '${dir}/cp/posted', trigger '${trigger}')
            AS SELECT value FROM STREAM posts;
            CREATE STREAMING TABLE heard USING jdbc
            TBLPROPERTIES (url '${postgres}', user 'pawl', password '${password}', dbtable 'heard',
                           checkpointLocation '${dir}/cp/heard', trigger '${trigger}')
            AS SELECT value FROM STREAM lines;
            """;

    @TempDir
    private Path directory;

    @Test
    void everyRowIsThereOnceHoweverOftenTheProcessIsKilled() throws Exception {
        try (KafkaBroker broker = KafkaBroker.start();
                PostgresServer postgres = PostgresServer.start();
                Poster poster = Poster.start("/in", "only for this test");
                LineServer lines = LineServer.start(directory.resolve("cp/heard/pawl/inbox/0"))) {
            for (String topic : List.of("orders", "copied", "bad")) {
                broker.createTopic(topic, 1);
            }
            broker.produce(
                    "orders",
                    0,
                    IntStream.range(0, RECORDS)
                            .mapToObj(ServersKillTest::record)
                            .toArray(String[]::new));
            KilledQueries queries = new KilledQueries(
                    directory,
                    TEXT,
                    Map.of(
                            "kafka", broker.bootstrapServers(),
                            "postgres", postgres.url(),
                            "password", postgres.password(),
                            "http", Integer.toString(poster.port()),
                            "socket", Integer.toString(lines.port())),
                    "stored",
                    "copied",
                    "posted",
                    "heard");

            Random random = new Random(SEED);
            for (int kill = 0; kill < KILLS; kill++) {
                queries.kill(random);
                lines.lookAtTheLog();
            }
            poster.stop();
            queries.runToEnd();

            assertThat(queries.insideBatch()).as("kills inside a batch").isGreaterThan(KILLS / 4);
            checkRecords(broker, postgres);
            checkPosts(poster, postgres.rows("SELECT value FROM posted ORDER BY CAST(value AS INT)"));
            checkLines(lines, postgres.rows("SELECT value FROM heard ORDER BY CAST(value AS INT)"));
        }
    }

    private static String record(int number) {
        return isBad(number) ? "no number " + number : Integer.toString(number);
    }

    private static boolean isBad(int number) {
        return number % BAD_ONE_OF == 3;
    }

    private static void checkRecords(KafkaBroker broker, PostgresServer postgres) {
        List<String> all = new ArrayList<>();
        List<String> good = new ArrayList<>();
        List<String> bad = new ArrayList<>();
        for (int number = 0; number < RECORDS; number++) {
            all.add(record(number));
            if (isBad(number)) {
                bad.add("orders-0, offset " + number);
            } else {
                good.add(number + " " + number);
            }
        }
        assertThat(postgres.rows("SELECT \"offset\", value FROM stored ORDER BY 1"))
                .isEqualTo(good);
        assertThat(broker.read("copied").stream().map(record -> new String(record.value(), StandardCharsets.UTF_8)))
                .containsExactlyElementsOf(all);
        assertThat(broker.read("bad").stream()
                        .map(record -> new String(record.value(), StandardCharsets.UTF_8))
                        .map(line -> DeadLetter.parse(line, "bad").position()))
                .containsExactlyElementsOf(bad);
    }

    /** The last post may have been taken without an answer. */
    private static void checkPosts(Poster poster, List<String> posts) {
        assertThat(poster.acknowledged()).isPositive();
        assertThat(posts).hasSizeBetween(poster.acknowledged(), poster.acknowledged() + 1);
        assertThat(posts)
                .isEqualTo(IntStream.range(0, posts.size())
                        .mapToObj(Integer::toString)
                        .toList());
    }

    /** Lines on their way are lost with the process; what its log had is not, and nothing is there twice. */
    private static void checkLines(LineServer lines, List<String> heard) {
        assertThat(lines.logged()).isNotEmpty();
        assertThat(heard).doesNotHaveDuplicates().containsAll(lines.logged());
        assertThat(heard.stream().map(Integer::valueOf)).allMatch(line -> line < lines.sent());
    }
}
