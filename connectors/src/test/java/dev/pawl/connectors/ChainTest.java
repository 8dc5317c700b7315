package dev.pawl.connectors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pawl.checkpoint.error.ErrorCode;
import dev.pawl.checkpoint.error.PawlException;
import dev.pawl.engine.Pawl;
import dev.pawl.engine.QueryPlan;
import dev.pawl.pipeline.Pipeline;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Queries of a file that read what others of it write. */
class ChainTest {
    @TempDir
    private Path directory;

    @Test
    void aReaderTakesATableThatAFlowMadeWithItsColumnsInAnotherOrder() throws InterruptedException {
        String text = """
                CREATE TEMPORARY VIEW r USING `rate-micro-batch` OPTIONS (rowsPerBatch 2);
                CREATE STREAMING TABLE m USING delta TBLPROPERTIES (path '%1$s/m', trigger 'once')
                AS SELECT value, 'a' AS src FROM STREAM r;
                CREATE FLOW fb AS INSERT INTO m BY NAME SELECT 'b' AS SRC, value FROM STREAM r;
                CREATE STREAMING TABLE n USING memory TBLPROPERTIES (trigger 'available-now')
                AS SELECT * FROM STREAM m;
                """.formatted(directory);
        try (Pawl pawl = Pawl.local()) {
            List<QueryPlan> plans = pawl.compile(Pipeline.parse("p.sql", text, Map.of(), Map.of()));

            for (String name : List.of("fb", "m", "n")) {
                QueryPlan plan = plans.stream()
                        .filter(candidate -> candidate.name().equals(name))
                        .findFirst()
                        .orElseThrow();
                pawl.start(plan).awaitTermination();
            }

            assertThat(pawl.memory().rows("n", "UTC"))
                    .containsExactlyInAnyOrder(
                            "{\"value\":0,\"src\":\"b\"}",
                            "{\"value\":1,\"src\":\"b\"}",
                            "{\"value\":0,\"src\":\"a\"}",
                            "{\"value\":1,\"src\":\"a\"}");
        }
    }

    /** Five batches of two rows: each changes the sums of keys that the table has already. */
    @Test
    void aggregatesThatChangeTakeThePlaceOfOlderOnesInATable() throws InterruptedException, IOException {
        String text = """
                CREATE TEMPORARY VIEW numbers (value BIGINT) USING json OPTIONS (path '%1$s/in', maxFilesPerTrigger 1);
                CREATE STREAMING TABLE sums USING delta
                TBLPROPERTIES (path '%1$s/sums', trigger 'available-now', outputMode 'update', mergeKeys 'k')
                AS SELECT value %% 3 AS k, count(*) AS n, sum(value) AS total FROM STREAM numbers GROUP BY value %% 3;
                CREATE TEMPORARY VIEW result USING delta OPTIONS (path '%1$s/sums');
                CREATE STREAMING TABLE shown USING memory TBLPROPERTIES (trigger 'available-now')
                AS SELECT * FROM STREAM numbers JOIN result ON value = k;
                """.formatted(directory);
        try (Pawl pawl = Pawl.local()) {
            Path in = Files.createDirectory(directory.resolve("in"));
            for (int file = 0; file < 5; file++) {
                Files.writeString(
                        in.resolve(file + ".json"),
                        "{\"value\":" + 2 * file + "}\n{\"value\":" + (2 * file + 1) + "}\n");
            }
            int end = text.indexOf("CREATE TEMPORARY VIEW result");
            pawl.sql(text.substring(0, end)).get(0).awaitTermination();
            pawl.sql(text.substring(0, text.indexOf("CREATE STREAMING TABLE sums")) + text.substring(end))
                    .get(0)
                    .awaitTermination();

            assertThat(pawl.memory().rows("shown", "UTC"))
                    .containsExactlyInAnyOrder(
                            "{\"value\":0,\"k\":0,\"n\":4,\"total\":18}",
                            "{\"value\":1,\"k\":1,\"n\":3,\"total\":12}",
                            "{\"value\":2,\"k\":2,\"n\":3,\"total\":15}");
        }
    }

    @Test
    void aTableOfFilesIsReadBackAsItWasWritten() throws InterruptedException {
        String text = """
                CREATE TEMPORARY VIEW r USING `rate-micro-batch` OPTIONS (rowsPerBatch 2);
                CREATE STREAMING TABLE a USING csv
                TBLPROPERTIES (path '%1$s/a', trigger 'once', header 'true', sep ';', nullValue 'NIX')
                PARTITIONED BY (p)
                AS SELECT concat('x;', value, '\\ny') AS name, CAST(NULL AS STRING) AS z, value AS p FROM STREAM r;
                CREATE STREAMING TABLE b USING memory TBLPROPERTIES (trigger 'available-now')
                AS SELECT * FROM STREAM a;
                """.formatted(directory);
        try (Pawl pawl = Pawl.local()) {
            for (QueryPlan plan : pawl.compile(Pipeline.parse("p.sql", text, Map.of(), Map.of()))) {
                pawl.start(plan).awaitTermination();
            }

            assertThat(pawl.memory().rows("b", "UTC"))
                    .containsExactlyInAnyOrder("{\"name\":\"x;0\\ny\",\"p\":0}", "{\"name\":\"x;1\\ny\",\"p\":1}");
        }
    }

