package dev.pawl.cli.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.checkpoint.error.ErrorCode;
import dev.pawl.checkpoint.error.PawlException;
import dev.pawl.checkpoint.kept.KeptPipeline;
import dev.pawl.cli.InProcess;
import dev.pawl.cli.PawlProcess;
import dev.pawl.engine.HeldLeases;
import dev.pawl.pipeline.remote.RunEvent;
import dev.pawl.pipeline.remote.RunRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the command does around Spark, for which a script stands in. */
final class SparkRunTest {
    private static final String INSTALLATION = "pawl.spark";
    private static final String PROGRESS =
            "{\"name\":\"out\",\"batchId\":7,\"batchDuration\":1234,\"numInputRows\":1000,"
                    + "\"sink\":{\"description\":\"FileSink\",\"numOutputRows\":-1}}";

    @TempDir
    private Path directory;

    @BeforeEach
    void layOut() throws IOException {
        Files.createDirectories(directory.resolve("app"));
        Files.createDirectories(directory.resolve("home/bin"));
        for (String jar : List.of("pawl-spark.jar", "kafka.jar", "delta.jar")) {
            Files.writeString(directory.resolve("app").resolve(jar), "");
        }
        Path submit = directory.resolve("home/bin/spark-submit");
        Files.writeString(submit, """
                #!/bin/sh
                cd "%s" || exit 9
                printf '%%s\\n' "$@" >arguments
                head -n 1 >request
                cat answer
                """.formatted(directory));
        assertThat(submit.toFile().setExecutable(true)).isTrue();
        Files.writeString(directory.resolve("p.sql"), """
                CREATE TEMPORARY VIEW numbers USING rate;
                CREATE STREAMING TABLE out USING parquet TBLPROPERTIES ('path' = '${dir}/out')
                AS SELECT value FROM STREAM numbers;
                CREATE STREAMING TABLE other USING parquet TBLPROPERTIES ('path' = '${dir}/other')
                AS SELECT value FROM STREAM numbers;
                """);
        System.setProperty(INSTALLATION, directory.toString());
    }

    @AfterEach
    void forget() {
        System.clearProperty(INSTALLATION);
    }

    private void answer(RunEvent... events) throws IOException {
        Files.write(
                directory.resolve("answer"),
                Arrays.stream(events).map(RunEvent::format).toList());
    }

    private PawlProcess.Result run(Map<String, String> variables, String... more) {
        List<String> words = new ArrayList<>(List.of(
                "run", directory.resolve("p.sql").toString(), "--engine", "spark", "--set", "dir=" + directory));
        words.addAll(List.of(more));
        return InProcess.run(variables, words.toArray(new String[0]));
    }

    private PawlProcess.Result submit(String... more) {
        return run(Map.of("SPARK_HOME", directory.resolve("home").toString(), "PAWL_CLASSPATH", "/more.jar"), more);
    }

    private List<String> arguments() throws IOException {
        return Files.readAllLines(directory.resolve("arguments"));
    }

    @Test
    void sparkIsHandedThePipelineAndWhatItTellsIsPassedOn() throws IOException {
        answer(
                RunEvent.of(RunEvent.Kind.CONSOLE, "|  1|"),
                RunEvent.of(RunEvent.Kind.PROGRESS, PROGRESS),
                RunEvent.of(RunEvent.Kind.NOTE, "other failed: x"),
                RunEvent.of(RunEvent.Kind.ENDED, ""));

        PawlProcess.Result text = submit("--master", "yarn", "--query", "out", "--once");
        PawlProcess.Result json = submit("-o", "json");

        assertThat(text.out()).contains("|  1|\n").contains("out  batch 7  1,000 rows in  1,234 ms\n");
        assertThat(text.err()).isEqualTo("pawl: other failed: x\n");
        assertThat(text.exitCode()).isZero();
        assertThat(json.out()).isEqualTo(PROGRESS + "\n");
        assertThat(json.err()).contains("|  1|\n");
        String app = directory.resolve("app").toString();
        assertThat(arguments())
                .containsExactly(
                        "--deploy-mode",
                        "client",
                        "--class",
                        "dev.pawl.spark.Main",
                        "--jars",
                        app + "/delta.jar," + app + "/kafka.jar,/more.jar",
                        app + "/pawl-spark.jar");
        RunRequest request = RunRequest.parse(Files.readString(directory.resolve("request")));
        assertThat(request.file()).isEqualTo(directory.resolve("p.sql").toString());
        assertThat(request.text()).contains("'" + directory + "/out'").doesNotContain("${dir}");
        assertThat(request.queries()).isEmpty();
        assertThat(request.isOnce()).isFalse();
    }

