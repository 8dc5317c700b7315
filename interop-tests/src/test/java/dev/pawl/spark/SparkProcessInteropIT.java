package dev.pawl.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.pawl.checkpoint.error.ErrorCode;
import dev.pawl.checkpoint.error.PawlException;
import dev.pawl.engine.Pawl;
import dev.pawl.engine.QueryPlan;
import dev.pawl.engine.run.Trigger;
import dev.pawl.pipeline.Pipeline;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command as users start it, with a real Spark in a process of its own. */
class SparkProcessInteropIT {
    private static final int PATIENCE_SECONDS = 240;

    private static final String FILL = """
            CREATE TEMPORARY VIEW raw (id INT, at TIMESTAMP) USING json OPTIONS (path '%1$s/in');
            CREATE STREAMING TABLE events USING delta TBLPROPERTIES ('path' = '%1$s/events')
            AS SELECT id, at FROM STREAM raw;
            """;

    private static final String COUNT = """
            SET spark.sql.session.timeZone = UTC;
            SET spark.sql.shuffle.partitions = 2;
            CREATE TEMPORARY VIEW events USING delta OPTIONS (path '%1$s/events');
            CREATE STREAMING TABLE counts USING delta TBLPROPERTIES ('path' = '%1$s/counts')
            AS SELECT window.start AS minute, count(*) AS events, sum(id) AS ids
               FROM STREAM events WATERMARK at DELAY OF INTERVAL 0 SECONDS
               GROUP BY window(at, '1 minute');
            CREATE STREAMING TABLE late USING json TBLPROPERTIES ('path' = '%1$s/late')
            AS SELECT id FROM STREAM events;
            """;

    private static final String SHOW = """
            CREATE TEMPORARY VIEW counts USING delta OPTIONS (path '%1$s/counts');
            CREATE STREAMING TABLE shown USING memory AS SELECT * FROM STREAM counts;
            """;

    private final Path directory;

    SparkProcessInteropIT(@TempDir Path directory) {
        this.directory = directory;
    }

    /** Who was started in the background of a script hands its deaf ear down to every process it starts. */
    @BeforeAll
    static void ctrlCReachesWhatThisProcessStarts() throws Exception {
        Process shell = new ProcessBuilder("sh", "-c", "kill -INT $$").start();
        assumeTrue(shell.waitFor() != 0, "this process was started with Ctrl-C ignored");
    }

    private Process start(SparkLayout layout, Path emptyDirectory, String... words) throws IOException {
        List<String> command = layout.pawl();
        command.addAll(List.of(words));
        return SparkLayout.configured(new ProcessBuilder(command))
                .directory(emptyDirectory.toFile())
                .redirectOutput(directory.resolve("out").toFile())
                .redirectError(directory.resolve("err").toFile())
                .start();
    }

    private String said(String stream) throws IOException {
        return Files.readString(directory.resolve(stream));
    }

    private void await(Process process, Callable<Boolean> event) throws Exception {
        for (int patience = PATIENCE_SECONDS * 100; patience > 0 && process.isAlive(); patience--) {
            if (event.call()) {
                return;
            }
            process.waitFor(10, TimeUnit.MILLISECONDS);
        }
        throw new AssertionError("it did not come so far: " + said("out") + said("err"));
    }

    /** As if the directory were shared. */
    private static boolean isOfSharing(String line) {
        return line.endsWith(" on every machine of the cluster: they must share that directory, as with NFS.");
    }

    private static QueryPlan plan(Pawl pawl, String text) {
        return pawl.compile(Pipeline.parse("p.sql", text)).get(0);
    }

    /** Runs the first query of a pipeline to its end; the rows of the table in memory that it fills, if it does. */
    private List<String> embedded(String text) throws InterruptedException {
        try (Pawl pawl = Pawl.local()) {
            pawl.start(plan(pawl, text.formatted(directory)).withTrigger(Trigger.availableNow()))
                    .awaitTermination();
            return pawl.memory().rows("shown", "UTC");
        }
    }

    private void addEvents(String file, String lines) throws Exception {
        Files.writeString(Files.createDirectories(directory.resolve("in")).resolve(file), lines);
        embedded(FILL);
    }

    /**
     * On a cluster. One query fails until what is in its way is gone; the other one sums up windows, and what executors remember of them the
     * embedded engine goes on with.
     */
    @Test
    void ctrlCEndsItBetweenBatchesAndTheEmbeddedEngineGoesOn() throws Exception {
        addEvents("1.json", """
                {"id":1,"at":"2024-01-01T00:00:10Z"}
                {"id":2,"at":"2024-01-01T00:00:40Z"}
                {"id":3,"at":"2024-01-01T00:01:10Z"}
                """);
        String pipeline = COUNT.formatted(directory);
        Path file = Files.writeString(directory.resolve("p.sql"), pipeline);
        Path empty = Files.createDirectories(directory.resolve("empty"));
        Path inTheWay = Files.createFile(directory.resolve("late"));
        Path checkpoint = directory.resolve("_checkpoints/counts");
        SparkLayout layout = new SparkLayout(directory.resolve("spark"));
        SmallCluster cluster = SmallCluster.start(layout, directory);
        Process process = start(
                layout,
                empty,
                "run",
                file.toString(),
                "--engine",
                "spark",
                "--master",
                cluster.master(),
                "--restart",
                "on-failure",
                "-o",
                "json");
        try {
            await(process, () -> said("err").contains("late failed and is started again: [STREAM_FAILED] " + file));
            Files.delete(inTheWay);
            await(process, () -> Files.exists(checkpoint.resolve("commits/1")));
            await(process, () -> said("out").contains("\"name\":\"late\""));
            assertThat(said("out").lines()).allMatch(line -> line.startsWith("{\"id\":\""));
            try (Pawl pawl = Pawl.local()) {
                assertThatThrownBy(() -> pawl.start(plan(pawl, pipeline)))
                        .isInstanceOfSatisfying(
                                PawlException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.LEASE_HELD))
                        .hasMessageContaining("is in use by process " + process.pid());
            }

            assertThat(new ProcessBuilder("kill", "-INT", Long.toString(process.pid()))
                            .start()
                            .waitFor())
                    .isZero();

            assertThat(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).as(said("err")).isEqualTo(130);
            assertThat(said("err").lines().filter(line -> !isOfSharing(line) && !line.startsWith("pawl: late failed")))
                    .containsExactly("pawl: Stopping: the batches that run may finish. Ctrl-C again stops at once,"
                            + " which is as safe.");
            assertThat(said("err").lines().filter(SparkProcessInteropIT::isOfSharing))
                    .hasSize(4);
            assertThat(cluster.work()).isDirectoryRecursivelyContaining("glob:**/0/stderr");
        } catch (AssertionError e) {
            e.addSuppressed(new AssertionError(said("err") + cluster.log()));
            throw e;
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
            cluster.close();
            layout.close();
        }
        assertThat(checkpoint.resolve("pawl/lease")).doesNotExist();
        assertThat(directory.resolve("_checkpoints/late/commits/0")).exists();
        assertThat(empty).isEmptyDirectory();

        addEvents("2.json", """
                {"id":4,"at":"2024-01-01T00:01:20Z"}
                {"id":5,"at":"2024-01-01T00:02:00Z"}
                """);
        embedded(COUNT);
        assertThat(embedded(SHOW))
                .containsExactlyInAnyOrder(
                        "{\"minute\":\"2024-01-01T00:00:00.000Z\",\"events\":2,\"ids\":3}",
                        "{\"minute\":\"2024-01-01T00:01:00.000Z\",\"events\":2,\"ids\":7}");
    }
}
