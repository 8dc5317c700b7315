package dev.pawl.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.checkpoint.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each row of the table of changes in {@code docs/restart.md}, tried: what `pawl check` says of it, and what a start does. */
final class RestartTableTest {
    private static final Path PAGE = Path.of("..", "docs", "restart.md");

    private static final String SOURCE =
            "CREATE TEMPORARY VIEW src (k STRING, v INT, ts TIMESTAMP) USING json OPTIONS (path '${dir}/in');\n";
    private static final String TABLE =
            "CREATE STREAMING TABLE out USING noop TBLPROPERTIES ('checkpointLocation' = '${dir}/ckpt',"
                    + " 'outputMode' = 'update') AS ";
    private static final String PLAIN = SOURCE + TABLE + "SELECT k, v FROM STREAM src";
    private static final String GROUPED = "SELECT k, sum(v) AS s FROM STREAM src GROUP BY k";
    private static final String SUMS = SOURCE + TABLE + GROUPED;
    private static final String WINDOWS = SOURCE + TABLE
            + "SELECT window(ts, '10 seconds') AS w, count(*) AS n FROM STREAM src WATERMARK ts DELAY OF INTERVAL 5 SECONDS"
            + " GROUP BY window(ts, '10 seconds')";

    /** A change of a query: what it was, and what is to be put in the place of a part of it. */
    private record Change(String before, String part, String other) {
        String after() {
            assertThat(before).contains(part);
            return before.replace(part, other);
        }
    }

    private static Map<String, List<Change>> changes() {
        Map<String, List<Change>> changes = new LinkedHashMap<>();
        changes.put(
                "comments, layout, other queries of the file", List.of(new Change(SUMS, "SELECT", "-- why\n SELECT ")));
        changes.put(
                "filters and projections; names of columns",
                List.of(
                        new Change(SUMS, "FROM STREAM src", "FROM STREAM src WHERE v > 1"),
                        new Change(SUMS, "AS s", "AS t"),
                        new Change(PLAIN, "SELECT k, v", "SELECT upper(k) AS k, v + 1L AS w")));
        changes.put(
                "what is grouped by or aggregated, with types as they were",
                List.of(
                        new Change(SUMS, "sum(v)", "max(CAST(v AS BIGINT))"),
                        new Change(
                                SUMS, GROUPED, "SELECT upper(k) AS k, sum(v) AS s FROM STREAM src GROUP BY upper(k)")));
        changes.put(
                "grouping columns: one more, one less, another type",
                List.of(
                        new Change(SUMS, "GROUP BY k", "GROUP BY k, ts"),
                        new Change(SUMS, GROUPED, "SELECT v, sum(v) AS s FROM STREAM src GROUP BY v")));
        changes.put(
                "aggregate functions: one more, one less, another type",
                List.of(
                        new Change(SUMS, "sum(v) AS s", "sum(v) AS s, count(*) AS n"),
                        new Change(SUMS, "sum(v)", "avg(v)")));
        changes.put(
                "stateful operators: one more, one less, another kind",
                List.of(
                        new Change(SUMS, GROUPED, "SELECT DISTINCT k FROM STREAM src"),
                        new Change(SUMS, GROUPED, "SELECT k FROM STREAM src"),
                        new Change(PLAIN, "SELECT k, v FROM STREAM src", GROUPED)));
        changes.put(
                "the delay of a watermark, the length of a window, the gap of a session",
                List.of(
                        new Change(WINDOWS, "INTERVAL 5 SECONDS", "INTERVAL 9 SECONDS"),
                        new Change(WINDOWS, "'10 seconds'", "'20 seconds'")));
        changes.put(
                "sources: one more, one less, another kind, another order",
                List.of(
                        new Change(PLAIN, "FROM STREAM src", "FROM STREAM src UNION ALL SELECT k, v FROM STREAM src"),
                        new Change(PLAIN, "FROM STREAM src", "FROM (SELECT 'a' AS k, value AS v FROM STREAM r)")));
        changes.put(
                "options of a source: path, topic, limits",
                List.of(new Change(SUMS, "(path '${dir}/in')", "(path '${dir}/more', maxFilesPerTrigger 1)")));
        changes.put(
                "the sink, `outputMode`, `trigger`, `stateStore`",
                List.of(
                        new Change(SUMS, "USING noop", "USING console"),
                        new Change(
                                SUMS,
                                "'update'",
                                "'complete', 'stateStore' = 'rocksdb', 'trigger' = 'available-now'")));
        changes.put(
                "`spark.sql.shuffle.partitions`, provider, codec and formats of state",
                List.of(
                        new Change(
                                SUMS,
                                "CREATE TEMPORARY VIEW",
                                "SET spark.sql.shuffle.partitions = 7;CREATE TEMPORARY VIEW"),
                        new Change(
                                SUMS,
                                "CREATE TEMPORARY VIEW",
                                "SET spark.sql.streaming.stateStore.providerClass ="
                                        + " org.apache.spark.sql.execution.streaming.state.HDFSBackedStateStoreProvider;CREATE TEMPORARY VIEW")));
        return changes;
    }

