package dev.pawl.connectors;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.connectors.delta.DeltaSourceFormat;
import dev.pawl.connectors.files.JsonSourceFormat;
import org.junit.jupiter.api.Test;

/** Whatever step a query crashes before, and its restart too: run to its end, it has written every row once. */
class WholeQueryCrashTest {
    private static final String FROM_JSON =
            "CREATE TEMPORARY VIEW events (id BIGINT, name STRING) USING json OPTIONS (path '/in', maxFilesPerTrigger '1');";
    private static final String FROM_DELTA =
            "CREATE TEMPORARY VIEW events USING delta OPTIONS (path '/table', maxFilesPerTrigger '1');";
    private static final String SELECT = " AS SELECT id, upper(name) AS name FROM STREAM events;";

    private static String to(String format) {
        return "CREATE STREAMING TABLE out USING " + format + " TBLPROPERTIES ('path' = '/out', 'trigger' = 'available-now',"
                + " 'checkpointLocation' = '/checkpoint')";
    }

    @Test
    void filesToFiles() {
        try (CrashedQuery query = new CrashedQuery(FROM_JSON + to("json") + SELECT, new JsonSourceFormat())) {
            int crashes = query.crashEverywhere((machine, promises) -> CrashedQuery.writeJson(machine));

            assertThat(crashes).isGreaterThan(900);
        }
    }

    @Test
    void deltaToDelta() {
        try (CrashedQuery query = new CrashedQuery(FROM_DELTA + to("delta") + SELECT, new DeltaSourceFormat())) {
            int crashes = query.crashEverywhere((machine, promises) -> {
                CrashedQuery.writeJson(machine);
                query.runOther(FROM_JSON + "CREATE STREAMING TABLE filled USING delta TBLPROPERTIES ('path' = '/table',"
                        + " 'trigger' = 'available-now', 'checkpointLocation' = '/filled')"
                        + " AS SELECT id, name FROM STREAM events;");
            });

            assertThat(crashes).isGreaterThan(900);
        }
    }
}
