package dev.pawl.connectors;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.checkpoint.error.ErrorCode;
import dev.pawl.checkpoint.error.PawlException;
import dev.pawl.engine.deadletter.DeadLetter;
import dev.pawl.engine.run.QueryProgress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Records that a query cannot take. */
class DeadLetterTest {
    private static final String JSON =
            "CREATE TEMPORARY VIEW events (id BIGINT, by INT, at TIMESTAMP) USING json OPTIONS (path '$/in', maxFilesPerTrigger 1%s);\n";
    private static final String DIVIDE = " AS SELECT id, 12 / by AS part FROM STREAM events";

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

    private static String json(String options) {
        return JSON.formatted(options);
    }

    private static String into(String format, String more) {
        return "CREATE STREAMING TABLE sales USING " + format
                + " TBLPROPERTIES (path '$/out', checkpointLocation '$/cp', trigger 'available-now'" + more + ")";
    }

    private static String toDelta(String more) {
        return into("delta", ", badRecords '$/bad'" + more);
    }

    @Test
    void whatCannotBeEvaluatedIsSetApartWithEverythingThatIsKnownOfIt() throws IOException {
        pipeline.write("in/a.json", """
                {"id":1,"by":3,"at":"2024-01-01T00:00:01Z"}
                {"id":2,"by":0,"at":"2099-01-01T00:00:00Z"}
                {"id":3,"by":4,"at":"2024-01-01T00:00:03Z"}
                """);

        QueryProgress progress = pipeline.run(json("") + toDelta("")
                + " AS SELECT id, 12 / by AS part FROM STREAM events WATERMARK at DELAY OF INTERVAL 1 SECOND");

        assertThat(pipeline.rows("id BIGINT, part DOUBLE")).containsExactly("1 4.0", "3 3.0");
        assertThat(pipeline.letters()).hasSize(1);
        DeadLetter letter = pipeline.letters().get(0);
        assertThat(letter.json())
                .isEqualTo("{\"time\":\"" + letter.time() + "\",\"queryName\":\"sales\",\"queryId\":\"" + progress.id()
                        + "\",\"batchId\":0,\"source\":\"events\",\"branch\":0,\"position\":\"file://" + directory
                        + "/in/a.json, line 2\",\"errorClass\":\"DIVIDE_BY_ZERO\",\"errorMessage\":\""
                        + letter.errorMessage().replace("\n", "\\n").replace("\"", "\\\"")
                        + "\",\"kind\":\"record\","
                        + "\"raw\":\"{\\\"id\\\":2,\\\"by\\\":0,\\\"at\\\":\\\"2099-01-01T00:00:00Z\\\"}\","
                        + "\"origin\":{\"file\":\"file://" + directory
                        + "/in/a.json\",\"partitions\":\"\",\"size\":132,\"modifiedMs\":"
                        + Files.getLastModifiedTime(directory.resolve("in/a.json"))
                                .toMillis()
                        + ",\"start\":0,\"length\":132}}");
        assertThat(letter.errorMessage()).startsWith("[DIVIDE_BY_ZERO] Division by zero.");
        assertThat(progress.json()).contains("\"pawlBadRecords\":1", "\"numInputRows\":3", "\"numOutputRows\":2");
        assertThat(progress.json()).as("its time moves no watermark").doesNotContain("2099");
        assertThat(pipeline.letterFiles())
                .containsExactly(directory.resolve("bad").resolve(progress.id() + "-0.json"));
        assertThat(directory.resolve("cp/pawl/dead-letters")).isEmptyDirectory();
    }

