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

    private static List<QueryPlan> plans(Pawl pawl, Path file) throws IOException {
        return pawl.compile(Pipeline.parse("p.sql", Files.readString(file)));
    }

    @Test
    void ctrlCEndsItBetweenBatchesAndTheEmbeddedEngineGoesOn() throws Exception {
        Path in = Files.createDirectories(directory.resolve("in"));
        Path file = directory.resolve("p.sql");
        Path empty = Files.createDirectories(directory.resolve("empty"));
        Files.writeString(in.resolve("1.json"), "{\"id\":1}\n");
        Files.writeString(file, """
                CREATE TEMPORARY VIEW ids (id BIGINT) USING json OPTIONS (path '%s');
                CREATE STREAMING TABLE kept USING delta TBLPROPERTIES ('path' = '%s/kept')
                AS SELECT id FROM STREAM ids
                """.formatted(in, directory));
        Path checkpoint = directory.resolve("_checkpoints/kept");
        SparkLayout layout = new SparkLayout(directory.resolve("spark"));
        Process process =
                start(layout, empty, "run", file.toString(), "--engine", "spark", "--master", "local[1]", "-o", "json");
        try {
            await(process, () -> said("out").contains("\"batchId\":0"));
            assertThat(said("out").lines()).allMatch(line -> line.startsWith("{\"id\":\""));
            try (Pawl pawl = Pawl.local()) {
                QueryPlan plan = plans(pawl, file).get(0);
                assertThatThrownBy(() -> pawl.start(plan))
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
            assertThat(said("err"))
                    .isEqualTo("pawl: Stopping: the batches that run may finish. Ctrl-C again stops at once,"
                            + " which is as safe.\n");
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
            layout.close();
        }
        assertThat(checkpoint.resolve("pawl/lease")).doesNotExist();
        assertThat(checkpoint.resolve("commits/0")).exists();
        assertThat(empty).isEmptyDirectory();

        Files.writeString(in.resolve("2.json"), "{\"id\":2}\n");
        try (Pawl pawl = Pawl.local()) {
            pawl.start(plans(pawl, file).get(0).withTrigger(Trigger.availableNow()))
                    .awaitTermination();
        }
        assertThat(checkpoint.resolve("commits/1")).exists();
    }
}
