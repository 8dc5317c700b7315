package dev.pawl.engine.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.engine.Pawl;
import dev.pawl.engine.builtin.MemoryTables;
import dev.pawl.engine.step.Step;
import dev.pawl.pipeline.Pipeline;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JsonOnceTest {
    private static final String SCHEMA = "'a BIGINT, b STRING, c DOUBLE, d STRUCT<e: INT, f: STRING>'";
    private static final String DECODED =
            "(SELECT topic, from_json(CAST(value AS STRING), " + SCHEMA + ") AS j FROM STREAM events) ";

    private static final String TABLE = """
            CREATE TEMPORARY VIEW events USING memory OPTIONS (name 'events');
            CREATE STREAMING TABLE out USING memory TBLPROPERTIES ('trigger' = 'available-now') AS
            """;

    private static Pawl pawl() {
        Pawl pawl = Pawl.local();
        MemoryTables.Input events = pawl.memory().input("events", StructType.fromDDL("topic INT, value BINARY"));
        List<InternalRow> rows = new ArrayList<>();
        for (String json : List.of(
                "{\"a\":1,\"b\":\"x\",\"c\":1.5,\"d\":{\"e\":3,\"f\":\"y\"}}",
                "{\"a\":2,\"b\":\"z\"}",
                "{\"a\":3,\"b\":7,\"c\":\"wrong\",\"d\":{\"e\":\"?\"}}",
                "broken",
                "{}")) {
            rows.add(new GenericInternalRow(new Object[] {rows.size(), json.getBytes(StandardCharsets.UTF_8)}));
        }
        events.add(rows);
        return pawl;
    }

    private static List<String> steps(String select) {
        try (Pawl pawl = pawl()) {
            return pawl
                    .compile(Pipeline.parse("test", TABLE + select, Map.of(), Map.of()))
                    .get(0)
                    .query()
                    .paths()
                    .get(0)
                    .steps()
                    .stream()
                    .map(Step::describe)
                    .toList();
        }
    }

    private static List<String> rows(String select) throws InterruptedException {
        try (Pawl pawl = pawl()) {
            pawl.sql(TABLE + select).get(0).awaitTermination();
            return pawl.memory().rows("out", "UTC");
        }
    }

    private static int decodings(List<String> steps) {
        return String.join("\n", steps).split("from_json", -1).length - 1;
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "SELECT j.a, j.b FROM %s | Decode Project",
                "SELECT j.a, j.c FROM %s WHERE j.b = 'x' | Filter Decode Filter Project",
                "SELECT j FROM %s WHERE j.a > 0 | Filter Decode Filter Project",
                "SELECT topic, j.d.e FROM %s WHERE topic > 1 AND j.d.f IS NOT NULL | Filter Decode Filter Project",
                "SELECT j.*, upper(j.b) AS u FROM %s WHERE j.a IN (1, 2) OR j.c < 0 | Decode Filter Project",
                "SELECT topic FROM %s WHERE j.a > 0 | Filter Decode Filter Project"
            })
    void textIsDecodedOnceForAll(String select, String expected) {
        List<String> steps = steps(select.formatted(DECODED));
        assertThat(steps.stream().map(step -> step.substring(0, step.indexOf(' '))))
                .containsExactly(expected.split(" "));
        assertThat(decodings(steps)).isEqualTo(1);
    }

    @Test
    void whatIsDecodedOnlySometimesStaysThere() {
        List<String> steps = steps("SELECT CASE WHEN topic = 1 THEN j.a END AS a FROM " + DECODED);
        assertThat(steps).noneMatch(step -> step.startsWith("Decode"));
    }

    @Test
    void differentTextsAreDecodedEach() {
        List<String> steps = steps("SELECT from_json(CAST(value AS STRING), 'a INT').a AS a,"
                + " from_json(CAST(topic AS STRING), 'a INT').a AS b,"
                + " from_json(CAST(value AS STRING), 'a INT', map('mode', 'FAILFAST')).a AS c FROM STREAM events");
        assertThat(decodings(steps)).isEqualTo(3);
    }

    @Test
    void rowsAreThoseOfTheFullSchema() throws Exception {
        assertThat(rows("SELECT j, j.a AS a, topic FROM " + DECODED + "WHERE j.b IS NOT NULL OR topic > 2"))
                .containsExactly(
                        "{\"j\":{\"a\":1,\"b\":\"x\",\"c\":1.5,\"d\":{\"e\":3,\"f\":\"y\"}},\"a\":1,\"topic\":0}",
                        "{\"j\":{\"a\":2,\"b\":\"z\"},\"a\":2,\"topic\":1}",
                        "{\"j\":{\"a\":3,\"b\":\"7\",\"d\":{}},\"a\":3,\"topic\":2}",
                        "{\"j\":{},\"topic\":3}",
                        "{\"j\":{},\"topic\":4}");
    }

    @Test
    void theSameTextWithFieldsOfDifferentTypes() throws Exception {
        assertThat(rows("SELECT from_json(CAST(value AS STRING), 'a INT').a AS i,"
                        + " from_json(CAST(value AS STRING), 'a STRING, b STRING').a AS s FROM STREAM events"))
                .containsExactly("{\"i\":1,\"s\":\"1\"}", "{\"i\":2,\"s\":\"2\"}", "{\"i\":3,\"s\":\"3\"}", "{}", "{}");
    }
}