    @Test
    void aRecordIsInTheResultAsAWholeOrNotAtAll() throws IOException {
        pipeline.write("in/a.txt", "6 3 2\n4 0 2\n0\n8\n");

        pipeline.run("CREATE TEMPORARY VIEW lines USING text OPTIONS (path '$/in');\n" + toDelta("")
                + " AS SELECT 24 / CAST(n AS INT) AS part FROM STREAM lines"
                + " LATERAL VIEW explode(split(value, ' ')) AS n");

        assertThat(pipeline.rows("part DOUBLE")).containsExactly("12.0", "3.0", "4.0", "8.0");
        assertThat(pipeline.letterTexts())
                .containsExactly(
                        "file://$/in/a.txt, line 2 DIVIDE_BY_ZERO 4 0 2", "file://$/in/a.txt, line 3 DIVIDE_BY_ZERO 0");
    }

    @Test
    void functionsThatThrowMakeBadRecordsToo() throws IOException {
        pipeline.write("in/a.json", "{\"id\":1}\n{\"id\":2}\n{\"id\":3}\n{\"id\":4}\n{\"id\":3000000000}\n");

        pipeline.run(json("") + toDelta("") + " AS SELECT CAST(id AS INT) AS id FROM STREAM events"
                + " WHERE CASE id WHEN 2 THEN raise_error('no two') WHEN 3 THEN format_string('%z', id) = ''"
                + " WHEN 4 THEN from_json('{', 'a INT', map('mode', 'FAILFAST')).a = 1 ELSE true END");

        assertThat(pipeline.rows("id INT")).containsExactly("1");
        assertThat(pipeline.letters().stream().map(DeadLetter::errorClass))
                .containsExactly(
                        "USER_RAISED_EXCEPTION",
                        "UnknownFormatConversionException",
                        "MALFORMED_RECORD_IN_PARSING.WITHOUT_SUGGESTION",
                        "CAST_OVERFLOW");
    }

    @Test
    void linesThatCannotBeDecodedAreSetApartWhereTheSourceIsStrict() throws IOException {
        pipeline.write("in/a.json", "{\"id\":1}\nrubbish\n[{\"id\":2,\"by\":1},{\"id\":3,\"by\":0}]\n");
        pipeline.write("in/b.json", "{\"id\":\"x\"}\n{\"id\":4,\"by\":2}\n");

        pipeline.run(json(", mode 'FAILFAST'") + toDelta("") + DIVIDE);

        assertThat(pipeline.rows("id BIGINT, part DOUBLE")).containsExactly("1 null", "2 12.0", "4 6.0");
        String malformed = " MALFORMED_RECORD_IN_PARSING.WITHOUT_SUGGESTION ";
        assertThat(pipeline.letterTexts())
                .containsExactly(
                        "file://$/in/a.json, line 2" + malformed + "rubbish",
                        "file://$/in/a.json, line 3 DIVIDE_BY_ZERO [{\"id\":2,\"by\":1},{\"id\":3,\"by\":0}]",
                        "file://$/in/b.json, line 1" + malformed + "{\"id\":\"x\"}");
        assertThat(pipeline.letters().stream()
                        .filter(letter -> letter.errorClass().equals("DIVIDE_BY_ZERO"))
                        .map(letter -> letter.raw().origin().path("row").intValue()))
                .containsExactly(1);
    }

    @Test
    void linesOfCsvCountFromTheHeader() throws IOException {
        pipeline.write("in/day=7/a.csv", "id,by\n1,2\nx,2\n# 0\n\n2,0\n3,4\n");
        String csv = "CREATE TEMPORARY VIEW events (id BIGINT, by INT, day INT) USING csv"
                + " OPTIONS (path '$/in', header 'true', mode 'FAILFAST', comment '#');\n";

        pipeline.run(csv + toDelta("") + " AS SELECT id, 12 / by AS part, day FROM STREAM events");

        assertThat(pipeline.rows("id BIGINT, part DOUBLE, day INT")).containsExactly("1 6.0 7", "3 3.0 7");
        assertThat(pipeline.letterTexts())
                .containsExactly(
                        "file://$/in/day=7/a.csv, line 3 MALFORMED_RECORD_IN_PARSING.WITHOUT_SUGGESTION x,2",
                        "file://$/in/day=7/a.csv, line 6 DIVIDE_BY_ZERO 2,0");
    }

