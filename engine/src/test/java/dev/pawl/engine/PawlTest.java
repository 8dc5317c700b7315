package dev.pawl.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pawl.checkpoint.error.ErrorCode;
import dev.pawl.checkpoint.error.PawlException;
import dev.pawl.engine.builtin.MemoryTables;
import dev.pawl.engine.run.StreamingQuery;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.unsafe.types.UTF8String;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PawlTest {
    private static final StructType EVENTS = StructType.fromDDL("name STRING, amount INT, tags ARRAY<STRING>");

    @TempDir
    Path directory;

    private static InternalRow event(String name, @Nullable Integer amount) {
        return new GenericInternalRow(new Object[] {UTF8String.fromString(name), amount, null});
    }

    private static List<String> run(String setup, String select, InternalRow... rows) throws InterruptedException {
        try (Pawl pawl = Pawl.local()) {
            pawl.memory().input("events", EVENTS).add(Arrays.asList(rows));
            MemoryTables.Input people = pawl.memory().input("people", StructType.fromDDL("person STRING, city STRING"));
            people.add(List.of(person("ann", "Paris"), person("bob", "Rome"), person("bob", "Bonn")));
            pawl.sql("CREATE TEMPORARY VIEW events USING memory OPTIONS (name 'events');"
                    + "CREATE TEMPORARY VIEW people USING memory OPTIONS (name 'people');" + setup);
            StreamingQuery query = pawl.sql(
                            "CREATE STREAMING TABLE out USING memory TBLPROPERTIES ('trigger' = 'available-now') AS "
                                    + select)
                    .get(0);
            query.awaitTermination();
            return pawl.memory().rows("out", "UTC");
        }
    }

    private static InternalRow person(String name, String city) {
        return new GenericInternalRow(new Object[] {UTF8String.fromString(name), UTF8String.fromString(city)});
    }

    @Test
    void filtersAndProjects() throws Exception {
        assertThat(run(
                        "",
                        "SELECT upper(name) AS n, amount * 2 AS a FROM STREAM events WHERE amount > 1",
                        event("a", 1),
                        event("b", 2),
                        event("c", null),
                        event("d", 4)))
                .containsExactly("{\"n\":\"B\",\"a\":4}", "{\"n\":\"D\",\"a\":8}");
    }

    @Test
    void readsThroughNamedSteps() throws Exception {
        assertThat(run(
                        "CREATE TEMPORARY VIEW big AS SELECT name FROM STREAM events WHERE amount > 1;",
                        "SELECT * FROM STREAM big UNION ALL SELECT 'x' FROM STREAM events",
                        event("a", 1),
                        event("b", 2)))
                .containsExactlyInAnyOrder("{\"name\":\"b\"}", "{\"name\":\"x\"}", "{\"name\":\"x\"}");
    }

    @Test
    void readsStreamsThroughNamedQueries() throws Exception {
        assertThat(run(
                        "",
                        "WITH big AS (SELECT * FROM STREAM events WHERE amount > 1), named AS (SELECT name FROM big)"
                                + " SELECT upper(name) AS n FROM named",
                        event("a", 1),
                        event("b", 2)))
                .containsExactly("{\"n\":\"B\"}");
    }

    @Test
    void refusesWhatItWouldAnswerWrongly() {
        String sessions =
                "SELECT name FROM STREAM events JOIN (SELECT session_window(cast(city AS timestamp), '1 day') AS w"
                        + " FROM people GROUP BY session_window(cast(city AS timestamp), '1 day')) ON true";
        assertThatThrownBy(() -> run("", sessions, event("a", 1)))
                .isInstanceOfSatisfying(
                        PawlException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.UNSUPPORTED_QUERY));
    }

    @Test
    void generatesRows() throws Exception {
        assertThat(run(
                        "",
                        "SELECT name, i FROM STREAM events LATERAL VIEW explode(sequence(1, amount)) t AS i",
                        event("a", 1),
                        event("b", 2)))
                .containsExactly("{\"name\":\"a\",\"i\":1}", "{\"name\":\"b\",\"i\":1}", "{\"name\":\"b\",\"i\":2}");
    }

    @Test
    void joinsStaticTables() throws Exception {
        assertThat(run(
                        "",
                        "SELECT name, city FROM STREAM events JOIN people ON name = person",
                        event("bob", 1),
                        event("eve", 2)))
                .containsExactlyInAnyOrder(
                        "{\"name\":\"bob\",\"city\":\"Rome\"}", "{\"name\":\"bob\",\"city\":\"Bonn\"}");
        assertThat(run(
                        "",
                        "SELECT name, city FROM STREAM events LEFT JOIN people ON name = person",
                        event("ann", 1),
                        event("eve", 2)))
                .containsExactly("{\"name\":\"ann\",\"city\":\"Paris\"}", "{\"name\":\"eve\"}");
        assertThat(run(
                        "",
                        "SELECT name, name IN (SELECT person FROM people) AS known FROM STREAM events",
                        event("ann", 1),
                        event("eve", 2)))
                .containsExactly("{\"name\":\"ann\",\"known\":true}", "{\"name\":\"eve\",\"known\":false}");
        assertThat(run(
                        "",
                        "SELECT name FROM STREAM events WHERE name NOT IN (SELECT person FROM people)",
                        event("ann", 1),
                        event("eve", 2)))
                .containsExactly("{\"name\":\"eve\"}");
    }

    @Test
    void readsScalarsFromStaticTables() throws Exception {
        assertThat(run(
                        "",
                        "SELECT name, (SELECT max(city) FROM people) AS m, (SELECT count(DISTINCT person) FROM people) AS c"
                                + " FROM STREAM events",
                        event("a", 1)))
                .containsExactly("{\"name\":\"a\",\"m\":\"Rome\",\"c\":2}");
        assertThat(run(
                        "",
                        "SELECT name, n FROM STREAM events JOIN"
                                + " (SELECT person, count(*) AS n FROM people GROUP BY person ORDER BY n DESC LIMIT 1)"
                                + " ON name = person",
                        event("bob", 1),
                        event("ann", 1)))
                .containsExactly("{\"name\":\"bob\",\"n\":2}");
    }

    @Test
    void aTimeIsTheSameForAllRowsOfABatch() throws Exception {
        List<String> rows = run(
                "",
                "SELECT current_timestamp() = now() AS same, date_diff(current_date(), current_timestamp())"
                        + " AS days FROM STREAM events",
                event("a", 1));
        assertThat(rows).containsExactly("{\"same\":true,\"days\":0}");
    }

    @Test
    void aQueryGoesOnFromItsCheckpoint() throws Exception {
        String checkpoint = directory.resolve("ckpt").toString();
        try (Pawl pawl = Pawl.local()) {
            MemoryTables.Input input = pawl.memory().input("events", EVENTS);
            input.add(List.of(event("a", 1)));
            pawl.sql("CREATE TEMPORARY VIEW events USING memory OPTIONS (name 'events')");
            String create = "CREATE STREAMING TABLE %s USING memory TBLPROPERTIES ('checkpointLocation' = '"
                    + checkpoint + "', 'trigger' = 'available-now') AS SELECT name FROM STREAM events";
            pawl.sql(create.formatted("one")).get(0).awaitTermination();
            input.add(List.of(event("b", 2)));
            try (Pawl other = Pawl.local()) {
                other.memory().input("events", EVENTS).add(List.of(event("a", 1)));
                other.memory().input("events", EVENTS).add(List.of(event("b", 2)));
                other.sql("CREATE TEMPORARY VIEW events USING memory OPTIONS (name 'events')");
                StreamingQuery query = other.sql(create.formatted("two")).get(0);
                query.awaitTermination();
                assertThat(other.memory().rows("two", "UTC")).containsExactly("{\"name\":\"b\"}");
                assertThat(query.lastProgress().orElseThrow().batchId()).isEqualTo(1);
                assertThat(query.lastProgress().orElseThrow().json())
                        .contains("\"batchId\":1", "\"numInputRows\":1", "\"startOffset\":0,\"endOffset\":1");
            }
        }
    }

    @Test
    void configurationsOfThePipelineAreRecordedAndObeyed() throws Exception {
        Path checkpoint = directory.resolve("ckpt");
        try (Pawl pawl = Pawl.local()) {
            MemoryTables.Input input = pawl.memory().input("events", EVENTS);
            pawl.sql("SET spark.sql.shuffle.partitions = 7; SET spark.sql.streaming.minBatchesToRetain = 2;"
                    + " CREATE TEMPORARY VIEW events USING memory OPTIONS (name 'events')");
            StreamingQuery query = pawl.sql(
                            "CREATE STREAMING TABLE out USING noop TBLPROPERTIES ('checkpointLocation' = '" + checkpoint
                                    + "') AS SELECT name FROM STREAM events")
                    .get(0);
            for (int i = 0; i < 6; i++) {
                input.add(List.of(event("a", i)));
                query.processAllAvailable();
            }
        }
        assertThat(checkpoint.resolve("offsets/5")).content().contains("\"spark.sql.shuffle.partitions\":\"7\"");
        assertThat(checkpoint.resolve("offsets/2")).doesNotExist();
        assertThat(checkpoint.resolve("commits/3")).exists();
    }

    @Test
    void progressTellsOffsetsAsSparkDoes() throws Exception {
        try (Pawl pawl = Pawl.local()) {
            MemoryTables.Input input = pawl.memory().input("events", EVENTS);
            pawl.sql("CREATE TEMPORARY VIEW events USING memory OPTIONS (name 'events')");
            StreamingQuery query = pawl.sql("CREATE STREAMING TABLE out USING noop AS SELECT name FROM STREAM events")
                    .get(0);
            for (int i = 0; i < 2; i++) {
                input.add(List.of(event("a", i)));
                query.processAllAvailable();
            }

            assertThat(query.recentProgress().get(0).json())
                    .contains("\"startOffset\":null,\"endOffset\":0,\"latestOffset\":null,");
            assertThat(query.recentProgress().get(1).json())
                    .contains("\"startOffset\":0,\"endOffset\":1,\"latestOffset\":null,");
        }
    }

    @Test
    void errorsCarryTheirPlace() {
        assertThatThrownBy(() -> run("", "SELECT\n nmae FROM STREAM events"))
                .isInstanceOfSatisfying(PawlException.class, e -> {
                    assertThat(e.code()).isEqualTo(ErrorCode.PIPELINE_INVALID);
                    assertThat(e.getMessage()).contains("sql:2:2", "[UNRESOLVED_COLUMN.WITH_SUGGESTION]", "`name`");
                });
        assertThatThrownBy(() -> run("", "SELECT uper(name) FROM STREAM events"))
                .isInstanceOfSatisfying(PawlException.class, e -> assertThat(e.getMessage())
                        .contains("[UNRESOLVED_ROUTINE]", "`uper`"));
        assertThatThrownBy(() -> run("", "SELECT name FROM events"))
                .isInstanceOfSatisfying(
                        PawlException.class,
                        e -> assertThat(e.getMessage()).contains("FROM STREAM").doesNotContain("--engine spark"));
        assertThatThrownBy(() -> run("", "SELECT name FROM STREAM events ORDER BY name"))
                .isInstanceOfSatisfying(PawlException.class, e -> {
                    assertThat(e.code()).isEqualTo(ErrorCode.UNSUPPORTED_STREAM);
                    assertThat(e.getMessage())
                            .contains("sql:1:", "Spark refuses it")
                            .doesNotContain("--engine spark");
                });
    }

    @Test
    void aRowThatFailsEndsTheQuery() {
        assertThatThrownBy(() -> run("", "SELECT amount / 0 AS x FROM STREAM events", event("a", 1)))
                .isInstanceOfSatisfying(PawlException.class, e -> {
                    assertThat(e.code()).isEqualTo(ErrorCode.ROW_FAILED);
                    assertThat(e.getMessage()).contains("DIVIDE_BY_ZERO", "block 0 of events");
                });
    }
}
