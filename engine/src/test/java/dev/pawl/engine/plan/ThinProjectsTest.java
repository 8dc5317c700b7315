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

class ThinProjectsTest {
    private static final String TABLES = """
            CREATE TEMPORARY VIEW events USING memory OPTIONS (name 'events');
            CREATE TEMPORARY VIEW parsed AS SELECT j.*, topic FROM (
                SELECT topic, from_json(CAST(value AS STRING), 'ts TIMESTAMP, k STRING, d DOUBLE, n INT') AS j
                FROM STREAM events);
            CREATE STREAMING TABLE out USING memory TBLPROPERTIES ('outputMode' = 'update', 'trigger' = 'available-now') AS
            """;

    private static final String WATCHED = "STREAM parsed WATERMARK ts DELAY OF INTERVAL 1 MINUTE AS p";

    private static Pawl pawl() {
        Pawl pawl = Pawl.local();
        MemoryTables.Input events = pawl.memory().input("events", StructType.fromDDL("topic INT, value BINARY"));
        List<InternalRow> rows = new ArrayList<>();
        for (String json : List.of(
                "{\"ts\":\"2026-01-01T00:00:01Z\",\"k\":\"a\",\"d\":1.5,\"n\":1}",
                "{\"ts\":\"2026-01-01T00:00:31Z\",\"k\":\"a\",\"d\":2.5,\"n\":\"no number\"}",
                "{\"ts\":\"2026-01-01T00:01:01Z\",\"k\":\"b\",\"d\":4}",
                "{\"k\":\"b\",\"d\":8,\"n\":3}",
                "{\"ts\":\"2026-01-01T00:01:02Z\",\"n\":5}",
                "broken")) {
            rows.add(new GenericInternalRow(new Object[] {rows.size(), json.getBytes(StandardCharsets.UTF_8)}));
        }
        events.add(rows);
        return pawl;
    }

    private static List<String> steps(String select) {
        try (Pawl pawl = pawl()) {
            return pawl
                    .compile(Pipeline.parse("test", TABLES + select, Map.of(), Map.of()))
                    .get(0)
                    .query()
                    .paths()
                    .get(0)
                    .steps()
                    .stream()
                    .map(Step::describe)
                    .map(step -> step.substring(0, step.indexOf(' ')))
                    .toList();
        }
    }

    private static List<String> rows(String select) throws InterruptedException {
        try (Pawl pawl = pawl()) {
            pawl.sql(TABLES + select).get(0).awaitTermination();
            return pawl.memory().rows("out", "UTC");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "SELECT window(ts, '1 minute') AS w, k, sum(d) AS s FROM %s GROUP BY window(ts, '1 minute'), k"
                        + " | Decode Watermark Filter Project",
                "SELECT k, max(topic) AS m FROM %s GROUP BY k | Decode Watermark",
                "SELECT k, d FROM STREAM parsed WHERE n > 1 | Filter Decode Filter Project",
                "SELECT DISTINCT k, ts FROM %s | Decode Watermark",
            })
    void whoMakesRowsPicksForHimself(String select, String expected) {
        assertThat(steps(select.formatted(WATCHED))).containsExactly(expected.split(" "));
    }

    @Test
    void windowsOfPickedColumns() throws Exception {
        assertThat(rows("SELECT window.start AS w, k, sum(d) AS s, max(topic) AS t FROM " + WATCHED
                        + " WHERE topic < 5 GROUP BY window(ts, '1 minute'), k"))
                .containsExactlyInAnyOrder(
                        "{\"w\":\"2026-01-01T00:00:00.000Z\",\"k\":\"a\",\"s\":4.0,\"t\":1}",
                        "{\"w\":\"2026-01-01T00:01:00.000Z\",\"k\":\"b\",\"s\":4.0,\"t\":2}",
                        "{\"w\":\"2026-01-01T00:01:00.000Z\",\"t\":4}");
    }

    @Test
    void whatIsNotPlainIsThatOfTheFullSchema() throws Exception {
        assertThat(rows("SELECT k, count(n) AS c, sum(d) AS s FROM STREAM parsed GROUP BY k"))
                .containsExactlyInAnyOrder(
                        "{\"k\":\"a\",\"c\":1,\"s\":4.0}", "{\"k\":\"b\",\"c\":1,\"s\":12.0}", "{\"c\":1}");
    }

    @Test
    void bothSidesOfAUnionMayBeTheSame() throws Exception {
        assertThat(
                        rows(
                                "SELECT k, count(*) AS c FROM (SELECT k FROM STREAM parsed WHERE d > 2 UNION ALL SELECT k FROM STREAM parsed) GROUP BY k"))
                .containsExactlyInAnyOrder("{\"k\":\"a\",\"c\":3}", "{\"k\":\"b\",\"c\":4}", "{\"c\":2}");
    }
}
