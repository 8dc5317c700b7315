package dev.pawl.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pawl.checkpoint.error.ErrorCode;
import dev.pawl.checkpoint.error.PawlException;
import dev.pawl.engine.Pawl;
import dev.pawl.engine.QueryPlan;
import dev.pawl.engine.run.Trigger;
import dev.pawl.pipeline.Pipeline;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command as users start it, with a real Spark in a process of its own. */
class SparkProcessInteropIT {
    private static final int PATIENCE_SECONDS = 240;
    private static final String CLASS_PATH = System.getProperty("java.class.path");
    private static final List<String> OURS = List.of(
            "dev/pawl/spark/Main.class", "dev/pawl/pipeline/Pipeline.class", "dev/pawl/checkpoint/Checkpoint.class");

    private final Path directory;

    SparkProcessInteropIT(@TempDir Path directory) {
        this.directory = directory;
    }

    /** What the launcher lays beside Pawl, made of the class path of the tests. */
    private Path layOut() throws IOException {
        Path app = Files.createDirectories(directory.resolve("spark/app"));
        Path jars = Files.createDirectories(directory.resolve("spark/jars"));
        try (OutputStream out = Files.newOutputStream(app.resolve("pawl-spark.jar"));
                JarOutputStream jar = new JarOutputStream(out)) {
            for (String entry : CLASS_PATH.split(File.pathSeparator, -1)) {
                Path path = Path.of(entry);
                if (Files.isDirectory(path)) {
                    add(path, jar);
                } else if (entry.endsWith(".jar")) {
                    Path place = path.getFileName().toString().startsWith("pawl-") ? app : jars;
                    Files.createSymbolicLink(place.resolve(path.getFileName()), path.toAbsolutePath());
                }
            }
        }
        return directory.resolve("spark");
    }

    private static void add(Path classes, JarOutputStream jar) throws IOException {
        boolean isOurs = OURS.stream().anyMatch(each -> Files.exists(classes.resolve(each)));
        boolean isResources = Files.exists(classes.resolve("pawl-spark-log4j2.properties"));
        if (!isOurs && !isResources) {
            return;
        }
        try (Stream<Path> files = Files.walk(classes)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                jar.putNextEntry(new ZipEntry(classes.relativize(file).toString()));
                Files.copy(file, jar);
            }
        }
    }

    private Process start(Path spark, Path emptyDirectory, String... words) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(java.lang.management.ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(flag -> flag.startsWith("--add-opens"))
                .toList());
        command.addAll(List.of("-XX:TieredStopAtLevel=1", "-Xmx256m", "-Dpawl.spark=" + spark, "-cp", CLASS_PATH));
        command.add("dev.pawl.cli.Main");
        command.addAll(List.of(words));
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(emptyDirectory.toFile())
                .redirectOutput(directory.resolve("out").toFile())
                .redirectError(directory.resolve("err").toFile());
        builder.environment().remove("SPARK_HOME");
        builder.environment().put("PAWL_JAVA_OPTS", "-XX:TieredStopAtLevel=1 -Xmx700m");
        return builder.start();
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
        Process process = start(
                layOut(), empty, "run", file.toString(), "--engine", "spark", "--master", "local[1]", "-o", "json");
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