    @Test
    void whatTheSinkRefusesBecauseOfItsValuesIsABadRecord() throws IOException {
        pipeline.write("in/a.json", "{\"id\":1,\"by\":1}\n{\"by\":2}\n{\"id\":2,\"by\":3}\n");
        pipeline.run(
                json("") + into("delta", "") + " AS SELECT id, struct(by AS by) AS s FROM STREAM events WHERE false");
        Path log = directory.resolve("out/_delta_log/00000000000000000000.json");
        String text = Files.readString(log);
        String strict = text.replace(
                "{\\\"name\\\":\\\"id\\\",\\\"type\\\":\\\"long\\\",\\\"nullable\\\":true",
                "{\\\"name\\\":\\\"id\\\",\\\"type\\\":\\\"long\\\",\\\"nullable\\\":false");
        assertThat(strict).isNotEqualTo(text);
        Files.writeString(log, strict);
        Files.deleteIfExists(directory.resolve("out/_delta_log/00000000000000000000.crc"));
        Files.deleteIfExists(directory.resolve("out/_delta_log/00000000000000000001.crc"));
        String select = " AS SELECT id, struct(by AS by) AS s FROM STREAM events";

        PawlException failure = pipeline.failure(
                json("") + into("delta", "").replace("/cp", "/cp2") + select,
                ErrorCode.DELTA_NOT_NULL_CONSTRAINT_VIOLATED);
        pipeline.run(json("") + toDelta("").replace("/cp", "/cp3") + select);

        assertThat(failure.what())
                .isEqualTo("Column id of Delta table " + directory + "/out must not be null, and a row has none there."
                        + " The row comes from the record at file://" + directory + "/in/a.json, line 2.");
        assertThat(pipeline.rows("id BIGINT")).containsExactly("1", "2");
        assertThat(pipeline.letterTexts())
                .containsExactly("file://$/in/a.json, line 2 DELTA_NOT_NULL_CONSTRAINT_VIOLATED {\"by\":2}");
    }

    @Test
    void whatASchemaOfAvroHasNoPlaceForIsABadRecord() throws Exception {
        pipeline.write(
                "in/a.json",
                "{\"id\":1,\"by\":1}\n{\"by\":2}\n{\"id\":9,\"by\":1}\n{\"id\":2,\"by\":2}\n{\"id\":3,\"by\":9}\n");
        String schema = "{\"type\":\"record\",\"name\":\"r\",\"fields\":[{\"name\":\"id\",\"type\":\"long\"},"
                + "{\"name\":\"bits\",\"type\":{\"type\":\"fixed\",\"name\":\"f\",\"size\":1}},"
                + "{\"name\":\"letter\",\"type\":{\"type\":\"enum\",\"name\":\"e\",\"symbols\":[\"A\",\"B\"]}}]}";

        pipeline.run(json("") + into("avro", ", badRecords '$/bad', avroSchema '" + schema + "'")
                + " PARTITIONED BY (by) AS SELECT by, id, if(by = 9, X'0000', X'00') AS bits, if(id = 9, 'C', 'A') AS letter"
                + " FROM STREAM events");

        assertThat(pipeline.letters().stream()
                        .map(letter -> letter.position().replaceAll(".*, ", "") + " " + letter.errorClass()))
                .containsExactly("line 2 AVRO_CANNOT_WRITE_NULL_FIELD", "line 3 ROW_FAILED", "line 5 ROW_FAILED");
        assertThat(pipeline.letters().get(1).errorMessage())
                .isEqualTo("[ROW_FAILED] \"C\" cannot be written to field `letter`: its enum has [A, B].");
        pipeline.pawl()
                .sql(
                        ("CREATE TEMPORARY VIEW written (id BIGINT, by INT, letter STRING) USING avro OPTIONS (path '$/out');"
                                        + " CREATE STREAMING TABLE seen USING memory TBLPROPERTIES ('trigger' = 'available-now')"
                                        + " AS SELECT id, by, letter FROM STREAM written")
                                .replace("$", directory.toString()))
                .get(0)
                .awaitTermination();
        assertThat(pipeline.pawl().memory().rows("seen", "UTC"))
                .containsExactlyInAnyOrder(
                        "{\"id\":1,\"by\":1,\"letter\":\"A\"}", "{\"id\":2,\"by\":2,\"letter\":\"A\"}");
    }

