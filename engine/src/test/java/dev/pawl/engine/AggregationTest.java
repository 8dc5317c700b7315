package dev.pawl.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.engine.builtin.MemoryTables;
import dev.pawl.engine.operator.DeduplicateOperator;
import dev.pawl.engine.operator.Expiry;
import dev.pawl.engine.run.StreamingQuery;
import dev.pawl.pipeline.Pipeline;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.catalyst.expressions.Literal;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.unsafe.types.UTF8String;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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
                "SELECT name, count(*) AS n, sum(amount) AS s, max(name) AS m, collect_list(amount) AS l FROM STREAM"
                        + " events GROUP BY name",
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

    @Test
    void progressNamesTheHeaviestPartitions() throws Exception {
        try (Pawl pawl = Pawl.local()) {
            MemoryTables.Input input = pawl.memory().input("events", EVENTS);
            pawl.sql("CREATE TEMPORARY VIEW events USING memory OPTIONS (name 'events')");
            StreamingQuery query = pawl.sql(
                            "CREATE STREAMING TABLE out USING noop TBLPROPERTIES ('outputMode' = 'update')"
                                    + " AS SELECT name, count(*) FROM STREAM events GROUP BY name")
                    .get(0);
            input.add(List.of(event("a", 1, 1), event("a", 2, 2)));
            query.processAllAvailable();
            assertThat(query.lastProgress().orElseThrow().json())
                    .contains("\"pawlSkew\":4.0,\"pawlHeaviestPartitions\":[{\"partition\":")
                    .contains("\"rows\":1,\"bytes\":");
        }
    }

    /** More keys than a partition holds of a batch: each comes twice, far apart. */
    @ParameterizedTest
    @ValueSource(strings = {"memory", "rocksdb"})
    void batchOfManyKeysGivesEachOnce(String stateStore) throws Exception {
        try (Pawl pawl = Pawl.local()) {
            pawl.sql("SET spark.sql.shuffle.partitions = 1;\n"
                    + "CREATE TEMPORARY VIEW numbers USING `rate-micro-batch` OPTIONS (rowsPerBatch 900000)");
            StreamingQuery query = pawl.sql("CREATE STREAMING TABLE out USING memory TBLPROPERTIES ('outputMode' ="
                            + " 'update', 'trigger' = 'once', 'stateStore' = '" + stateStore
                            + "') AS SELECT value % 450000"
                            + " AS k, count(*) AS n, max(value) AS m FROM STREAM numbers GROUP BY value % 450000"
                            + " HAVING n <> 2 OR m - k <> 450000 OR k % 150000 = 0")
                    .get(0);
            query.awaitTermination();
            assertThat(pawl.memory().rows("out", "UTC"))
                    .containsExactlyInAnyOrder(
                            "{\"k\":0,\"n\":2,\"m\":450000}",
                            "{\"k\":150000,\"n\":2,\"m\":600000}",
                            "{\"k\":300000,\"n\":2,\"m\":750000}");
            assertThat(query.lastProgress().orElseThrow().json())
                    .contains("\"numRowsTotal\":450000,\"numRowsUpdated\":450000,");
        }
    }

    /** The same where all that a batch has of a key must be brought together before the state sees it. */
    @Test
    void batchOfManyKeysRoundsAsOneOfFew() throws Exception {
        String keys = "SELECT value % 130000 AS k, timestamp, value, if(value >= 260000, 1.0E16, 1.0D) AS x FROM STREAM"
                + " numbers";
        try (Pawl pawl = Pawl.local()) {
            pawl.sql("SET spark.sql.shuffle.partitions = 1;\n"
                    + "CREATE TEMPORARY VIEW numbers USING `rate-micro-batch` OPTIONS (rowsPerBatch 390000)");
            List<StreamingQuery> queries = List.of(
                    once(
                            pawl,
                            "a",
                            "SELECT k, collect_list(value) AS l, sum(x) AS s FROM (" + keys
                                    + ") GROUP BY k HAVING size(l) <> 3 OR l[1] <= l[0] OR l[2] <= l[1] OR s <> 1.0000000000000002E16 OR"
                                    + " k % 65000 = 0"),
                    once(
                            pawl,
                            "b",
                            "SELECT k, collect_list(value) AS l, sum(x) AS s FROM (" + keys
                                    + ") GROUP BY session_window(timestamp, '1 day'), k HAVING size(l) <> 3 OR l[1] <= l[0]"
                                    + " OR l[2] <= l[1] OR s <> 1.0000000000000002E16 OR k % 65000 = 0"));
            for (StreamingQuery query : queries) {
                query.awaitTermination();
                assertThat(query.lastProgress().orElseThrow().json())
                        .contains("\"numRowsTotal\":130000,\"numRowsUpdated\":130000,");
                assertThat(pawl.memory().rows(query.name().orElseThrow(), "UTC"))
                        .containsExactlyInAnyOrder(
                                "{\"k\":0,\"l\":[0,130000,260000],\"s\":1.0000000000000002E16}",
                                "{\"k\":65000,\"l\":[65000,195000,325000],\"s\":1.0000000000000002E16}");
            }
        }
    }

    /** Sent in parts the small ones would be added to each other first, and not be lost beside the large one, as they are in Spark. */
    @Test
    void fractionsBesideACollectionAreAddedRowByRow() throws Exception {
        try (Pawl pawl = Pawl.local()) {
            pawl.sql(
                    "CREATE TEMPORARY VIEW numbers USING `rate-micro-batch` OPTIONS (rowsPerBatch 300000, numPartitions 1)");
            StreamingQuery query = once(
                    pawl,
                    "a",
                    "SELECT size(collect_list(value)) AS n, sum(if(value = 0, 1.0E16, 1.0D)) AS s FROM STREAM numbers");
            query.awaitTermination();

            assertThat(pawl.memory().rows("a", "UTC")).containsExactly("{\"n\":300000,\"s\":1.0E16}");
        }
    }

    /** The optimiser makes two of the view's watermark, of which one never sees a row. */
    @Test
    void aViewThatIsReadTwiceHasOneWatermark() throws Exception {
        try (Pawl pawl = Pawl.local()) {
            pawl.sql(
                    "CREATE TEMPORARY VIEW numbers USING `rate-micro-batch` OPTIONS (rowsPerBatch 10, startTimestamp 100000);"
                            + "CREATE TEMPORARY VIEW timed AS"
                            + " SELECT * FROM STREAM numbers WATERMARK timestamp DELAY OF INTERVAL 1 SECOND");
            StreamingQuery query = pawl.sql(
                            "CREATE STREAMING TABLE a USING memory TBLPROPERTIES ('trigger' = 'once') AS"
                                    + " SELECT count(*) AS n FROM (SELECT * FROM STREAM timed WHERE value >= 0"
                                    + " UNION ALL SELECT * FROM STREAM timed WHERE value < 0) GROUP BY window(timestamp, '1 second')")
                    .get(0);
            query.awaitTermination();

            assertThat(query.lastProgress().orElseThrow().json())
                    .contains("\"watermark\":\"")
                    .doesNotContain("\"watermark\":\"1970-01-01T00:00:00.000Z\"");
        }
    }

    private static StreamingQuery once(Pawl pawl, String name, String select) {
        return pawl.sql("CREATE STREAMING TABLE " + name
                        + " USING memory TBLPROPERTIES ('outputMode' = 'complete', 'trigger' = 'once') AS " + select)
                .get(0);
    }

    /** What its memory can only grow for; empty if there is an end to it. */
    private static Optional<String> growth(String mode, String select) {
        try (Pawl pawl = Pawl.local()) {
            StringBuilder views = new StringBuilder();
            for (String name : List.of("events", "others")) {
                pawl.memory().input(name, EVENTS);
                views.append("CREATE TEMPORARY VIEW " + name + " USING memory OPTIONS (name '" + name + "');\n");
            }
            String text = views + "CREATE STREAMING TABLE out USING noop TBLPROPERTIES ('outputMode' = '" + mode
                    + "') AS " + select;
            return pawl.compile(Pipeline.parse("growth.sql", text, Map.of(), Map.of()))
                    .get(0)
                    .query()
                    .operators()
                    .get(0)
                    .operator()
                    .growthReason();
        }
    }

    @Test
    void memoryWithoutAnEndIsRecognised() {
        String noTime = "none of its keys is an event time with a watermark, so that no key is ever forgotten";
        String timed = " FROM STREAM events WATERMARK at DELAY OF INTERVAL 10 SECONDS ";
        assertThat(growth("update", "SELECT name, count(*) FROM STREAM events GROUP BY name"))
                .contains(noTime);
        assertThat(growth("update", "SELECT DISTINCT name" + timed)).contains(noTime);
        assertThat(growth("complete", "SELECT at, count(*)" + timed + "GROUP BY at"))
                .contains("in complete mode every key is kept");
        String join =
                "SELECT l.name FROM (SELECT *" + timed + ") l JOIN (SELECT * FROM STREAM others WATERMARK at DELAY OF"
                        + " INTERVAL 10 SECONDS) r ON l.name = r.name";
        assertThat(growth("append", join))
                .contains(
                        "neither its keys nor its condition say how long rows of the left and the right side may still"
                                + " find partners, so that they wait for ever");
        assertThat(growth("append", join + " AND r.at BETWEEN l.at AND l.at + INTERVAL 5 SECONDS"))
                .isEmpty();
        assertThat(growth("append", join + " AND l.at > r.at"))
                .hasValueSatisfying(reason -> assertThat(reason).contains("rows of the right side may"));
        DeduplicateOperator forEver =
                new DeduplicateOperator(List.of(), EVENTS, EVENTS, Expiry.never(), Expiry.never(), Optional.empty());
        assertThat(forEver.growthReason()).contains(noTime);
        DeduplicateOperator forAWhile = new DeduplicateOperator(
                List.of(),
                EVENTS,
                EVENTS,
                Expiry.never(),
                Expiry.never(),
                Optional.of(new DeduplicateOperator.Lifetime(Literal.create(1L, DataTypes.LongType), 1)));
        assertThat(forAWhile.growthReason()).isEmpty();
        assertThat(growth("append", "SELECT DISTINCT name, at" + timed)).isEmpty();
        assertThat(growth("update", "SELECT window(at, '1 minute'), count(*)" + timed + "GROUP BY 1"))
                .isEmpty();
        assertThat(growth("complete", "SELECT count(*) FROM STREAM events")).isEmpty();
        assertThat(growth("append", "SELECT * FROM STREAM events LIMIT 3")).isEmpty();
    }
}