    @Test
    void optionsReachSpark() throws IOException {
        answer(RunEvent.of(RunEvent.Kind.ENDED, ""));

        submit("--master", "k8s://h", "--query", "out", "--once", "--restart", "on-failure");

        assertThat(arguments()).containsSubsequence("--master", "k8s://h");
        RunRequest request = RunRequest.parse(Files.readString(directory.resolve("request")));
        assertThat(request.queries()).containsExactly("out");
        assertThat(request.isOnce()).isTrue();
        assertThat(request.restarts()).isTrue();
    }

    @Test
    void aFailureIsTheCommandsOwn() throws IOException {
        answer(RunEvent.failed(
                new PawlException(ErrorCode.ROW_FAILED, "p.sql:2:1: [DIVIDE_BY_ZERO] Division by zero.")));

        PawlProcess.Result result = submit();

        assertThat(result.exitCode()).isEqualTo(5);
        assertThat(result.err())
                .startsWith(
                        "pawl: [ROW_FAILED] p.sql:2:1: [DIVIDE_BY_ZERO] Division by zero. Correct the row at its source,"
                                + " or the expression; ");
    }

    @Test
    void anEndWithoutAWordIsAFailure() throws IOException {
        Files.writeString(directory.resolve("answer"), "Picked up something\n");

        PawlProcess.Result result = submit();

        assertThat(result.exitCode()).isEqualTo(5);
        assertThat(result.err())
                .contains("pawl: Picked up something\n")
                .contains("[STREAM_FAILED] Spark ended with exit code 0 and without a word; its log may have one.");
    }

    @Test
    void whatIsWrongForAnyEngineIsToldBeforeSparkIsStarted() throws IOException {
        Path file = directory.resolve("p.sql");
        String text = Files.readString(file);
        Files.writeString(file, text.replace("USING rate;", "USING rate OPTIONS (rowsPerSec 1);"));
        assertThat(submit().err())
                .startsWith("pawl: [OPTION_NAME_UNKNOWN] " + file
                        + ":1:1: source numbers (rate) has no option rowsPerSec." + " Did you mean `rowsPerSecond`?");
        Files.writeString(file, text.replace("('path' = '${dir}/other'", "('pat' = 'x', 'path' = '${dir}/other'"));
        assertThat(submit().err())
                .startsWith("pawl: [OPTION_NAME_UNKNOWN] " + file
                        + ":4:1: streaming table other (parquet) has no option" + " pat. Did you mean `path`?");
        Files.writeString(file, "SET spark.sql.shufle.partitions = 1;\n" + text);
        assertThat(submit().err())
                .startsWith(
                        "pawl: [PIPELINE_INVALID] " + file + ":1:1: spark.sql.shufle.partitions is no configuration");
        // Spark may have a format that this has not.
        Files.writeString(file, text.replace("USING rate;", "USING rates OPTIONS (rowsPerSec 1);"));
        answer(RunEvent.of(RunEvent.Kind.ENDED, ""));
        assertThat(submit().exitCode()).isZero();
        assertThat(submit("--query", "out", "--query", "nowhere").err())
                .startsWith("pawl: [ARGUMENT_INVALID] The file has no query of that name. There are: out, other.");
    }

