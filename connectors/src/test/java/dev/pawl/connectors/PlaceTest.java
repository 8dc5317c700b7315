package dev.pawl.connectors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pawl.checkpoint.error.ErrorCode;
import dev.pawl.checkpoint.error.PawlException;
import dev.pawl.engine.Pawl;
import dev.pawl.engine.QueryPlan;
import dev.pawl.pipeline.Pipeline;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is wrong with a statement is told with its place, also where that shows only when its query is opened. */
class PlaceTest {
    @TempDir
    private Path directory;

    @BeforeEach
    void makeFile() throws IOException {
        Files.writeString(directory.resolve("a.json"), "{\"a\":1}\n");
    }

    private void run(String text) throws InterruptedException {
        try (Pawl pawl = Pawl.local()) {
            for (QueryPlan plan : pawl.compile(Pipeline.parse("p.sql", text, Map.of(), Map.of()))) {
                pawl.start(plan).awaitTermination();
            }
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "s (a INT) USING json OPTIONS (path '%s/none') | PATH_NOT_FOUND",
                "s USING json OPTIONS (path '%s') | STREAMING_SOURCE_SCHEMA_MISSING",
                "s (a INT) USING json OPTIONS (path '%s', maxFilesPerTrigger 'x') | OPTION_INVALID",
                "s USING delta OPTIONS (path '%s') | DELTA_TABLE_NOT_FOUND",
                "s USING rate OPTIONS (rowsPerSecond 'x') | OPTION_INVALID",
            })
    void ofASource(String source, ErrorCode code) {
        assertPlaced(
                "\nCREATE TEMPORARY VIEW " + source.formatted(directory)
                        + ";\nCREATE STREAMING TABLE t USING noop TBLPROPERTIES (trigger 'once') AS SELECT * FROM STREAM s",
                code,
                "p.sql:2:1: ");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "json TBLPROPERTIES (path '%s/t', trigger 'once') PARTITIONED BY (nobody) | SINK_SCHEMA_MISMATCH",
                "json TBLPROPERTIES (path '%s/t', trigger 'once', compression 'x') | OPTION_INVALID",
                "console TBLPROPERTIES (numRows 'x') | OPTION_INVALID",
            })
    void ofASink(String sink, ErrorCode code) {
        assertPlaced(
                "CREATE TEMPORARY VIEW r USING rate;\n  CREATE STREAMING TABLE t USING " + sink.formatted(directory)
                        + " AS SELECT value FROM STREAM r",
                code,
                "p.sql:2:3: ");
    }

    private void assertPlaced(String text, ErrorCode code, String place) {
        assertThatThrownBy(() -> run(text))
                .isInstanceOfSatisfying(
                        PawlException.class, e -> assertThat(e.code()).isEqualTo(code))
                .hasMessageStartingWith("[" + code.id() + "] " + place);
    }
}
