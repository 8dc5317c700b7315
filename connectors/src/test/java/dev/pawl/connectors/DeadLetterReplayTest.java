package dev.pawl.connectors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pawl.checkpoint.error.ErrorCode;
import dev.pawl.checkpoint.error.PawlException;
import dev.pawl.engine.deadletter.DeadLetter;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPOutputStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Dead letters fed through their query again. */
class DeadLetterReplayTest {
    private static final String STRICT_JSON =
            "CREATE TEMPORARY VIEW events (id BIGINT, by INT, day INT) USING json OPTIONS (path '$/in', mode 'FAILFAST');\n";
    private static final String SALES = "CREATE STREAMING TABLE sales USING delta TBLPROPERTIES (path '$/out',"
            + " checkpointLocation '$/cp', trigger 'available-now', badRecords '$/bad')";
    private static final String DIVIDE = " AS SELECT id, 12 / by AS part, day FROM STREAM events";
    private static final String FORGIVING = " AS SELECT id, 12 / nullif(by, 0) AS part, day FROM STREAM events";
    private static final String ROWS = "id BIGINT, part DOUBLE, day INT";

    @TempDir
    private Path directory;

    private LetterPipeline pipeline;

    @BeforeEach
    void open() {
        pipeline = new LetterPipeline(directory);
    }

    @AfterEach
    void close() {
        pipeline.close();
    }

    private static void assertUnfit(ThrowingCallable replay, String why) {
        assertThatThrownBy(replay).isInstanceOfSatisfying(PawlException.class, e -> {
            assertThat(e.code()).as(e.getMessage()).isEqualTo(ErrorCode.REPLAY_UNFIT);
            assertThat(e.what()).contains(why);
        });
    }

    @Test
    void eachLetterIsFedBackOnceAndWhatFailsAgainBecomesANewOne() throws IOException {
        pipeline.write(
                "in/day=7/a.json",
                "{\"id\":1,\"by\":1}\n{\"id\":2,\"by\":0}\n[{\"id\":3,\"by\":2},{\"id\":4,\"by\":0}]\n{\"id\":\"5\"}\n");
        String strict = STRICT_JSON + SALES + DIVIDE;
        assertThat(pipeline.replay(strict)).as("there are none yet").isEmpty();
        pipeline.run(strict);
        assertThat(pipeline.rows(ROWS)).containsExactly("1 12.0 7", "3 6.0 7");

        assertThat(pipeline.replay(strict).orElseThrow().badRecords()).hasValue(3);
        assertThat(pipeline.rows(ROWS)).containsExactly("1 12.0 7", "3 6.0 7");
        assertThat(pipeline.letters())
                .as("those of the query and those of the replay")
                .hasSize(6);
        assertThat(pipeline.letters().stream().map(DeadLetter::position).distinct())
                .hasSize(3);

        pipeline.replay(STRICT_JSON + SALES + FORGIVING);
        assertThat(pipeline.rows(ROWS)).containsExactly("1 12.0 7", "2 null 7", "3 6.0 7", "4 null 7");
        assertThat(pipeline.letters()).hasSize(7);

        pipeline.replay(STRICT_JSON.replace("id BIGINT", "id STRING")
                + SALES
                + " AS SELECT CAST(id AS BIGINT) AS id, 12 / nullif(by, 0) AS part, day FROM STREAM events");
        assertThat(pipeline.replay(STRICT_JSON + SALES + FORGIVING))
                .as("nothing is left")
                .isEmpty();
        assertThat(pipeline.rows(ROWS)).containsExactly("1 12.0 7", "2 null 7", "3 6.0 7", "4 null 7", "5 null 7");
    }

    @Test
    void linesOfCsvAreDecodedAgainAsLinesBehindAHeader() throws IOException {
        pipeline.write("in/day=7/a.csv", "id,by\n1,2\nx;5,2\n\"2\",0\n");
        String csv = "CREATE TEMPORARY VIEW events (id BIGINT, by INT, day INT) USING csv"
                + " OPTIONS (path '$/in', header 'true', mode 'FAILFAST');\n";
        pipeline.run(csv + SALES + DIVIDE);

        pipeline.replay(csv.replace("FAILFAST", "PERMISSIVE") + SALES + FORGIVING);

        assertThat(pipeline.rows(ROWS)).containsExactly("1 6.0 7", "2 null 7", "null 6.0 7");
    }

