package dev.pawl.connectors;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.checkpoint.storage.CrashMatrix;
import dev.pawl.connectors.delta.DeltaSourceFormat;
import dev.pawl.connectors.files.JsonSourceFormat;
import dev.pawl.connectors.jdbc.SharedPostgres;
import dev.pawl.testkit.KafkaBroker;
import dev.pawl.testkit.PostgresServer;
import dev.pawl.testkit.SharedBroker;
import org.junit.jupiter.api.Test;
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
