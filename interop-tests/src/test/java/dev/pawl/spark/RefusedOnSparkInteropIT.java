package dev.pawl.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pawl.interop.SparkExtension;
import dev.pawl.interop.SparkHarness;
import dev.pawl.pipeline.remote.RunEvent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.spark.SparkConf;
import org.apache.spark.sql.classic.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is said of pipelines that Spark cannot run, and of rows that it cannot take. */
@ExtendWith(SparkExtension.class)
class RefusedOnSparkInteropIT {
    private static final String NUMBERS = "CREATE TEMPORARY VIEW numbers USING rate;\n";
    private static final String LINES =
            "CREATE TEMPORARY VIEW lines USING socket OPTIONS (host '127.0.0.1', port 1);\n";

    private final Turns turns;
    private final Path directory;

    RefusedOnSparkInteropIT(SparkHarness harness, @TempDir Path directory) {
        this.turns = new Turns((SparkSession) harness.session(Map.of()));
        this.directory = directory;
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "USING kafka TBLPROPERTIES ('exactlyOnce' = 'true', 'checkpointLocation' = '@/c') AS SELECT value FROM STREAM numbers"
                        + " | [NOT_ON_SPARK] pipeline.sql:3:1: streaming table t (kafka) has the property exactlyOnce, which only the"
                        + " embedded engine knows. Run the pipeline without `--engine spark`",
                "USING parquet TBLPROPERTIES ('path' = '@/t', 'badRecords.kafka.acks' = '1') AS SELECT value FROM STREAM numbers"
                        + " | [NOT_ON_SPARK] pipeline.sql:3:1: streaming table t (parquet) has the property badRecords.kafka.acks,",
                "USING jdbc TBLPROPERTIES ('url' = 'jdbc:x', 'checkpointLocation' = '@/c') AS SELECT value FROM STREAM numbers"
                        + " | [NOT_ON_SPARK] pipeline.sql:3:1: Spark cannot write a stream into jdbc.",
                "USING kafka TBLPROPERTIES ('checkpointLocation' = '@/c') AS SELECT value FROM STREAM lines"
                        + " | [NOT_ON_SPARK] pipeline.sql:3:1: t reads a socket, and Spark would lose the lines of a batch",
                "USING delta TBLPROPERTIES ('path' = '@/t', 'outputMode' = 'update') AS SELECT value FROM STREAM numbers"
                        + " | [PIPELINE_INVALID] pipeline.sql:3:1: ",
                "USING nosuch TBLPROPERTIES ('path' = '@/t') AS SELECT value FROM STREAM numbers"
                        + " | [NOT_ON_SPARK] pipeline.sql:3:1: this Spark has no format nosuch.",
                "USING noop AS SELECT velue FROM STREAM numbers"
                        + " | [PIPELINE_INVALID] pipeline.sql:3:47: [UNRESOLVED_COLUMN.WITH_SUGGESTION] A column,",
                "USING noop AS SELECT value FROM STREAM nombers"
                        + " | [PIPELINE_INVALID] pipeline.sql:3:58: [TABLE_OR_VIEW_NOT_FOUND] The table or view `nombers`",
                "USING noop AS SELECT value FROM STREAM numbers;CREATE STREAMING TABLE u USING noop AS SELECT n.value FROM STREAM numbers n JOIN t USING (value)"
                        + " | [PIPELINE_INVALID] pipeline.sql:3:154: streaming table t (noop, pipeline.sql:3:1) cannot be read by others of the file.",
                "USING noop AS SELECT 1"
                        + " | [PIPELINE_INVALID] pipeline.sql:3:40: the query reads no stream: write FROM STREAM before a source.",
                "USING noop AS SELECT value, count(*) FROM STREAM numbers GROUP BY value | [UNSUPPORTED_STREAM] pipeline.sql:3:40: [STREAMING_OUTPUT_MODE",
                "USING parquet AS SELECT value FROM STREAM numbers"
                        + " | [PIPELINE_INVALID] pipeline.sql:3:1: t needs the property 'checkpointLocation'",
            })
    void whatCannotRunIsRefusedBeforeAnythingIsWritten(String table, String message) {
        String text = NUMBERS + LINES + "CREATE STREAMING TABLE t " + table.replace("@", directory.toString());

        assertThatThrownBy(() -> turns.spark(text)).hasMessageStartingWith(message);
        assertThat(directory).isEmptyDirectory();
    }

    @Test
    void confsAndTargetsHaveTheSameRulesAsEmbedded() {
        String table = "CREATE STREAMING TABLE %s USING parquet TBLPROPERTIES ('path' = '" + directory
                + "/t') AS SELECT value FROM STREAM numbers;\n";

        assertThatThrownBy(() -> turns.spark("CREATE TEMPORARY VIEW posts USING http OPTIONS (port 1)"))
                .hasMessageStartingWith("[NOT_ON_SPARK] pipeline.sql:1:1: http is a format of the embedded engine.");
        assertThatThrownBy(() -> turns.spark("SET spark.sql.shufle.partitions = 3;"))
                .hasMessageStartingWith("[PIPELINE_INVALID] pipeline.sql:1:1: spark.sql.shufle.partitions is no"
                        + " configuration of Spark SQL. Did you mean spark.sql.shuffle.partitions?");
        assertThatThrownBy(() -> turns.spark(NUMBERS + table.formatted("a") + table.formatted("b")))
                .hasMessageContaining("b and a (pipeline.sql:2:1) would both write " + directory + "/t");
        assertThatThrownBy(() -> turns.spark(NUMBERS + table.formatted("a"), "a", "z"))
                .hasMessageStartingWith("[ARGUMENT_INVALID] The file has no query of that name. There are: a.");
        assertThat(directory).isEmptyDirectory();
    }

    private String files(String select) throws IOException {
        Files.createDirectories(directory.resolve("in"));
        Files.writeString(directory.resolve("in/1.json"), "{\"text\":\"1\"}\n{\"text\":\"x\"}\n");
        return "CREATE TEMPORARY VIEW texts (text STRING) USING json OPTIONS (path '" + directory + "/in');\n"
                + "CREATE STREAMING TABLE numbers USING json TBLPROPERTIES ('path' = '" + directory + "/out')\nAS "
                + select;
    }

    private static void write(Path file, String text) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    @Test
    void aRowThatCannotBeWorkedOutIsNamedAsSparkNamesIt() throws IOException {
        String text = files("SELECT CAST(text AS INT) AS number FROM STREAM texts");

        assertThatThrownBy(() -> turns.spark(text))
                .hasMessageStartingWith("[ROW_FAILED] pipeline.sql:2:1: [CAST_INVALID_INPUT] The value 'x'");
    }

    @Test
    void whatSparkWouldPassOverInSilenceIsRefused() throws IOException {
        String text = files("SELECT text FROM STREAM texts");
        List<RunEvent> events = turns.spark(text);
        assertThat(events).extracting(RunEvent::kind).contains(RunEvent.Kind.PROGRESS);

        String elsewhere = text.replace("'path'", "'checkpointLocation' = '" + directory + "/new', 'path'");
        assertThatThrownBy(() -> turns.spark(elsewhere))
                .hasMessageStartingWith("[SINK_BATCH_UNKNOWN] Directory file:" + directory
                        + "/out has batch 0, which the checkpoint never planned.");
        Path letters = directory.resolve("_checkpoints/numbers/pawl/dead-letters/0.json");
        write(letters, "[]");
        assertThatThrownBy(() -> turns.spark(text))
                .hasMessageStartingWith("[DEAD_LETTERS_UNDELIVERED] Dead letters of batch 0 wait in file:" + letters
                        + ", and Spark knows nothing of them.");
        Files.delete(letters);
        write(directory.resolve("out/_pawl/query"), "0b5e");
        assertThatThrownBy(() -> turns.spark(text))
                .hasMessageStartingWith(
                        "[SINK_TARGET_TAKEN] Directory file:" + directory + "/out belongs to another query, 0b5e");
        Files.delete(directory.resolve("out/_spark_metadata/0"));
        assertThatThrownBy(() -> turns.spark(text))
                .hasMessageStartingWith("[SINK_LOG_LOST] Directory file:" + directory
                        + "/out has lost results: the checkpoint has committed batch 0, but the log");
        Files.delete(directory.resolve("_checkpoints/numbers/metadata"));
        assertThatThrownBy(() -> turns.spark(text))
                .hasMessageStartingWith("[CHECKPOINT_METADATA_MISSING] Checkpoint file:" + directory
                        + "/_checkpoints/numbers has logs, but its file `metadata`");
    }

    @Test
    void aSessionIsOpenedForOnePipelineAndPutsNothingWhereItIsStarted() {
        dev.pawl.pipeline.Pipeline pipeline = dev.pawl.pipeline.Pipeline.parse(
                "p.sql",
                "SET spark.hadoop.fs.s3a.endpoint = here;\nCREATE TEMPORARY VIEW t USING delta OPTIONS (path '/t')");

        SparkConf conf = Sessions.conf(
                pipeline,
                new SparkConf(false).set("spark.sql.extensions", "theirs").setAppName(Main.class.getName()),
                directory.resolve("aside"));

        assertThat(conf.get("spark.master")).isEqualTo("local[*]");
        assertThat(conf.get("spark.app.name")).isEqualTo("pawl p.sql");
        assertThat(conf.get("spark.driver.bindAddress")).isEqualTo("127.0.0.1");
        assertThat(conf.get("spark.sql.warehouse.dir")).contains("/aside/warehouse");
        assertThat(conf.get("spark.sql.catalogImplementation")).isEqualTo("in-memory");
        assertThat(conf.get("spark.sql.shuffle.partitions")).isEqualTo("4");
        assertThat(conf.get("spark.sql.extensions")).isEqualTo("theirs,io.delta.sql.DeltaSparkSessionExtension");
        assertThat(conf.get("spark.hadoop.fs.s3a.endpoint")).isEqualTo("here");
        assertThat(Sessions.conf(pipeline, new SparkConf(false).setMaster("spark://h"), directory)
                        .contains("spark.driver.host"))
                .isFalse();
    }
}
