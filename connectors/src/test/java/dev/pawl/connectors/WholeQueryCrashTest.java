package dev.pawl.connectors;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.checkpoint.storage.CrashMatrix;
import dev.pawl.connectors.delta.DeltaSourceFormat;
import dev.pawl.connectors.files.JsonSourceFormat;
import dev.pawl.connectors.inbox.Posts;
import dev.pawl.connectors.jdbc.SharedPostgres;
import dev.pawl.testkit.KafkaBroker;
import dev.pawl.testkit.PostgresServer;
import dev.pawl.testkit.SharedBroker;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.extension.ExtendWith;

/** Whatever step a query crashes before, and its restart too: run to its end, it has written every row once. */
class WholeQueryCrashTest {
    private static final String FROM_JSON =
            "CREATE TEMPORARY VIEW events (id BIGINT, name STRING) USING json OPTIONS (path '/in', maxFilesPerTrigger '1');";
    private static final String FROM_DELTA =
            "CREATE TEMPORARY VIEW events USING delta OPTIONS (path '/table', maxFilesPerTrigger '1');";
    private static final String SELECT = " AS SELECT id, upper(name) AS name FROM STREAM events;";

    private static final String STRICT =
            " AS SELECT id, CASE id % 3 WHEN 1 THEN raise_error(name) ELSE upper(name) END AS name FROM STREAM events;";
    private static final String BAD_RECORDS = "'badRecords' = '/bad', 'path'";

    /** Of the last window, for which more may come. */
    private static final String REMEMBERED = """
            0 default 0 "key":{"window":{"start":"1970-01-01T00:33:20.000Z","end":"1970-01-01T00:33:40.000Z"}},"value":{"sum":400,"count":4}
            1 left-keyToNumValues 0 "key":{"field0":100},"value":{"value":2}
            1 left-keyWithIndexToValue 0 "key":{"field0":100,"index":0},"value":{"id":100,"at":"1970-01-01T00:33:20.000Z","matched":true}
            1 left-keyWithIndexToValue 0 "key":{"field0":100,"index":1},"value":{"id":100,"at":"1970-01-01T00:33:20.000Z","matched":true}
            1 right-keyToNumValues 0 "key":{"field0":100},"value":{"value":2}
            1 right-keyWithIndexToValue 0 "key":{"field0":100,"index":0},"value":{"id":100,"at":"1970-01-01T00:33:20.000Z","matched":true}
            1 right-keyWithIndexToValue 0 "key":{"field0":100,"index":1},"value":{"id":100,"at":"1970-01-01T00:33:20.000Z","matched":true}
            """;

    private static String to(String format) {
        return "CREATE STREAMING TABLE out USING " + format
                + " TBLPROPERTIES ('path' = '/out', 'trigger' = 'available-now',"
                + " 'checkpointLocation' = '/checkpoint')";
    }

    @Test
    void filesToFilesAndDeadLetters() {
        String table = to("json").replace("'path'", BAD_RECORDS);
        try (CrashedQuery query =
                CrashedQuery.withDeadLetters(FROM_JSON + table + STRICT, new JsonSourceFormat(), 1L, 4L)) {
            int crashes = query.crashEverywhere(
                    CrashMatrix.Effort.SAMPLED, (machine, promises) -> CrashedQuery.writeJson(machine));

            assertThat(crashes).isGreaterThan(700);
        }
    }

    /** Rows are added in other tests; here each batch looks for rows that it replaces. */
    @Test
    void deltaToDelta() {
        String table = to("delta").replace("'path'", "'outputMode' = 'update', 'mergeKeys' = 'id', 'path'");
        try (CrashedQuery query = new CrashedQuery(FROM_DELTA + table + SELECT, new DeltaSourceFormat())) {
            int crashes = query.crashEverywhere(CrashMatrix.Effort.IN_TURN, (machine, promises) -> {
                CrashedQuery.writeJson(machine);
                query.runOther(FROM_JSON + "CREATE STREAMING TABLE filled USING delta TBLPROPERTIES ('path' = '/table',"
                        + " 'trigger' = 'available-now', 'checkpointLocation' = '/filled')"
                        + " AS SELECT id, name FROM STREAM events;");
            });

            assertThat(crashes).isGreaterThan(200);
        }
    }

    /** What comes out is counted by a processor: state that is lost or counted twice shows in the rows. */
    @Test
    void filesToFilesByAFunctionWithState() {
        try (CrashedQuery query = new CrashedQuery(CountingProcessor::query, new JsonSourceFormat())) {
            // In a line: each start from the beginning has RocksDB write a snapshot.
            int crashes = query.crashOnwards((machine, promises) -> CrashedQuery.writeJson(machine), () -> {});

            assertThat(crashes).isGreaterThan(100);
        }
    }

    /** The query that could not take them ran in peace; what is crashed is their replay. */
    @Test
    void deadLettersAreFedBack() {
        String table = to("delta").replace("'path'", BAD_RECORDS);
        try (CrashedQuery query = CrashedQuery.replay(FROM_JSON + table + SELECT, new DeltaSourceFormat(), 1L, 4L)) {
            int crashes = query.crashEverywhere(CrashMatrix.Effort.IN_TURN, (machine, promises) -> {
                CrashedQuery.writeJson(machine);
                query.runOther(FROM_JSON.replace("'1'", "'9'") + table + STRICT);
            });

            assertThat(crashes).isGreaterThan(100);
        }
    }