    @TempDir
    private Path directory;

    private PawlProcess.Result pawl(String command, String text, Path place, String... more) throws IOException {
        Path file = place.resolve("p.sql");
        Files.writeString(file, "CREATE TEMPORARY VIEW r USING `rate-micro-batch` OPTIONS (rowsPerBatch 1);\n" + text);
        return InProcess.run(
                Stream.concat(Stream.of(command, file.toString(), "--set", "dir=" + place), Stream.of(more))
                        .toArray(String[]::new));
    }

    @Test
    void eachRowIsTrue() throws Exception {
        Map<String, String> told = rows();
        Map<String, List<Change>> changes = changes();
        assertThat(told.keySet()).isEqualTo(changes.keySet());

        Map<String, Path> begun = new HashMap<>();
        for (Map.Entry<String, List<Change>> row : changes.entrySet()) {
            String outcome = told.getOrDefault(row.getKey(), "");
            boolean goesOn = outcome.startsWith("goes on");
            assertThat(goesOn || outcome.startsWith("refused")).isTrue();
            for (Change change : row.getValue()) {
                Path place = copy(
                        begun(begun, change.before()),
                        directory.resolve("copy" + begun.size() + "-" + change.hashCode()));
                assertThat(change.after()).isNotEqualTo(change.before());
                PawlProcess.Result check = pawl("check", change.after(), place, "-o", "json");
                PawlProcess.Result run = pawl("run", change.after(), place, "--once");
                String verdict = check.exitCode() == 2
                        ? check.err()
                        : Json.text(Json.parseObject(check.lines().get(0)), "verdict");

                assertThat(verdict)
                        .as("%s: %s %s", row.getKey(), check, change.after())
                        .isEqualTo(goesOn ? "starts" : "refused");
                if (row.getKey().startsWith("what is grouped by")) {
                    assertThat(check.out()).contains("\"change\":\"kept\",\"difference\":\"", " and is now ");
                }
                assertThat(check.exitCode()).isEqualTo(goesOn ? 0 : 1);
                assertThat(run.exitCode())
                        .as("%s: %s %s", row.getKey(), run, change.after())
                        .isEqualTo(goesOn ? 0 : 4);
                if (!goesOn) {
                    assertThat(run.err())
                            .contains("["
                                    + Json.text(Json.parseObject(check.lines().get(0)), "code") + "]")
                            .contains("The query does not fit checkpoint " + place.resolve("ckpt")
                                    + " as it is:\n  source 0");
                    if (change.equals(row.getValue().get(0))) {
                        // It is as it was: the query as it was goes on.
                        assertThat(pawl("run", change.before(), place, "--once").exitCode())
                                .isZero();
                    }
                }
            }
        }
    }

    /** A directory in which the query has run once, and one more file waits for it. */
    private Path begun(Map<String, Path> begun, String text) throws IOException {
        Path place = begun.get(text);
        if (place == null) {
            place = directory.resolve("begun" + begun.size());
            Files.createDirectories(place.resolve("in"));
            Files.createDirectories(place.resolve("more"));
            Files.writeString(place.resolve("in/1.json"), "{\"k\":\"a\",\"v\":1,\"ts\":\"2024-01-01T00:00:11Z\"}\n");
            PawlProcess.Result run = pawl("run", text, place, "--once");
            assertThat(run.exitCode()).as("%s", run).isZero();
            Files.writeString(place.resolve("in/2.json"), "{\"k\":\"b\",\"v\":2,\"ts\":\"2024-01-01T00:00:31Z\"}\n");
            Files.writeString(place.resolve("more/3.json"), "{\"k\":\"c\",\"v\":3,\"ts\":\"2024-01-01T00:00:51Z\"}\n");
            begun.put(text, place);
        }
        return place;
    }

    private static Path copy(Path source, Path target) throws IOException {
        try (Stream<Path> files = Files.walk(source)) {
            for (Path file : files.toList()) {
                Files.copy(file, target.resolve(source.relativize(file).toString()));
            }
        }
        return target;
    }

    private static Map<String, String> rows() throws IOException {
        Map<String, String> rows = new LinkedHashMap<>();
        for (String line : Files.readAllLines(PAGE)) {
            String[] cells = line.split(" \\| ", -1);
            if (line.startsWith("| ")
                    && cells.length == 2
                    && !line.startsWith("| ---")
                    && !line.startsWith("| change")) {
                rows.put(
                        cells[0].substring(2).strip(), cells[1].replace("|", "").strip());
            }
        }
        return rows;
    }
}