    @Test
    void withoutDeadLettersTheRecordIsNamed() throws IOException {
        pipeline.write("in/a.json", "{\"id\":1,\"by\":1}\n\n{\"id\":2,\"by\":0}\n{\"id\":3,\"by\":2}\n");
        String toParquet = "CREATE STREAMING TABLE p USING parquet TBLPROPERTIES (path '$/parquet', trigger 'once')"
                + " AS SELECT id, by FROM STREAM events";
        pipeline.run(json("") + toParquet);
        pipeline.run(json("") + toParquet.replace("parquet", "delta").replace("TABLE p ", "TABLE d "));

        assertThat(pipeline.failure(json("") + into("noop", "") + DIVIDE, ErrorCode.ROW_FAILED))
                .hasMessageStartingWith("[ROW_FAILED] The record at file://" + directory
                        + "/in/a.json, line 3 cannot be evaluated: [DIVIDE_BY_ZERO] Division by zero.")
                .hasMessageEndingWith(ErrorCode.ROW_FAILED.remedy());
        assertThat(pipeline.failure(
                                "CREATE TEMPORARY VIEW events (id BIGINT, by INT) USING parquet OPTIONS (path '$/parquet');\n"
                                        + into("noop", "").replace("/cp", "/cp2") + DIVIDE,
                                ErrorCode.ROW_FAILED)
                        .what())
                .matches("(?s)The record at file://" + directory
                        + "/parquet/part-[^ ]+\\.snappy\\.parquet, row 2 cannot be .*");
        assertThat(pipeline.failure(
                                "CREATE TEMPORARY VIEW events USING delta OPTIONS (path '$/delta');\n"
                                        + into("noop", "").replace("/cp", "/cp3") + DIVIDE,
                                ErrorCode.ROW_FAILED)
                        .what())
                .matches("(?s)The record at " + directory + "/delta/part-[^ ]+\\.snappy\\.parquet, row 2 cannot be .*");
        assertThat(pipeline.failure(
                                json(", mode 'FAILFAST'").replace("by INT", "by STRUCT<x INT>")
                                        + into("noop", "").replace("/cp", "/cp4")
                                        + " AS SELECT id, by FROM STREAM events",
                                ErrorCode.MALFORMED_RECORD_IN_PARSING)
                        .what())
                .startsWith("The record at file://" + directory + "/in/a.json, line 1 is malformed: ");
        assertThat(pipeline.failure(
                                "CREATE TEMPORARY VIEW r USING `rate-micro-batch` OPTIONS (rowsPerBatch 3, numPartitions 1);\n"
                                        + into("noop", "").replace("/cp", "/cp5")
                                        + " AS SELECT 1 / (value - 1) FROM STREAM r",
                                ErrorCode.ROW_FAILED)
                        .what())
                .contains(", row 2 cannot be evaluated: [DIVIDE_BY_ZERO]");
    }

    @Test
    void tooManyEndTheQueryBeforeAnythingOfTheBatchIsCommitted() throws IOException {
        pipeline.write("in/a.json", "{\"id\":1,\"by\":0}\n{\"id\":2,\"by\":1}\n");
        pipeline.write("in/b.json", "{\"id\":3,\"by\":1}\n{\"id\":4,\"by\":0}\n{\"id\":5,\"by\":0}\n");

        PawlException failure =
                pipeline.failure(json("") + toDelta(", maxBadRecords 1") + DIVIDE, ErrorCode.BAD_RECORDS_OVER_LIMIT);

        assertThat(failure.getMessage())
                .startsWith("[BAD_RECORDS_OVER_LIMIT] Batch 1 of sales has 1 bad record after 1 since the start of the"
                        + " query, more than maxBadRecords = 1 allows. The first of them: file://" + directory
                        + "/in/b.json, line 2: [DIVIDE_BY_ZERO] Division by zero.")
                .endsWith(
                        " Nothing of the batch was committed, and no dead letter of it went to " + directory
                                + "/bad. Correct the query or its source; to go on as it is, raise maxBadRecords or maxBadRatio.");
        assertThat(pipeline.rows("id BIGINT")).containsExactly("2");
        assertThat(pipeline.letters()).hasSize(1);

        pipeline.run(json("") + toDelta("") + DIVIDE);

        assertThat(pipeline.rows("id BIGINT")).containsExactly("2", "3");
        assertThat(pipeline.letters()).hasSize(3);
    }