    @Test
    void linesKeepWhatTheQueryReadOfTheirFile() throws IOException {
        Path file = directory.resolve("in/a.json.gz");
        Files.createDirectories(file.getParent());
        try (Writer out =
                new OutputStreamWriter(new GZIPOutputStream(Files.newOutputStream(file)), StandardCharsets.UTF_8)) {
            out.write("{\"id\":1,\"by\":1}\n{\"id\":2,\"by\":0}\nrubbish\n");
        }
        String meta = " AS SELECT id, 12 / by AS part, concat_ws(' ', _metadata.file_path, _metadata.file_name,"
                + " _metadata.file_size, _metadata.file_block_start, _metadata.file_block_length,"
                + " CAST(_metadata.file_modification_time AS DOUBLE)) AS file FROM STREAM events";
        String lenient = STRICT_JSON.replace("'FAILFAST'", "'PERMISSIVE', ignoreMissingFiles 'true'");
        pipeline.run(STRICT_JSON + SALES + meta);
        String said = pipeline.rows("file STRING").get(0);
        assertThat(said).contains("a.json.gz " + Files.size(file) + " 0 " + Files.size(file));
        Files.delete(file);

        pipeline.replay(lenient + SALES + meta.replace("by AS", "nullif(by, 0) AS"));

        assertThat(pipeline.rows("id BIGINT, part DOUBLE, file STRING"))
                .containsExactly("1 12.0 " + said, "2 null " + said, "null null " + said);
    }

    @Test
    void aReplayIntoADatabaseHasANameOfItsOwnInTheLedger() throws IOException {
        pipeline.write("in/a.json", "{\"id\":1,\"by\":1}\n{\"id\":2,\"by\":0}\n");
        String jdbc = SALES.replace("delta", "jdbc")
                .replace("path '$/out'", "url 'jdbc:sqlite:$/x.db', dbtable 'o', jobName 'nightly'");
        pipeline.run(STRICT_JSON + jdbc + DIVIDE);

        pipeline.replay(STRICT_JSON + jdbc + FORGIVING);

        pipeline.run("CREATE TEMPORARY VIEW o USING jdbc OPTIONS (url 'jdbc:sqlite:$/x.db', dbtable 'o');\n"
                + "CREATE TEMPORARY VIEW r USING `rate-micro-batch` OPTIONS (rowsPerBatch 1);\n"
                + "CREATE STREAMING TABLE d USING delta TBLPROPERTIES (path '$/out', trigger 'once')"
                + " AS SELECT id, part FROM STREAM r JOIN o ON value >= 0");
        assertThat(pipeline.rows("id BIGINT, part DOUBLE")).containsExactly("1 12.0", "2 null");
    }

