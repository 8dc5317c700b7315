package dev.pawl.connectors.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pawl.checkpoint.error.ErrorCode;
import dev.pawl.checkpoint.error.PawlException;
import dev.pawl.engine.Pawl;
import dev.pawl.engine.run.StreamingQuery;
import java.nio.file.Path;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The log of a directory knows batches by their numbers, not by the query that wrote them. */
class FileTargetTest {
    @TempDir
    private Path directory;

    private void run(String checkpoint, String... more) throws InterruptedException {
        try (Pawl pawl = Pawl.local()) {
            pawl.sql("CREATE TEMPORARY VIEW r USING `rate-micro-batch` OPTIONS (rowsPerBatch 1)");
            StreamingQuery query = pawl.sql("CREATE STREAMING TABLE t USING json TBLPROPERTIES ('path' = '" + directory
                            + "/out', 'checkpointLocation' = '" + directory + "/" + checkpoint
                            + "', 'trigger' = 'once') AS SELECT value FROM STREAM r")
                    .get(0);
            for (String statement : more) {
                pawl.sql(statement);
            }
            query.awaitTermination();
        }
    }

    @Test
    void aNewCheckpointOnADirectoryWithResultsIsRefused() throws InterruptedException {
        run("one");
        run("one");

        assertRefused(() -> run("two"), ErrorCode.SINK_BATCH_UNKNOWN, directory + "/out] has a batch 0 already");
    }

    @Test
    void aSecondQueryIntoADirectoryIsRefused() {
        assertRefused(
                () -> run("one", "CREATE FLOW f AS INSERT INTO t BY NAME SELECT value FROM STREAM r"),
                ErrorCode.PIPELINE_INVALID,
                "flow f writes t, but a directory of json files");
    }

    @Test
    void twoTablesOfAFileIntoOneDirectoryAreRefused() {
        String[] spellings = {"/out", "/x/../out/", "/./out"};
        for (String spelling : spellings) {
            assertRefused(
                    () -> run(
                            "one",
                            "\nCREATE STREAMING TABLE u USING csv TBLPROPERTIES ('path' = 'file:" + directory + spelling
                                    + "', 'checkpointLocation' = '" + directory
                                    + "/two') AS SELECT value FROM STREAM r"),
                    ErrorCode.PIPELINE_INVALID,
                    "sql:2:1: u and t (sql:1:1) would both write ");
        }
    }

    @Test
    void oneCheckpointInTwoSpellingsIsRefused() {
        assertRefused(
                () -> run(
                        "one",
                        "CREATE STREAMING TABLE u USING noop TBLPROPERTIES ('checkpointLocation' = '" + directory
                                + "/x/../one/') AS SELECT value FROM STREAM r"),
                ErrorCode.PIPELINE_INVALID,
                "u and t would share checkpoint ");
    }

    private static void assertRefused(ThrowingCallable attempt, ErrorCode code, String part) {
        assertThatThrownBy(attempt)
                .isInstanceOfSatisfying(
                        PawlException.class, e -> assertThat(e.code()).isEqualTo(code))
                .hasMessageContaining(part);
    }
}
