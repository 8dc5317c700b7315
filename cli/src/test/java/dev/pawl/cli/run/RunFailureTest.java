package dev.pawl.cli.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.cli.PawlProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a user sees of pipelines that fail. */
class RunFailureTest {
    private static final String RATE = "CREATE TEMPORARY VIEW r USING `rate-micro-batch` OPTIONS (rowsPerBatch 1);\n";

    @TempDir
    private Path directory;

    private PawlProcess.Result run(String text) throws IOException {
        Path file = directory.resolve("p.sql");
        Files.writeString(file, text);
        return PawlProcess.java("dev.pawl.cli.Main").run("run", file.toString());
    }

    @Test
    void aQueryThatFailsOnARowEndsWith5AndIsToldOnce() throws IOException {
        PawlProcess.Result result = run(RATE + "CREATE STREAMING TABLE t USING noop TBLPROPERTIES (trigger 'once')"
                + " AS SELECT value / 0 AS x FROM STREAM r");

        assertThat(result.exitCode()).isEqualTo(5);
        assertThat(result.err()).startsWith("pawl: [ROW_FAILED] ").containsOnlyOnce("ROW_FAILED");
    }

    @Test
    void eachOfSeveralQueriesThatFailIsNamed() throws IOException {
        PawlProcess.Result result = run(
                RATE
                        + "CREATE STREAMING TABLE t USING noop TBLPROPERTIES (trigger 'once') AS SELECT value / 0 AS x FROM STREAM r;\n"
                        + "CREATE STREAMING TABLE u USING noop TBLPROPERTIES (trigger 'once') AS SELECT value % 0 AS x FROM STREAM r");

        assertThat(result.exitCode()).isEqualTo(5);
        assertThat(result.err()).contains("pawl: t failed: [ROW_FAILED] ", "pawl: u failed: [ROW_FAILED] ");
    }

    @Test
    void anOptionThatIsWrongEndsWith2() throws IOException {
        PawlProcess.Result result = run("CREATE TEMPORARY VIEW r USING rate OPTIONS (rowsPerSecond 'x');");

        assertThat(result.exitCode()).isEqualTo(2);
    }

    @Test
    void aFileThatIsNotThereIsToldInWords() {
        PawlProcess.Result result = PawlProcess.java("dev.pawl.cli.Main")
                .run("run", directory.resolve("nofile.sql").toString());

        assertThat(result.exitCode()).isEqualTo(2);
        assertThat(result.err()).contains("nofile.sql does not exist.").doesNotContain("Exception");
    }

    @Test
    void aBrokerThatIsDownIsToldWithoutStackTraces() throws IOException {
        PawlProcess.Result result = run("CREATE TEMPORARY VIEW k USING kafka\n"
                + "OPTIONS (kafka.bootstrap.servers '127.0.0.1:1', subscribe 't', fetchOffset.numRetries 2,"
                + " fetchOffset.retryIntervalMs 1, kafka.request.timeout.ms 500, kafka.default.api.timeout.ms 500);\n"
                + "CREATE STREAMING TABLE t USING noop TBLPROPERTIES (trigger 'once') AS SELECT offset FROM STREAM k;");

        assertThat(result.exitCode()).isEqualTo(5);
        assertThat(result.err())
                .contains("pawl: [SOURCE_UNAVAILABLE] ")
                .doesNotContain("org.apache.kafka.clients", "\tat ");
    }
}