    @Test
    void whereTheResultsAreGoneNoEmptyTableIsMade() throws Exception {
        String text = """
                CREATE TEMPORARY VIEW r USING `rate-micro-batch` OPTIONS (rowsPerBatch 1);
                CREATE STREAMING TABLE m USING delta TBLPROPERTIES (path '%1$s/m', trigger 'once')
                AS SELECT value FROM STREAM r;
                """.formatted(directory);
        try (Pawl pawl = Pawl.local()) {
            QueryPlan plan = pawl.compile(Pipeline.parse("p.sql", text, Map.of(), Map.of()))
                    .get(0);
            pawl.start(plan).awaitTermination();
            Files.move(directory.resolve("m"), directory.resolve("elsewhere"));

            assertThatThrownBy(() -> pawl.start(plan).awaitTermination())
                    .isInstanceOfSatisfying(
                            PawlException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.SINK_LOG_LOST))
                    .hasMessageStartingWith(
                            "[SINK_LOG_LOST] p.sql:2:1: DeltaSink[" + directory + "/m] has lost results:"
                                    + " the checkpoint has committed batch 0, but the table is gone.");
            assertThat(directory.resolve("m")).doesNotExist();

            Files.move(directory.resolve("elsewhere"), directory.resolve("m"));
            pawl.start(plan).awaitTermination();
        }
    }

    @Test
    void targetsWithoutAPath() {
        String text = """
                CREATE TEMPORARY VIEW r USING `rate-micro-batch` OPTIONS (rowsPerBatch 2);
                CREATE STREAMING TABLE k USING kafka
                TBLPROPERTIES (kafka.bootstrap.servers '127.0.0.1:1', topic 't', checkpointLocation '/cp/k/',
                               kafka.linger.ms '5', exactlyOnce 'true')
                AS SELECT CAST(value AS STRING) AS value FROM STREAM r;
                CREATE FLOW f AS INSERT INTO k BY NAME SELECT 'f' AS value FROM STREAM r;
                CREATE STREAMING TABLE c USING console AS SELECT CAST(value AS STRING) AS v, `offset` FROM STREAM k;
                """;
        try (Pawl pawl = Pawl.local()) {
            List<QueryPlan> plans = pawl.compile(Pipeline.parse("p.sql", text, Map.of(), Map.of()));

            assertThat(plans.get(1).checkpoint()).contains("/cp/k-f");
            for (String read : List.of(
                    "STREAM c", "STREAM k JOIN `C` ON v = value", "STREAM k WHERE value IN (SELECT v FROM c)")) {
                assertRefused(
                        pawl,
                        text + "CREATE STREAMING TABLE d USING noop AS SELECT 1 AS one FROM " + read + ";",
                        "[PIPELINE_INVALID] p.sql:8:",
                        "streaming table c (console, p.sql:7:1) cannot be read by others of the file. Read where it writes with"
                                + " a view of your own, or read what it reads.");
            }
            String own = "CREATE STREAMING TABLE d USING noop AS WITH c AS (SELECT 'x' AS v)"
                    + " SELECT v FROM STREAM k JOIN c ON v = value;";
            assertThat(pawl.compile(Pipeline.parse("p.sql", text + own, Map.of(), Map.of())))
                    .as("what a WITH names is another c")
                    .hasSize(4);
        }
    }

    @Test
    void filesThatOneQueryTakesAwayAreForNoOther() throws IOException {
        Files.createDirectory(directory.resolve("in"));
        String text = """
                CREATE TEMPORARY VIEW u (v INT) USING json OPTIONS (path '%1$s/in/');
                CREATE TEMPORARY VIEW v (v INT) USING json OPTIONS (path '%1$s/in', CLEANSOURCE 'delete');
                CREATE STREAMING TABLE one USING noop AS SELECT v FROM STREAM v;
                """.formatted(directory);
        try (Pawl pawl = Pawl.local()) {
            assertThat(pawl.compile(Pipeline.parse("p.sql", text, Map.of(), Map.of())))
                    .hasSize(1);
            for (String view : List.of("u", "v")) {
                assertRefused(
                        pawl,
                        text + "CREATE STREAMING TABLE two USING noop AS SELECT v FROM STREAM " + view + ";",
                        "two and one both read " + directory + "/in",
                        ", and view v has cleanSource: files would be gone before the slower one has read them.");
            }
        }
    }

    private static void assertRefused(Pawl pawl, String text, String... how) {
        assertThatThrownBy(() -> pawl.compile(Pipeline.parse("p.sql", text, Map.of(), Map.of())))
                .isInstanceOfSatisfying(
                        PawlException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.PIPELINE_INVALID))
                .hasMessageContainingAll(how);
    }

    @Test
    void whatTheTargetFailsWithIsNotTheSources() throws IOException {
        Files.createDirectory(directory.resolve("a"));
        Files.createFile(directory.resolve("a/p=0"));
        String text = """
                CREATE TEMPORARY VIEW r USING `rate-micro-batch` OPTIONS (rowsPerBatch 1);
                CREATE STREAMING TABLE a USING json TBLPROPERTIES (path '%1$s/a', trigger 'once') PARTITIONED BY (p)
                AS SELECT value, value AS p FROM STREAM r;
                """.formatted(directory);
        try (Pawl pawl = Pawl.local()) {
            assertThatThrownBy(() -> pawl.sql(text).get(0).awaitTermination())
                    .isInstanceOfSatisfying(
                            PawlException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.SINK_FAILED))
                    .hasMessageContaining("Writing to FileSink[file:" + directory + "/a] failed: ");
        }
    }
}