    @Test
    void theCheckpointsAreLeasedWhileSparkRuns() throws IOException {
        answer(RunEvent.of(RunEvent.Kind.ENDED, ""));
        String checkpoint = directory.resolve("_checkpoints/other").toString();
        try (HeldLeases held = HeldLeases.acquire(List.of(checkpoint))) {
            PawlProcess.Result refused = submit();

            assertThat(refused.exitCode()).isEqualTo(4);
            assertThat(refused.err())
                    .startsWith("pawl: [LEASE_HELD] Checkpoint " + checkpoint + " is in use by process ");
            assertThat(directory.resolve("arguments")).doesNotExist();
            assertThat(submit("--query", "out").exitCode()).isZero();
            held.check();
        }
        assertThat(submit().exitCode()).isZero();
        assertThat(directory.resolve("_checkpoints/other/pawl/lease")).doesNotExist();
    }

    @Test
    void noCheckpointKeepsTheTextOfAnotherRun() throws IOException {
        List<Path> texts = new ArrayList<>();
        for (String query : List.of("out", "other")) {
            Path text = directory.resolve("_checkpoints/" + query).resolve(KeptPipeline.PATH);
            Files.createDirectories(text.getParent());
            texts.add(Files.writeString(text, "{}"));
        }
        answer(RunEvent.of(RunEvent.Kind.ENDED, ""));

        assertThat(submit("--query", "out").exitCode()).isZero();

        assertThat(texts.get(0)).doesNotExist();
        assertThat(texts.get(1)).exists();
    }

    @Test
    void sparkMustBeThere() throws IOException {
        assertThat(run(Map.of()).err())
                .startsWith("pawl: [SPARK_NOT_FOUND] SPARK_HOME is not set, and there is no Spark in " + directory
                        + "/jars. Set SPARK_HOME to a Spark 4.1");
        Files.createDirectories(directory.resolve("jars"));
        assertThat(run(Map.of(), "--master", "yarn").err())
                .startsWith("pawl: [SPARK_NOT_FOUND] Without SPARK_HOME pipelines run on the masters local[…] and"
                        + " spark://…; yarn needs a Spark that is configured for it.");
        assertThat(run(Map.of("SPARK_HOME", "/nowhere")).err())
                .startsWith(
                        "pawl: [SPARK_NOT_FOUND] SPARK_HOME is /nowhere, but /nowhere/bin/spark-submit cannot be run.");
        Files.delete(directory.resolve("app/pawl-spark.jar"));
        assertThat(submit().err())
                .startsWith("pawl: [SPARK_NOT_FOUND] This Pawl was put together without what it hands to Spark: ");
    }

    @Test
    void itsOwnSparkIsStartedWithoutAnyScript() throws IOException {
        Files.createDirectories(directory.resolve("jars"));
        SparkInstallation own = new SparkInstallation(directory, Map.of("PAWL_JAVA_OPTS", "-Xmx3g  -Da=b"));

        List<String> local = own.command(Optional.of("local[2]"));
        List<String> cluster = own.command(Optional.of("spark://h:7077"));

        assertThat(local)
                .contains("--add-opens=java.base/sun.nio.ch=ALL-UNNAMED", "-Xmx3g", "-Da=b")
                .containsSubsequence(
                        "-cp",
                        directory + "/app/*:" + directory + "/jars/*",
                        "org.apache.spark.deploy.SparkSubmit",
                        "--master",
                        "local[2]",
                        directory + "/app/pawl-spark.jar")
                .doesNotContain("--jars");
        assertThat(cluster).containsSubsequence("--jars", directory + "/app/delta.jar," + directory + "/app/kafka.jar");
    }

    @Test
    void aMasterIsSparks() {
        PawlProcess.Result result =
                InProcess.run("run", directory.resolve("p.sql").toString(), "--master", "local");

        assertThat(result.exitCode()).isEqualTo(2);
        assertThat(result.err())
                .startsWith("pawl: [ARGUMENT_INVALID] `--master` says what Spark runs on: it needs `--engine spark`.");
    }
}
