package dev.pawl.connectors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pawl.checkpoint.error.ErrorCode;
import dev.pawl.checkpoint.error.PawlException;
import dev.pawl.engine.Pawl;
import dev.pawl.pipeline.Pipeline;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A misspelt option would do nothing, and nobody would be told. */
class OptionNamesTest {
    private static final String RATE = "CREATE TEMPORARY VIEW r USING rate;\n";

    @TempDir
    private Path directory;

    private static void compile(String text) {
        try (Pawl pawl = Pawl.local()) {
            pawl.compile(Pipeline.parse("p.sql", text, Map.of(), Map.of()));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "noop, triger, trigger",
        "json, checkpointLocaton, checkpointLocation",
        "json, compresion, compression",
        "csv, heder, header",
        "text, lineSeparator, ",
        "parquet, compresion, compression",
        "delta, mergeShema, mergeSchema",
        "kafka, topik, topic",
        "console, numRow, numRows",
        "memory, outputMod, outputMode",
    })
    void aMisspeltPropertyOfAStreamingTableIsRefused(String format, String name, @Nullable String meant) {
        assertRefused(
                RATE + "CREATE STREAMING TABLE t USING " + format + " TBLPROPERTIES ('path' = '" + directory + "/t', '"
                        + name + "' = 'once') AS SELECT value FROM STREAM r",
                "p.sql:2:1",
                name,
                meant);
    }

    @ParameterizedTest
    @CsvSource({
        "rate, rowsPerSecnd, rowsPerSecond",
        "rate-micro-batch, rowPerBatch, rowsPerBatch",
        "json, maxFilePerTrigger, maxFilesPerTrigger",
        "csv, mulitLine, multiLine",
        "text, wholeTxt, wholetext",
        "parquet, mergeShema, mergeSchema",
        "delta, startingVersoin, startingVersion",
        "kafka, startingOffset, startingOffsets",
        "memory, nam, name",
    })
    void aMisspeltOptionOfASourceIsRefused(String format, String name, String meant) {
        assertRefused(
                "\nCREATE TEMPORARY VIEW s USING `" + format + "` OPTIONS (path '" + directory + "', " + name + " '1')",
                "p.sql:2:1",
                name,
                meant);
    }

    private static void assertRefused(String text, String place, String name, @Nullable String meant) {
        assertThatThrownBy(() -> compile(text)).isInstanceOfSatisfying(PawlException.class, e -> {
            assertThat(e.code()).isEqualTo(ErrorCode.OPTION_NAME_UNKNOWN);
            assertThat(e.what()).startsWith(place).contains("has no option " + name + ".");
            if (meant != null) {
                assertThat(e.what()).contains("Did you mean `" + meant + "`");
            }
        });
    }

    @Test
    void whatSparkKnowsIsTakenWhereItChangesNothing() {
        assertThatCode(() -> compile("CREATE TEMPORARY VIEW s (a INT) USING json OPTIONS (path '" + directory
                        + "', IGNOREMISSINGFILES 'true', primitivesAsString 'true', columnNameOfCorruptRecord 'c',"
                        + " fs.s3a.endpoint 'x', maxCachedFiles '1');\n"
                        + "CREATE TEMPORARY VIEW c (a INT) USING csv OPTIONS (path '" + directory
                        + "', delimiter ';', header 'true');\n"
                        + "CREATE STREAMING TABLE t1 USING parquet " + target(1) + " 'parquet.block.size' = '1',"
                        + " 'compression' = 'zstd') AS SELECT a FROM STREAM s;\n"
                        + "CREATE STREAMING TABLE t2 USING delta " + target(2) + " 'delta.appendOnly' = 'true',"
                        + " 'userMetadata' = 'x') AS SELECT a FROM STREAM c;\n"
                        + "CREATE STREAMING TABLE t3 USING kafka " + target(3) + " 'kafka.bootstrap.servers' = 'x',"
                        + " 'kafka.anything' = 'x') AS SELECT CAST(a AS STRING) AS value FROM STREAM c"))
                .doesNotThrowAnyException();
    }

    private String target(int number) {
        return "TBLPROPERTIES ('path' = '%1$s/t%2$d', 'queryName' = 'q', 'CheckpointLocation' = '%1$s/%2$d',"
                .formatted(directory, number);
    }
}
