package dev.pawl.connectors;

import static org.assertj.core.api.Assertions.assertThat;

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
}