    @Test
    void aRatioIsToldOfAHundredRowsHoweverSmallTheBatches() throws IOException {
        String good = "{\"id\":1,\"by\":1}\n";
        String bad = "{\"id\":2,\"by\":0}\n";
        pipeline.write("in/a.json", bad + good.repeat(39));
        pipeline.write("in/b.json", bad + good.repeat(39));
        pipeline.write("in/c.json", bad + good.repeat(39));
        String text = json("") + toDelta(", maxBadRatio '0.02'") + DIVIDE;

        PawlException failure = pipeline.failure(text, ErrorCode.BAD_RECORDS_OVER_LIMIT);

        assertThat(failure.what())
                .startsWith(
                        "Batch 2 of sales has 3 bad records of 120 together with the small batches before it, a ratio"
                                + " of 0.0250 and more than maxBadRatio = 0.02 allows. The first of them: file://");
        assertThat(pipeline.letters()).hasSize(2);
        assertThat(pipeline.run(text.replace("0.02", "0.03")).badRecords()).hasValue(1);
    }

    @Test
    void lettersThatTheSinkHasTheRowsOfAreDeliveredByTheNextStart() throws IOException {
        pipeline.write("in/a.json", "{\"id\":1,\"by\":1}\n{\"id\":2,\"by\":0}\n");
        String query = json("") + toDelta("") + DIVIDE;
        pipeline.run(query);
        Path delivered = pipeline.letterFiles().get(0);
        Path waiting = directory.resolve("cp/pawl/dead-letters/0.json");
        Files.move(delivered, waiting);
        Files.delete(directory.resolve("cp/commits/0"));

        PawlException failure =
                pipeline.failure(json("") + into("delta", "") + DIVIDE, ErrorCode.DEAD_LETTERS_UNDELIVERED);

        assertThat(failure.getMessage())
                .isEqualTo("[DEAD_LETTERS_UNDELIVERED] DeltaSink[" + directory
                        + "/out] has batch 0, whose dead letters"
                        + " wait in " + waiting
                        + ", but the query has no property badRecords any more. Start the query once"
                        + " with badRecords, which delivers them; or delete the file that the message names, and with it the"
                        + " records.");
        pipeline.run(query);
        assertThat(pipeline.letters()).hasSize(1);
        assertThat(waiting).doesNotExist();

        // Another engine that goes on from here commits the batch without delivering anything.
        Files.move(delivered, waiting);
        pipeline.write("in/b.json", "{\"id\":3,\"by\":1}\n");
        pipeline.run(query);
        assertThat(pipeline.letters()).hasSize(1);
        assertThat(pipeline.rows("id BIGINT")).containsExactly("1", "3");
    }

    @Test
    void lettersOfABatchThatIsNoResultAreForgottenWhenItRunsAgain() throws IOException {
        pipeline.write("in/a.json", "{\"id\":1,\"by\":1}\n{\"id\":2,\"by\":0}\n");
        pipeline.failure(json("") + toDelta(", maxBadRecords 0") + DIVIDE, ErrorCode.BAD_RECORDS_OVER_LIMIT);
        pipeline.write("cp/pawl/dead-letters/0.json", "what an attempt left that died before the sink's commit\n");
        pipeline.write("cp/pawl/dead-letters/1.json", "and one of a life that was taken back\n");

        pipeline.run(json("") + toDelta("") + " AS SELECT id, 12 / nullif(by, 0) AS part FROM STREAM events");

        assertThat(pipeline.rows("id BIGINT")).containsExactly("1", "2");
        assertThat(pipeline.letterFiles()).isEmpty();
        assertThat(directory.resolve("cp/pawl/dead-letters")).isEmptyDirectory();
    }