    @Test
    void rowsOfTablesComeBackAsTheyWere() throws IOException {
        String columns = "CAST(-1234567.000012 AS DECIMAL(20, 6)) AS d, TIMESTAMP '2024-02-29 23:59:59.123456' AS t,"
                + " TIMESTAMP_NTZ '1999-01-01 00:00:00.000001' AS n, DATE '2024-02-29' AS day, X'00FF' AS b,"
                + " float('NaN') AS f, 1.1D AS x, map('k', array(1, null)) AS m, named_struct('a', CAST(null AS INT)) AS s,"
                + " '\"\\n\\u20ac' AS text, CAST(null AS STRING) AS nothing";
        pipeline.run("CREATE TEMPORARY VIEW r USING `rate-micro-batch` OPTIONS (rowsPerBatch 2);\n"
                + "CREATE STREAMING TABLE kinds USING delta TBLPROPERTIES (path '$/kinds', trigger 'once')"
                + " AS SELECT value AS id, " + columns + " FROM STREAM r");
        String table = "CREATE TEMPORARY VIEW events USING delta OPTIONS (path '$/kinds');\n";
        String text = "concat_ws('|', id, d, t, n, day, hex(b), f, x, to_json(m), to_json(s), text, isnull(nothing))";
        pipeline.run(table + SALES + " AS SELECT " + text + " AS all FROM STREAM events WHERE 1 / id > 0");
        String written = pipeline.rows("all STRING").get(0);

        pipeline.replay(table + SALES + " AS SELECT " + text + " AS all FROM STREAM events");

        assertThat(pipeline.rows("all STRING")).containsExactly(written.replaceFirst("1", "0"), written);
        assertUnfit(
                () -> {
                    pipeline.run((table + SALES + " AS SELECT 'x' AS all FROM STREAM events WHERE 1 / id > 0")
                            .replace("/cp", "/cp2"));
                    pipeline.replay(table + SALES + " AS SELECT " + text + " AS all FROM STREAM events");
                },
                "one has the row {\"id\":0}, without column d, which the query did not read then.");
    }

    @Test
    void aUnionFeedsEachLetterBackWhereItCameFrom() throws IOException {
        pipeline.write("in/a.json", "{\"id\":0}\n{\"id\":1}\n{\"id\":2}\n");
        String union = " AS SELECT id, 12 / id AS part FROM STREAM events WHERE id < 2"
                + " UNION ALL SELECT -id, 12 / (id - 1) FROM STREAM events";
        String fixed = union.replace("12 / id", "12 / nullif(id, 0)").replace("(id - 1)", "nullif(id - 1, 0)");
        pipeline.run(STRICT_JSON + SALES + union);
        assertThat(pipeline.rows("id BIGINT, part DOUBLE")).containsExactly("-2 12.0", "0 -12.0", "1 12.0");

        pipeline.replay(STRICT_JSON + SALES + fixed);

        assertThat(pipeline.rows("id BIGINT, part DOUBLE"))
                .containsExactly("-1 null", "-2 12.0", "0 -12.0", "0 null", "1 12.0");
    }

    @Test
    void whatCannotBeFedBackExactlyOnceIsRefused() throws IOException {
        pipeline.write("in/a.json", "{\"id\":1,\"by\":0}\n");
        pipeline.run(STRICT_JSON + SALES + DIVIDE);

        assertUnfit(
                () -> pipeline.replay(STRICT_JSON + SALES.replace("delta", "json") + DIVIDE),
                "p.sql:2:1: the dead letters of sales cannot be replayed: a directory of json files knows batches by their"
                        + " numbers alone and takes no second query.");
        assertUnfit(
                () -> pipeline.replay(STRICT_JSON + SALES.replace(", badRecords '$/bad'", "") + DIVIDE),
                "it has no property badRecords, so there are no dead letters of it.");
        assertUnfit(
                () -> pipeline.replay((STRICT_JSON + SALES + DIVIDE).replace("events", "orders")),
                "came from the stream events in branch 0, and those of the query now read orders.");
        assertUnfit(
                () -> pipeline.replay("CREATE TEMPORARY VIEW events USING delta OPTIONS (path '$/out');\n" + SALES
                        + " AS SELECT id, part, day FROM STREAM events"),
                "one is a record of another kind of source than events is now.");
        Files.writeString(directory.resolve("bad/by-hand.json"), "{\"time\":1}\n");
        assertThatThrownBy(() -> pipeline.replay(STRICT_JSON + SALES + FORGIVING))
                .isInstanceOfSatisfying(PawlException.class, e -> {
                    assertThat(e.code()).isEqualTo(ErrorCode.DEAD_LETTER_CORRUPT);
                    assertThat(e.what())
                            .isEqualTo("file://" + directory
                                    + "/bad/by-hand.json, line 1 is no dead letter: its field time is no text.");
                });
        assertThat(pipeline.rows(ROWS)).as("what was planned before goes first").containsExactly("1 null null");
    }
}
