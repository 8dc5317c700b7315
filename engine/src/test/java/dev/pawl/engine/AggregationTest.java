package dev.pawl.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.engine.builtin.MemoryTables;
import dev.pawl.engine.run.StreamingQuery;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.unsafe.types.UTF8String;
import org.junit.jupiter.api.Test;

/** Aggregations on streams, batch by batch. */
class AggregationTest {
    private static final StructType EVENTS = StructType.fromDDL("name STRING, amount INT, at TIMESTAMP");

    private static InternalRow event(String name, int amount, long second) {
        return new GenericInternalRow(new Object[] {UTF8String.fromString(name), amount, second * 1_000_000});
    }

    private static List<List<String>> run(String mode, String select, List<List<InternalRow>> batches)
            throws Exception {
        try (Pawl pawl = Pawl.local()) {
            MemoryTables.Input input = pawl.memory().input("events", EVENTS);
            pawl.sql("CREATE TEMPORARY VIEW events USING memory OPTIONS (name 'events')");
            StreamingQuery query = pawl.sql("CREATE STREAMING TABLE out USING memory TBLPROPERTIES ('outputMode' = '"
                            + mode + "') AS " + select)
                    .get(0);
            List<List<String>> seen = new ArrayList<>();
            int before = 0;
            for (List<InternalRow> batch : batches) {
                input.add(batch);
                query.processAllAvailable();
                List<String> rows = pawl.memory().rows("out", "UTC");
                seen.add(mode.equals("complete") ? rows : List.copyOf(rows.subList(before, rows.size())));
                before = rows.size();
            }
            return seen;
        }
    }

    @Test
    void countsByKey() throws Exception {
        List<List<String>> rows = run(
                "update",
                "SELECT name, count(*) AS n, sum(amount) AS s, max(name) AS m, collect_list(amount) AS l FROM STREAM events GROUP BY name",
                List.of(List.of(event("a", 1, 1), event("b", 2, 2), event("a", 3, 3)), List.of(event("a", 5, 9))));
        assertThat(rows.get(0))
                .containsExactlyInAnyOrder(
                        "{\"name\":\"a\",\"n\":2,\"s\":4,\"m\":\"a\",\"l\":[1,3]}",
                        "{\"name\":\"b\",\"n\":1,\"s\":2,\"m\":\"b\",\"l\":[2]}");
        assertThat(rows.get(1)).containsExactly("{\"name\":\"a\",\"n\":3,\"s\":9,\"m\":\"a\",\"l\":[1,3,5]}");
    }

    @Test
    void appendsWindowsTheWatermarkHasPassed() throws Exception {
        List<List<String>> rows = run(
                "append",
                "SELECT window.start AS w, count(*) AS n FROM STREAM events WATERMARK at DELAY OF INTERVAL 10 SECONDS"
                        + " GROUP BY window(at, '10 seconds')",
                List.of(
                        List.of(event("a", 1, 1), event("b", 2, 12)),
                        List.of(event("a", 5, 35)),
                        List.of(event("a", 5, 3), event("z", 1, 50))));
        assertThat(rows.get(0)).isEmpty();
        assertThat(rows.get(1))
                .containsExactlyInAnyOrder(
                        "{\"w\":\"1970-01-01T00:00:00.000Z\",\"n\":1}", "{\"w\":\"1970-01-01T00:00:10.000Z\",\"n\":1}");
        assertThat(rows.get(2)).containsExactlyInAnyOrder("{\"w\":\"1970-01-01T00:00:30.000Z\",\"n\":1}");
    }
}