    @Test
    void lettersOfABatchThatIsNoResultAreForgottenAlsoByAQueryThatSendsNone() throws IOException {
        pipeline.write("in/a.json", "{\"id\":1,\"by\":1}\n{\"id\":2,\"by\":0}\n");
        pipeline.failure(json("") + toDelta(", maxBadRecords 0") + DIVIDE, ErrorCode.BAD_RECORDS_OVER_LIMIT);
        pipeline.write("cp/pawl/dead-letters/0.json", "what an attempt left whose commit failed\n");
        String corrected = " AS SELECT id, 12 / nullif(by, 0) AS part FROM STREAM events";

        pipeline.run(json("") + into("delta", "") + corrected);
        pipeline.write("in/b.json", "{\"id\":3,\"by\":1}\n");
        pipeline.run(json("") + toDelta("") + corrected);

        assertThat(pipeline.rows("id BIGINT")).containsExactly("1", "2", "3");
        assertThat(pipeline.letterFiles()).isEmpty();
    }

    @Test
    void aCheckpointThatBeganAnewLosesNoLettersBecauseItsBatchesHaveTheNumbersOfOthers() throws IOException {
        String query = json("") + into("noop", ", badRecords '$/bad'") + DIVIDE;
        pipeline.write("in/a.json", "{\"id\":1,\"by\":0}\n");
        pipeline.run(query);
        Path logs = directory.resolve("cp/");
        for (String file : List.of("offsets/0", "commits/0", "sources/0/0")) {
            Files.delete(logs.resolve(file));
        }
        pipeline.write("in/a.json", "{\"id\":2,\"by\":0}\n");

        pipeline.run(query);

        assertThat(pipeline.letterTexts())
                .containsExactly(
                        "file://$/in/a.json, line 1 DIVIDE_BY_ZERO {\"id\":1,\"by\":0}",
                        "file://$/in/a.json, line 1 DIVIDE_BY_ZERO {\"id\":2,\"by\":0}");
    }

    @Test
    void whatFailsOnItsWayIntoAnAggregationIsABadRecord() throws IOException {
        pipeline.write(
                "in/a.json",
                "{\"id\":1,\"by\":1}\n{\"id\":1,\"by\":2}\n{\"id\":2,\"by\":0}\n{\"id\":1,\"by\":0}\n{\"id\":3,\"by\":3}\n");

        pipeline.run(json("") + toDelta(", outputMode 'complete'")
                + " AS SELECT id, count(*) AS n, sum(12 / by) FILTER (WHERE id < 3) AS s, max(id) AS m,"
                + " collect_list(12 / by) AS l FROM STREAM events GROUP BY id, 6 / by > 0");

        assertThat(pipeline.rows("id BIGINT, n BIGINT, s DOUBLE, m BIGINT"))
                .containsExactly("1 2 18.0 1", "3 1 null 3");
        assertThat(pipeline.letterTexts())
                .containsExactly(
                        "file://$/in/a.json, line 3 DIVIDE_BY_ZERO {\"id\":2,\"by\":0}",
                        "file://$/in/a.json, line 4 DIVIDE_BY_ZERO {\"id\":1,\"by\":0}");
    }

