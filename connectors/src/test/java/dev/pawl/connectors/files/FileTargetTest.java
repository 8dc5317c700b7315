package dev.pawl.connectors.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pawl.checkpoint.error.ErrorCode;
import dev.pawl.checkpoint.error.PawlException;
import dev.pawl.engine.Pawl;
import dev.pawl.engine.run.StreamingQuery;
import dev.pawl.engine.sink.OutputMode;
import dev.pawl.engine.sink.SinkRequest;
import dev.pawl.engine.sink.StreamSink;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import org.apache.spark.sql.types.StructType;
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
    void resultsThatAreLostAreNoticed() throws InterruptedException, IOException {
        run("one");
        run("one");
        Path log = directory.resolve("out/_spark_metadata");
        java.nio.file.Files.delete(log.resolve("1"));
        assertRefused(
                () -> run("one"),
                ErrorCode.SINK_LOG_LOST,
                directory
                        + "/out] has lost results: the checkpoint has committed batch 1, but the log `_spark_metadata`"
                        + " there ends with batch 0");
        java.nio.file.Files.delete(log.resolve("0"));
        assertRefused(() -> run("one"), ErrorCode.SINK_LOG_LOST, "is gone or empty. Readers would not see");
        try (var files = java.nio.file.Files.walk(directory.resolve("out"))) {
            files.sorted(Comparator.reverseOrder())
                    .forEach(file -> file.toFile().delete());
        }
        assertRefused(() -> run("one"), ErrorCode.SINK_LOG_LOST, "is gone or empty. Readers would not see");
    }

    @Test
    void ofTwoQueriesThatBeginOnADirectoryAtOnceOneIsRefused() throws IOException {
        TestOutside outside = new TestOutside();
        StructType columns = StructType.fromDDL("value STRING");
        SinkRequest one = new SinkRequest(
                Files.options("path", directory + "/out"), columns, List.of(), OutputMode.APPEND, "one");
        SinkRequest two = new SinkRequest(one.options(), columns, List.of(), OutputMode.APPEND, "two");
        StreamSink first = Files.sink("text").open(one, outside);
        StreamSink second = Files.sink("text").open(two, outside);
        // Both have looked: there is no batch.
        assertThat(first.isCommitted(0) || second.isCommitted(0)).isFalse();

        first.begin(0);
        assertRefused(
                () -> second.begin(0), ErrorCode.SINK_TARGET_TAKEN, "/out] belongs to another query, one: its log");
        Files.write(first, 0, List.of());
        assertThat(first.isCommitted(0)).isTrue();
        // It had planned its first batch, and must not take that of the other for its own.
        assertRefused(
                () -> second.isCommitted(0),
                ErrorCode.SINK_BATCH_UNKNOWN,
                "has a batch 0 already, which was written by another query, one.");
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
