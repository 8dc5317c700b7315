package dev.pawl.cli.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pawl.checkpoint.error.ErrorCode;
import dev.pawl.checkpoint.error.PawlException;
import dev.pawl.cli.FastJava;
import dev.pawl.engine.Pawl;
import dev.pawl.engine.QueryPlan;
import dev.pawl.pipeline.Pipeline;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

final class QueryWatchTest {
    private static final int PATIENCE_SECONDS = 60;
    /** Nobody listens there. */
    private static final String DEAD_KAFKA = """
            CREATE TEMPORARY VIEW k USING kafka
            OPTIONS (kafka.bootstrap.servers '127.0.0.1:1', subscribe 't', fetchOffset.numRetries %d, fetchOffset.retryIntervalMs 1,
                     kafka.request.timeout.ms 200, kafka.default.api.timeout.ms 200);
            CREATE STREAMING TABLE t USING noop TBLPROPERTIES (checkpointLocation '%s') AS SELECT offset FROM STREAM k;
            """;

    @TempDir
    private Path directory;

    @Test
    @Timeout(PATIENCE_SECONDS)
    void aStopThatComesBeforeTheQueriesStopsThem() throws InterruptedException {
        String endless = "CREATE TEMPORARY VIEW r USING rate;"
                + "CREATE STREAMING TABLE t USING noop AS SELECT value FROM STREAM r;";
        try (Pawl pawl = Pawl.local()) {
            QueryWatch watch = watch(pawl, endless, note -> {});
            Thread stop = new Thread(watch::stopInPeace);
            stop.start();
            while (stop.getState() != Thread.State.WAITING) {
                Thread.onSpinWait();
            }

            watch.runAll();

            stop.join();
            assertThat(pawl.queries()).noneMatch(query -> query.isActive());
        }
    }

    @Test
    @Timeout(PATIENCE_SECONDS)
    void aQueryThatCannotBeStartedAgainHasFailed() {
        Path checkpoint = directory.resolve("cp");
        try (Pawl pawl = Pawl.local()) {
            QueryWatch watch =
                    watch(pawl, DEAD_KAFKA.formatted(1, checkpoint), note -> empty(checkpoint.resolve("metadata")));

            assertThatThrownBy(watch::runAll).isInstanceOfSatisfying(PawlException.class, e -> assertThat(e.code())
                    .isEqualTo(ErrorCode.QUERY_METADATA_CORRUPT));
        }
    }

    @Test
    @Timeout(PATIENCE_SECONDS)
    void aQueryThatIsRefusedLeavesTheOthersAlone() throws IOException {
        Files.createDirectories(directory.resolve("bad/offsets"));
        Files.writeString(directory.resolve("bad/offsets/0"), "v1\n{}\n0");
        String text = """
                CREATE TEMPORARY VIEW r USING `rate-micro-batch` OPTIONS (rowsPerBatch 2);
                CREATE STREAMING TABLE bad USING noop TBLPROPERTIES (checkpointLocation '%1$s/bad') AS SELECT value FROM STREAM r;
                CREATE STREAMING TABLE good USING memory TBLPROPERTIES (trigger 'once') AS SELECT value FROM STREAM r;
                """.formatted(directory);
        List<String> told = new ArrayList<>();
        try (Pawl pawl = Pawl.local()) {
            assertThatThrownBy(watch(pawl, text, told::add)::runAll)
                    .isInstanceOfSatisfying(PawlException.class, e -> assertThat(e.code())
                            .isEqualTo(ErrorCode.CHECKPOINT_METADATA_MISSING));
            assertThat(pawl.memory().rows("good", "UTC")).hasSize(2);
            assertThat(told).singleElement().asString().startsWith("bad failed: [CHECKPOINT_METADATA_MISSING]");
        }
    }

    @Test
    void theSecondSignalEndsAProcessWhoseBatchDoesNot() throws Exception {
        Path file = directory.resolve("t.sql");
        Files.writeString(file, DEAD_KAFKA.formatted(1_000_000, directory.resolve("cp")));
        Path log = directory.resolve("log");
        Process process = FastJava.plain().pawl(log, "run", file.toString());
        try {
            // By then it asks Kafka, and will do so for long.
            while (process.isAlive() && !Files.readString(log).contains("asked again")) {
                process.waitFor(10, TimeUnit.MILLISECONDS);
            }
            process.destroy();
            assertThat(process.waitFor(1, TimeUnit.SECONDS)).isFalse();
            process.destroy();
            assertThat(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).isEqualTo(143);
        } finally {
            process.destroyForcibly().waitFor();
        }
    }

    private static QueryWatch watch(Pawl pawl, String sql, Consumer<String> notes) {
        List<QueryPlan> plans = pawl.compile(Pipeline.parse("t.sql", sql, Map.of(), Map.of()));
        return new QueryWatch(pawl, plans, true, notes);
    }

    private static void empty(Path file) {
        try {
            Files.writeString(file, "");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
