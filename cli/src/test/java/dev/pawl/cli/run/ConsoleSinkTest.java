package dev.pawl.cli.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.cli.PawlCall;
import dev.pawl.cli.PawlProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where the tables go that a pipeline prints itself. */
final class ConsoleSinkTest {
    private static final String PIPELINE = """
            CREATE TEMPORARY VIEW numbers USING `rate-micro-batch` OPTIONS (rowsPerBatch '2');
            CREATE STREAMING TABLE shown USING console AS SELECT value, 'ä' AS letter FROM STREAM numbers;
            """;
    private static final String TABLE = """
            -------------------------------------------
            Batch: 0
            -------------------------------------------
            +-----+------+
            |value|letter|
            +-----+------+
            |    0|     ä|
            |    1|     ä|
            +-----+------+
            """;

    @TempDir
    private Path directory;

    private PawlProcess.Result run(String format) throws IOException {
        Path file = Files.writeString(directory.resolve("pipeline.sql"), PIPELINE);
        PawlProcess.Result result = PawlCall.run("run", file.toString(), "--once", "-o", format);
        assertThat(result.exitCode()).as(result.err()).isZero();
        return result;
    }

    @Test
    void jsonIsOneObjectALineAndNothingElse() throws IOException {
        PawlProcess.Result result = run("json");

        assertThat(result.lines())
                .isNotEmpty()
                .allSatisfy(line -> assertThat(line).startsWith("{\"id\":").endsWith("}"));
        assertThat(result.err()).contains(TABLE);
    }

    @Test
    void csvIsNotMixedEither() throws IOException {
        PawlProcess.Result result = run("csv");

        assertThat(result.out()).isEmpty();
        assertThat(result.err()).contains(TABLE);
    }

    @Test
    void textHasTheTablesAmongItsLines() throws IOException {
        PawlProcess.Result result = run("text");

        assertThat(result.out()).contains(TABLE, "shown  batch 0  2 rows in, 2 out");
        assertThat(result.err()).isEmpty();
    }
}
