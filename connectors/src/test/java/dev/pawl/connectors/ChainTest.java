package dev.pawl.connectors;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.engine.Pawl;
import dev.pawl.engine.QueryPlan;
import dev.pawl.pipeline.Pipeline;
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
}