    /**
     * A join of two streams, its rows summed up by window: several stores, of which a crash leaves some a version ahead of others. Of two files
     * that come later the first lets all windows before it end, and the second sees them out.
     */
    @Test
    @EnabledIfSystemProperty(named = "crash.full", matches = "true")
    void whatIsRememberedIsNeitherLostNorCountedTwice() {
        String timed =
                "CREATE TEMPORARY VIEW timed AS SELECT id, timestamp_seconds(1000 + id * 10) AS at FROM STREAM events;";
        String joined =
                "(SELECT l.id, l.at FROM (SELECT * FROM STREAM timed WATERMARK at DELAY OF INTERVAL 5 SECONDS) l"
                        + " JOIN (SELECT * FROM STREAM timed WATERMARK at DELAY OF INTERVAL 5 SECONDS) r"
                        + " ON l.id = r.id AND r.at BETWEEN l.at AND l.at + INTERVAL 1 SECOND)";
        String select = " AS SELECT sum(id) AS id, concat('N', count(*)) AS name FROM " + joined
                + " GROUP BY window(at, '20 seconds');";
        try (CrashedQuery query = CrashedQuery.remembering(
                "SET spark.sql.shuffle.partitions = 1;" + FROM_JSON + timed + to("json") + select,
                new JsonSourceFormat(),
                List.of("1 N2", "5 N2", "9 N2"),
                REMEMBERED.lines().toList(),
                "{\"id\":100}",
                "{\"id\":100,\"name\":\"again\"}")) {
            int crashes = query.crashEverywhere(
                    CrashMatrix.Effort.IN_TURN, (machine, promises) -> CrashedQuery.writeJson(machine));

            assertThat(crashes).isGreaterThan(200);
        }
    }

    /** What was posted is in a log on the disk that crashes; who gets no answer posts again. */
    @Test
    void postsToFiles() {
        String source = "CREATE TEMPORARY VIEW posts USING http OPTIONS (port '0');";
        String select = " AS SELECT CAST(substr(value, 2) AS BIGINT) AS id, upper(value) AS name FROM STREAM posts;";
        List<CrashMatrix.MachineRun> posts = List.of(
                (machine, promises) -> Posts.send(machine.storage("/checkpoint"), promises, "n0", "n1", "n2"),
                (machine, promises) -> Posts.send(machine.storage("/checkpoint"), promises, "n3", "n4", "n5"));
        try (CrashedQuery query = CrashedQuery.after(posts, source + to("json") + select, new JsonSourceFormat())) {
            int crashes = query.crashEverywhere(CrashMatrix.Effort.IN_TURN, (machine, promises) -> {});

            assertThat(crashes).isGreaterThan(150);
        }
    }

    /** The broker is a real one and stays up; what remembers is on the disk that crashes. */
    @Test
    @ExtendWith(SharedBroker.class)
    void kafkaToDelta(KafkaBroker broker) {
        broker.createTopic("crash-in", 1);
        broker.produce("crash-in", 0, CrashedQuery.names().toArray(String[]::new));
        String source = "CREATE TEMPORARY VIEW events USING kafka OPTIONS (kafka.bootstrap.servers '"
                + broker.bootstrapServers()
                + "', subscribe 'crash-in', startingOffsets 'earliest', maxOffsetsPerTrigger '2');";
        String select = " AS SELECT offset AS id, upper(CAST(value AS STRING)) AS name FROM STREAM events;";
        try (CrashedQuery query = new CrashedQuery(source + to("delta") + select, new DeltaSourceFormat())) {
            int crashes = query.crashEverywhere(CrashMatrix.Effort.IN_TURN, (machine, promises) -> {});

            assertThat(crashes).isGreaterThan(200);
        }
    }

    /** Broker and database are real ones and stay up. */
    @Test
    @ExtendWith({SharedBroker.class, SharedPostgres.class})
    void kafkaToPostgres(KafkaBroker broker, PostgresServer postgres) {
        broker.createTopic("crash-db", 1);
        broker.produce("crash-db", 0, CrashedQuery.names().toArray(String[]::new));
        String pipeline =
                """
                CREATE TEMPORARY VIEW events USING kafka
                OPTIONS (kafka.bootstrap.servers '%s', subscribe 'crash-db', startingOffsets 'earliest', maxOffsetsPerTrigger '2');
                CREATE STREAMING TABLE out USING jdbc
                TBLPROPERTIES ('url' = '%s', 'user' = '%s', 'password' = '%s', 'dbtable' = 'crashed', 'ledgerTable' = 'crashed_ledger',
                               'trigger' = 'available-now', 'checkpointLocation' = '/checkpoint')
                AS SELECT offset AS id, upper(CAST(value AS STRING)) AS name FROM STREAM events;
                """.formatted(broker.bootstrapServers(), postgres.url(), postgres.user(), postgres.password());
        postgres.execute("CREATE TABLE crashed (id BIGINT, name TEXT)");
        try (CrashedQuery query = new CrashedQuery(pipeline, () -> postgres.rows("SELECT id, name FROM crashed"))) {
            int crashes =
                    query.crashOnwards(() -> postgres.execute("TRUNCATE crashed; DROP TABLE IF EXISTS crashed_ledger"));

            assertThat(crashes).isGreaterThan(130);
        }
    }
}