    @Test
    void whatSeveralRecordsComeToIsNoBadRecord() throws IOException {
        pipeline.write("in/a.json", "{\"id\":9223372036854775807,\"by\":1}\n{\"id\":1,\"by\":-1}\n");
        String complete = ", outputMode 'complete', badRecords '$/bad'";

        assertThat(pipeline.failure(
                        json("") + into("noop", complete) + " AS SELECT sum(id) AS s FROM STREAM events",
                        ErrorCode.RESULT_FAILED))
                .hasMessageStartingWith("[RESULT_FAILED] What the record at file://" + directory
                        + "/in/a.json, line 2 is brought together with cannot be evaluated: [ARITHMETIC_OVERFLOW")
                .hasMessageEndingWith(ErrorCode.RESULT_FAILED.remedy());
        assertThat(pipeline.failure(
                                json("") + into("noop", complete).replace("/cp", "/cp2")
                                        + " AS SELECT 1 / sum(by) AS s FROM STREAM events",
                                ErrorCode.RESULT_FAILED)
                        .what())
                .startsWith(
                        "A result in partition 0 of operator 0 (stateStoreSave) cannot be evaluated: [DIVIDE_BY_ZERO]");
        assertThat(pipeline.letterFiles()).isEmpty();
    }

    @Test
    void propertiesThatSayNothingOrTooMuchAreRefused() throws IOException {
        pipeline.write("in/a.json", "{\"id\":1,\"by\":0}\n");

        assertRefused(
                into("delta", ", maxBadRecords 1"),
                "p.sql:2:1: Option badRecords is missing: streaming table sales"
                        + " has maxBadRecords, which says nothing without it.");
        assertRefused(
                into("delta", ", badRecords '$/out/bad'"),
                "p.sql:2:1: Option badRecords of streaming table sales"
                        + " must be a place of its own, and $/out/bad and its target $/out lie in each other.");
        assertRefused(
                into("delta", ", badRecords '$/cp/../cp'"),
                "p.sql:2:1: Option badRecords of streaming table sales"
                        + " must be a place of its own, and $/cp/../cp and its checkpoint $/cp lie in each other.");
        assertRefused(
                into("delta", ", badRecords '$/bad', maxBadRatio '5 %'"),
                "p.sql:2:1: Option maxBadRatio of"
                        + " streaming table sales must be a number from 0 to 1, such as 0.01, was 5 %.");
        assertRefused(
                into("delta", ", badRecords '$/bad', badRecords.topic 'x'"),
                "p.sql:2:1: streaming table sales has" + " no option badRecords.topic: its dead letters go to files.");
        assertRefused(
                into("delta", ", badRecords 'kafka: '"),
                "p.sql:2:1: Option badRecords of streaming table sales"
                        + " must be a path, or kafka: and a topic, was kafka: .");
        assertRefused(
                into("delta", ", badRecords 'kafka:bad'"),
                "p.sql:2:1: Option badRecords.kafka.bootstrap.servers is"
                        + " missing: streaming table sales needs it for the topic of its dead letters.");
        assertRefused(
                into(
                        "delta",
                        ", badRecords 'kafka:bad', badRecords.kafka.bootstrap.servers 'h:1', badRecords.acks '1'"),
                "p.sql:2:1: the topic of dead letters of streaming table sales has no option acks.");
        assertRefused(
                into("delta", ", badRecord '$/bad'"),
                "p.sql:2:1: streaming table sales (delta) has no option" + " badRecord. Did you mean `badRecords`?");
    }

    @Test
    void secretsOfTheTopicStaySecret() throws IOException {
        pipeline.write("in/a.json", "");

        assertThat(pipeline.plan(json("")
                                + into(
                                        "delta",
                                        ", badRecords 'kafka:bad', badRecords.kafka.bootstrap.servers 'h:1',"
                                                + " badRecords.kafka.sasl.jaas.config 'hunter2'")
                                + DIVIDE)
                        .toString())
                .contains("kafka:bad")
                .doesNotContain("hunter2");
    }

    private void assertRefused(String table, String why) {
        try {
            pipeline.plan(json("") + table + DIVIDE);
        } catch (PawlException e) {
            assertThat(e.what()).isEqualTo(why.replace("$", directory.toString()));
            return;
        }
        throw new AssertionError("not refused: " + table);
    }
}
