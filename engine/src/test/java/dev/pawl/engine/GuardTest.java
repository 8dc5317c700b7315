package dev.pawl.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pawl.checkpoint.error.ErrorCode;
import dev.pawl.checkpoint.error.PawlException;
import dev.pawl.checkpoint.storage.Durability;
import dev.pawl.checkpoint.storage.FencedStorage;
import dev.pawl.checkpoint.storage.Storages;
import dev.pawl.engine.run.StreamingQuery;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a query refuses because going on could lose or repeat data. */
class GuardTest {
    @TempDir
    Path directory;

    private StreamingQuery start(Pawl pawl, String trigger, String select) {
        pawl.memory().input("numbers", StructType.fromDDL("n INT")).add(List.of(new GenericInternalRow(new Object[] {1
        })));
        pawl.sql("CREATE TEMPORARY VIEW numbers USING memory OPTIONS (name 'numbers')");
        return pawl.sql("CREATE STREAMING TABLE out" + pawl.queries().size() + " USING noop TBLPROPERTIES"
                        + " ('checkpointLocation' = '" + directory + "', 'trigger' = '" + trigger + "') AS " + select)
                .get(0);
    }

    private void run(String select) throws InterruptedException {
        try (Pawl pawl = Pawl.local()) {
            start(pawl, "available-now", select).awaitTermination();
        }
    }

    @Test
    void aCheckpointInUseIsRefused() {
        try (Pawl one = Pawl.local();
                Pawl two = Pawl.local()) {
            start(one, "continuous-batches", "SELECT n FROM STREAM numbers");

            assertRefused(
                    () -> start(two, "available-now", "SELECT n FROM STREAM numbers"),
                    ErrorCode.LEASE_HELD,
                    "process " + ProcessHandle.current().pid());
        }
    }

    @Test
    void aQueryThatWasTakenOverCommitsNothingMore() throws Exception {
        try (Pawl pawl = Pawl.local()) {
            StreamingQuery query = start(pawl, "continuous-batches", "SELECT n FROM STREAM numbers");
            query.processAllAvailable();
            try (FencedStorage other =
                    Storages.openFenced(directory.toString(), Durability.SYNCED, () -> UUID.randomUUID()
                            .toString())) {
                assertThat(other.claim(other.highestClaim())).isTrue();
            }
            pawl.memory()
                    .input("numbers", StructType.fromDDL("n INT"))
                    .add(List.of(new GenericInternalRow(new Object[] {2})));

            assertRefused(query::awaitTermination, ErrorCode.LEASE_LOST, directory.toString());
            assertThat(directory.resolve("offsets").resolve("1")).doesNotExist();
        }
    }

    @Test
    void logsWithoutAQueryIdAreRefused() throws Exception {
        run("SELECT n FROM STREAM numbers");
        Files.delete(directory.resolve("metadata"));

        assertRefused(() -> run("SELECT n FROM STREAM numbers"), ErrorCode.CHECKPOINT_METADATA_MISSING, "metadata");
        assertThat(directory.resolve("metadata")).doesNotExist();
    }

    @Test
    void anotherNumberOfSourcesIsRefused() throws Exception {
        run("SELECT n FROM STREAM numbers");

        assertRefused(
                () -> run("SELECT n FROM STREAM numbers UNION ALL SELECT n + 1 FROM STREAM numbers"),
                ErrorCode.STREAMING_SOURCES_CHANGED,
                "source 0 (numbers) is kept",
                "source 1 (numbers) is new: the checkpoint does not have it");
        run("SELECT n FROM STREAM numbers");
    }

    @ParameterizedTest
    @CsvSource({"rate, rate-micro-batch", "rate-micro-batch, rate"})
    void anotherKindOfSourceIsRefused(String before, String after) throws Exception {
        runNumbersOf(before);

        assertRefused(
                () -> runNumbersOf(after),
                ErrorCode.STREAMING_SOURCES_CHANGED,
                "source 0 (r) is changed: the checkpoint has one of kind " + before + ", and this one is of kind "
                        + after);
    }

    private void runNumbersOf(String format) throws InterruptedException {
        try (Pawl pawl = Pawl.local()) {
            String rows = format.equals("rate") ? "rowsPerSecond" : "rowsPerBatch";
            pawl.sql("CREATE TEMPORARY VIEW r USING `" + format + "` OPTIONS (" + rows + " 1)");
            pawl.sql("CREATE STREAMING TABLE out USING noop TBLPROPERTIES ('checkpointLocation' = '" + directory
                            + "', 'trigger' = 'available-now') AS SELECT value FROM STREAM r")
                    .get(0)
                    .awaitTermination();
        }
    }

    @Test
    void anUnknownFormatIsNamed() {
        assertRefused(
                () -> {
                    try (Pawl pawl = Pawl.local()) {
                        pawl.sql("CREATE TEMPORARY VIEW x USING kafak OPTIONS (a 'b')");
                    }
                },
                ErrorCode.SOURCE_NOT_FOUND,
                "kafak",
                "rate");
    }

    @Test
    void aSubqueryOfSeveralRowsFailsTheQuery() {
        assertRefused(
                () -> run("SELECT (SELECT explode(array(1, 2))) AS x FROM STREAM numbers"),
                ErrorCode.SCALAR_SUBQUERY_TOO_MANY_ROWS,
                "more than one row");
    }

    @Test
    void aRowThatFailsInCodeOfItsOwnEndsTheQuery() {
        assertRefused(
                () -> run("SELECT reflect('java.lang.Integer', 'parseInt', 'x') AS x FROM STREAM numbers"),
                ErrorCode.ROW_FAILED,
                "The record at block 0 of numbers, row 1 cannot be evaluated: NumberFormatException: For input string:"
                        + " \"x\".");
    }

    /** It is no record of a stream whose row fails here. */
    @Test
    void whatNobodyForesawEndsTheQuery() {
        assertRefused(
                () -> run("SELECT n, (SELECT max(10 / (n - 1)) FROM numbers) AS most FROM STREAM numbers"),
                ErrorCode.STREAM_FAILED,
                "Batch 0 failed",
                "DIVIDE_BY_ZERO");
    }

    @Test
    void checkpointsAreNotShared() {
        assertRefused(
                () -> {
                    try (Pawl pawl = Pawl.local()) {
                        start(pawl, "available-now", "SELECT n FROM STREAM numbers");
                        start(pawl, "available-now", "SELECT n FROM STREAM numbers");
                    }
                },
                ErrorCode.PIPELINE_INVALID,
                "would share checkpoint");
    }

    private interface Attempt {
        void run() throws Exception;
    }

    private static void assertRefused(Attempt attempt, ErrorCode code, String... parts) {
        assertThatThrownBy(attempt::run).isInstanceOfSatisfying(PawlException.class, e -> {
            assertThat(e.code()).isEqualTo(code);
            assertThat(e.getMessage()).contains(parts);
        });
    }
}
