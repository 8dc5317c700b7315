package dev.pawl.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.pawl.checkpoint.json.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code pawl explain}, {@code check} and {@code resume}. */
final class PlanCommandsTest {
    private static final Pattern OPTION = Pattern.compile("(?m)^ +(?:-\\w, )?(--[a-z-]+)");
    private static final Set<String> LISTS = Set.of("sources", "steps", "operators", "confs", "textChanges", "losses");
    private static final String SECRET = "hunter2!";

    private static final String PIPELINE = """
            -- revenue
            CREATE TEMPORARY VIEW src (k STRING, v INT, ts TIMESTAMP) USING json OPTIONS (path '${dir}/in', maxFilesPerTrigger 1);
            CREATE TEMPORARY VIEW big AS SELECT * FROM STREAM src WHERE v > 0;
            CREATE STREAMING TABLE sums USING json TBLPROPERTIES ('path' = '${dir}/sums')
            AS SELECT k, v, '${word}' AS word FROM STREAM big;
            CREATE TEMPORARY VIEW gone (x STRING) USING json OPTIONS (path '${dir}/gone');
            CREATE STREAMING TABLE wins USING noop
            TBLPROPERTIES ('checkpointLocation' = '${dir}/ckpt', 'outputMode' = 'update', 'trigger' = '1 second')
            AS SELECT window(ts, '10 seconds') AS w, count(*) AS n FROM STREAM src WATERMARK ts DELAY OF INTERVAL 5 SECONDS
               GROUP BY window(ts, '10 seconds');
            """;

    @TempDir
    private Path directory;

    @BeforeEach
    void makeFiles() throws IOException {
        Files.createDirectories(directory.resolve("in"));
        Files.createDirectories(directory.resolve("gone"));
        Files.writeString(directory.resolve("in/1.json"), "{\"k\":\"a\",\"v\":1,\"ts\":\"2024-01-01T00:00:11Z\"}\n");
    }

    private Path file(String name, String text) throws IOException {
        return Files.writeString(directory.resolve(name), text);
    }

    private PawlProcess.Result pawl(String command, Path file, String... more) {
        return InProcess.run(Stream.concat(
                        Stream.of(command, file.toString(), "--set", "dir=" + directory, "--set", "word=w"),
                        Stream.of(more))
                .toArray(String[]::new));
    }

    private static List<ObjectNode> objects(PawlProcess.Result result) throws Exception {
        List<ObjectNode> objects = new ArrayList<>();
        for (String line : result.lines()) {
            objects.add(Json.parseObject(line));
        }
        return objects;
    }

    /** Every name that was printed is on the page, and no other. */
    @Test
    void thePageNamesWhatIsPrinted() throws Exception {
        Path file = file("p.sql", PIPELINE);
        Map<String, Set<String>> printed = new TreeMap<>();
        collect("explain", pawl("explain", file, "-o", "json"), printed);
        PawlProcess.Result fresh = pawl("check", file, "-o", "json");
        collect("check", fresh, printed);
        assertThat(fresh.exitCode()).isZero();
        assertThat(fresh.out()).contains("\"verdict\":\"new: there is no checkpoint yet\"");
        assertThat(directory.resolve("ckpt")).doesNotExist();

        assertThat(pawl("run", file, "--once").exitCode()).isZero();
        PawlProcess.Result same = pawl("check", file, "-o", "json");
        assertThat(same.exitCode()).isZero();
        assertThat(objects(same).get(1).toString())
                .contains("\"verdict\":\"starts\"", "\"textChanges\":[],\"losses\":[]")
                .contains("{\"operator\":0,\"operatorName\":\"stateStoreSave\",\"change\":\"kept\"");
        Path changed = file(
                "changed.sql",
                "SET spark.sql.shuffle.partitions = 7;\n"
                        + PIPELINE.replace("count(*)", "avg(v)").replace("SELECT k, v,", "SELECT k, v, v AS u,"));
        PawlProcess.Result refused = pawl("check", changed, "-o", "json", "--query", "wins");
        collect("check", refused, printed);
        assertThat(refused.exitCode()).isEqualTo(1);
        assertThat(objects(refused).get(0).toString())
                .contains(
                        "\"verdict\":\"refused\",\"nextBatch\":",
                        "\"code\":\"STATE_STORE_VALUE_SCHEMA_NOT_COMPATIBLE\"")
                .contains("value column 1 was count BIGINT and is now sum DOUBLE")
                .contains("{\"conf\":\"spark.sql.shuffle.partitions\",\"checkpointValue\":\"4\",\"fileValue\":\"7\"}")
                .contains("the state of operator 0 (stateStoreSave), ");
        Path two = file(
                "two.sql",
                PIPELINE.replace(
                        "FROM STREAM big", "FROM STREAM big UNION ALL SELECT k, v, 'x' AS word FROM STREAM big"));
        PawlProcess.Result more = pawl("check", two, "-o", "json", "--query", "sums");
        collect("check", more, printed);
        assertThat(more.exitCode()).isEqualTo(1);
        assertThat(objects(more).get(0).path("code").asText()).isEqualTo("STREAMING_SOURCES_CHANGED");
        Files.delete(directory.resolve("ckpt/metadata"));
        PawlProcess.Result damaged = pawl("check", file, "-o", "json", "--query", "wins");
        collect("check", damaged, printed);
        assertThat(damaged.exitCode()).isEqualTo(1);
        assertThat(objects(damaged).get(0).path("code").asText()).isEqualTo("CHECKPOINT_METADATA_MISSING");

        collect("explain", pawl("explain", file, "-o", "json"), printed);
        ReferencePage page = new ReferencePage("plan-commands.md");
        assertThat(page.commands()).containsExactly("check FILE", "explain FILE", "resume CKPT");
        for (String command : List.of("check", "explain")) {
            assertThat(page.names(command + " FILE", "field")).isEqualTo(printed.get(command));
        }
        for (String command : page.commands()) {
            Matcher option = OPTION.matcher(InProcess.run("help", command.substring(0, command.indexOf(' ')))
                    .out());
            while (option.find()) {
                assertThat(page.text("") + page.text(command)).contains("`" + option.group(1));
            }
        }
    }

    private static void collect(String command, PawlProcess.Result result, Map<String, Set<String>> printed)
            throws Exception {
        Set<String> fields = printed.computeIfAbsent(command, any -> new TreeSet<>());
        for (ObjectNode object : objects(result)) {
            for (Map.Entry<String, JsonNode> field : object.properties()) {
                fields.add(field.getKey());
                if (LISTS.contains(field.getKey())) {
                    field.getValue().forEach(row -> row.fieldNames()
                            .forEachRemaining(name -> fields.add(field.getKey() + "[]." + name)));
                }
            }
        }
    }

    @Test
    void explainTellsPeopleTheSame() throws Exception {
        String out = pawl("explain", file("p.sql", PIPELINE), "--query", "wins").out();

        assertThat(out)
                .contains("Query                   wins\n")
                .contains("Watermark               Watermark [#0] - 5000 ms\n")
                .contains("       0  src   json    ts TIMESTAMP\n")
                .contains("  operator 0  Aggregate by [#0] to [")
                .contains(
                        "         0  stateStoreSave  default           4  window STRUCT<start: TIMESTAMP, end: TIMESTAMP>  count"
                                + " BIGINT\n");
    }

    /** What Spark has written is compared as what Pawl has; none of it is touched. */
    @Test
    void checkpointsOfSpark() throws Exception {
        String source =
                "CREATE TEMPORARY VIEW src (k STRING, v INT, ts TIMESTAMP) USING json OPTIONS (path '${dir}/in');\n";
        checkSpark(
                "agg-simple-hdfs",
                source,
                "SELECT k, count(*), sum(v), min(v), max(v) FROM STREAM src GROUP BY k",
                "starts",
                "\"change\":\"kept\"");
        checkSpark(
                "agg-simple-hdfs",
                source,
                "SELECT k, count(*), sum(v), min(v) FROM STREAM src GROUP BY k",
                "refused",
                "value had 4 columns (count BIGINT, sum BIGINT, min INT, max INT) and has now 3");
        checkSpark(
                "window-sliding-rocksdb",
                source,
                "SELECT window(ts, '20 seconds', '10 seconds') AS w, k, avg(v) FROM STREAM src WATERMARK ts DELAY OF INTERVAL 5"
                        + " SECONDS GROUP BY window(ts, '20 seconds', '10 seconds'), k",
                "starts",
                "\"change\":\"kept\"");
        checkSpark(
                "kafka-agg",
                source,
                "SELECT k, count(*), sum(v) FROM STREAM src GROUP BY k",
                "refused",
                "of kind kafka");
        checkSpark(
                "tws-event",
                source,
                "SELECT k, count(*) FROM STREAM src GROUP BY k",
                "refused",
                "it is stateStoreSave now");
        checkSpark(
                "other-versions/agg-simple-rocksdb-changelog-spark-3.5.7",
                source,
                "SELECT k FROM STREAM src",
                "refused",
                "\"change\":\"dropped\"");
    }

    private void checkSpark(String fixture, String source, String select, String verdict, String part)
            throws Exception {
        Path checkpoint = Path.of(Fixture.path(fixture));
        List<String> before = listing(checkpoint);
        Path file = file(
                "spark.sql",
                source
                        + "CREATE STREAMING TABLE t USING noop TBLPROPERTIES ('outputMode' = 'update', 'checkpointLocation' = '"
                        + checkpoint + "') AS " + select);
        PawlProcess.Result result = pawl("check", file, "-o", "json");

        assertThat(objects(result).get(0).path("verdict").asText())
                .as("%s: %s", fixture, result)
                .isEqualTo(verdict);
        assertThat(result.out()).contains(part);
        assertThat(result.exitCode()).isEqualTo(verdict.equals("starts") ? 0 : 1);
        assertThat(pawl("explain", file).exitCode()).isZero();
        assertThat(listing(checkpoint)).isEqualTo(before);
    }

    private static List<String> listing(Path root) throws IOException {
        List<String> listing = new ArrayList<>();
        try (Stream<Path> files = Files.walk(root)) {
            for (Path file : files.sorted().toList()) {
                listing.add(file + " " + Files.getLastModifiedTime(file)
                        + (Files.isRegularFile(file) ? " " + Files.size(file) : ""));
            }
        }
        return listing;
    }

    @Test
    void aQueryIsResumedFromItsCheckpointAlone() throws Exception {
        Path file = file("p.sql", PIPELINE);
        assertThat(pawl("run", file, "--once").exitCode()).isZero();
        Files.delete(file);
        Files.delete(directory.resolve("gone"));
        Files.writeString(directory.resolve("in/2.json"), "{\"k\":\"b\",\"v\":2,\"ts\":\"2024-01-01T00:00:31Z\"}\n");
        String checkpoint = directory.resolve("_checkpoints/sums").toString();

        PawlProcess.Result resumed = InProcess.run("resume", checkpoint, "--once");

        assertThat(resumed.exitCode()).as("%s", resumed).isZero();
        assertThat(resumed.out()).contains("sums  batch 1  1 rows in, 1 out").doesNotContain("wins");
        assertThat(sums())
                .containsExactlyInAnyOrder(
                        "{\"k\":\"a\",\"v\":1,\"word\":\"w\"}", "{\"k\":\"b\",\"v\":2,\"word\":\"w\"}");

        // Another text that means the same, from a file.
        String same = PIPELINE.replace("-- revenue", "/* other */")
                .replace("SELECT *", "SELECT  *")
                .replace("count(*)", "max(v)");
        assertThat(InProcess.run(
                                "resume",
                                checkpoint,
                                "--once",
                                "--file",
                                file("q.sql", same).toString())
                        .exitCode())
                .isZero();
        // Two that do not.
        PawlProcess.Result value = InProcess.run("resume", checkpoint, "--once", "--set", "word=other");
        assertThat(value.exitCode()).isEqualTo(4);
        assertThat(value.err())
                .startsWith("pawl: [PIPELINE_CHANGED] The query sums is not what checkpoint " + checkpoint
                        + " keeps (-), but (+):\n    CREATE STREAMING TABLE sums\n"
                        + "  - AS SELECT k, v, 'w' AS word FROM STREAM big\n"
                        + "  + AS SELECT k, v, 'other' AS word FROM STREAM big\n");
        PawlProcess.Result text = InProcess.run(
                "resume",
                checkpoint,
                "--file",
                file("q.sql", PIPELINE.replace("v > 0", "v > 1")).toString());
        assertThat(text.err()).startsWith("pawl: [PIPELINE_CHANGED]").contains("WHERE v > 0\n  + AS", "WHERE v > 1\n");
    }

    private List<String> sums() throws IOException {
        List<String> rows = new ArrayList<>();
        try (Stream<Path> files = Files.list(directory.resolve("sums"))) {
            for (Path file :
                    files.filter(path -> path.toString().endsWith(".json")).toList()) {
                rows.addAll(Files.readAllLines(file));
            }
        }
        return rows;
    }

    @Test
    void secretsAreGivenAgain() throws Exception {
        String text = PIPELINE.replace(
                "OPTIONS (path '${dir}/in'",
                "OPTIONS (path '${dir}/in', some.password '" + SECRET + "', a.token '${pw}'");
        Path file = file("p.sql", text);
        String checkpoint = directory.resolve("_checkpoints/sums").toString();
        assertThat(pawl("run", file, "--once", "--set", "pw=" + SECRET + "3", "--query", "sums")
                        .exitCode())
                .isZero();
        try (Stream<Path> files = Files.walk(Path.of(checkpoint))) {
            for (Path kept : files.filter(Files::isRegularFile).toList()) {
                assertThat(new String(Files.readAllBytes(kept), StandardCharsets.ISO_8859_1))
                        .doesNotContain(SECRET);
            }
        }

        PawlProcess.Result without = InProcess.run("resume", checkpoint, "--once");
        assertThat(without.exitCode()).isEqualTo(2);
        assertThat(without.err())
                .startsWith("pawl: [VARIABLE_UNSET] Secrets are not kept in checkpoint " + checkpoint
                        + ": the query needs ${pw}, ${src.some.password}.");
        assertThat(InProcess.run(Map.of("pw", "y"), "resume", checkpoint, "--once", "--set", "src.some.password=x")
                        .exitCode())
                .isZero();
        // Secrets are no difference, and in none.
        PawlProcess.Result changed = pawl("check", file("q.sql", text.replace("v > 0", "v > 2")), "--set", "pw=z");
        assertThat(changed.out()).contains("WHERE v > 2").doesNotContain(SECRET, "password");
    }

    /** The value of a secret, which is another when the query is resumed, is no part of the query. */
    @Test
    void aSecretThatIsAWordOfTheQueryChangesNothing() throws Exception {
        String text = PIPELINE.replace("path '${dir}/in'", "path '${dir}/in', some.password '${pw}'");
        String checkpoint = directory.resolve("_checkpoints/sums").toString();
        assertThat(pawl("run", file("p.sql", text), "--once", "--set", "pw=word", "--query", "sums")
                        .exitCode())
                .isZero();
        Files.writeString(directory.resolve("in/2.json"), "{\"k\":\"b\",\"v\":2,\"ts\":\"2024-01-01T00:00:31Z\"}\n");

        assertThat(InProcess.run("resume", checkpoint, "--once", "--set", "pw=hunter2")
                        .exitCode())
                .isZero();

        assertThat(sums())
                .containsExactlyInAnyOrder(
                        "{\"k\":\"a\",\"v\":1,\"word\":\"w\"}", "{\"k\":\"b\",\"v\":2,\"word\":\"w\"}");
    }

    @Test
    void aTextWithASecretThatCannotBeCutIsNotKept() throws Exception {
        Path kept = directory.resolve("_checkpoints/sums/pawl/pipeline.json");
        assertThat(pawl("run", file("p.sql", PIPELINE), "--once").exitCode()).isZero();
        assertThat(kept).exists();
        String text = PIPELINE.replace("path '${dir}/in'", "path '${dir}/in', some.password '" + SECRET + "'")
                .replace("'${word}'", "'is " + SECRET + "'");

        PawlProcess.Result result = pawl("run", file("p.sql", text), "--once", "--query", "sums");

        assertThat(result.exitCode()).isZero();
        assertThat(result.err())
                .contains("The value of a secret option of the file also stands in its line 5, where it cannot be cut"
                        + " out: the checkpoint of sums does not keep its text, so `pawl resume` cannot start it.")
                .doesNotContain(SECRET);
        assertThat(kept).doesNotExist();
    }

    @Test
    void aQueryThatCannotBeginLeavesTheTextOfTheOneThatCould() throws Exception {
        assertThat(pawl("run", file("p.sql", PIPELINE), "--once").exitCode()).isZero();
        Path kept = directory.resolve("ckpt/pawl/pipeline.json");
        String before = Files.readString(kept);
        try (Stream<Path> files = Files.walk(directory.resolve("ckpt/state/0"))) {
            for (Path each : files.filter(Files::isRegularFile)
                    .filter(path -> !path.toString().contains("_metadata"))
                    .toList()) {
                Files.delete(each);
            }
        }

        PawlProcess.Result refused = pawl("run", file("p.sql", "-- other\n" + PIPELINE), "--once", "--query", "wins");

        assertThat(refused.exitCode()).isNotZero();
        assertThat(Files.readString(kept)).isEqualTo(before);
    }

    @Test
    void checkRefusesALayoutThatRunRefuses() throws Exception {
        String name = "spark.sql.streaming.stateStore.providerClass";
        Path file = file(
                "p.sql",
                "SET " + name
                        + " = org.apache.spark.sql.execution.streaming.state.HDFSBackedStateStoreProvider;\n"
                        + "SET spark.sql.streaming.join.stateFormatVersion = 3;\n"
                        + "CREATE TEMPORARY VIEW a (k STRING) USING json OPTIONS (path '${dir}/in');\n"
                        + "CREATE TEMPORARY VIEW b (k STRING) USING json OPTIONS (path '${dir}/in');\n"
                        + "CREATE STREAMING TABLE j USING json TBLPROPERTIES ('path' = '${dir}/j')\n"
                        + "AS SELECT a.k FROM STREAM a JOIN STREAM b ON a.k = b.k;\n");

        PawlProcess.Result before = pawl("check", file);
        assertThat(directory.resolve("_checkpoints")).doesNotExist();
        PawlProcess.Result run = pawl("run", file, "--once");
        PawlProcess.Result checked = pawl("check", file);

        assertThat(run.err()).startsWith("pawl: [STATE_LAYOUT_UNFIT] ").contains(name);
        assertThat(checked.out() + checked.err()).contains("STATE_LAYOUT_UNFIT", name);
        assertThat(checked.exitCode()).isEqualTo(1);
        assertThat(before.out()).isEqualTo(checked.out().replace("Next batch  0\n", ""));
        assertThat(before.exitCode()).isEqualTo(1);
    }

    @Test
    void whatCannotBeResumedIsTold() throws Exception {
        Path file = file("p.sql", PIPELINE);
        Path checkpoint = directory.resolve("_checkpoints/sums");
        assertThat(pawl("run", file, "--once").exitCode()).isZero();

        assertResume(
                Fixture.path("agg-simple-hdfs"),
                2,
                "[PIPELINE_TEXT_MISSING] Checkpoint ",
                "keeps no text of its pipeline");
        assertResume(directory.resolve("nothing").toString(), 3, "[CHECKPOINT_NOT_FOUND]");
        Path copy = directory.resolve("copy");
        try (Stream<Path> files = Files.walk(checkpoint)) {
            for (Path each : files.toList()) {
                Files.copy(each, copy.resolve(checkpoint.relativize(each).toString()));
            }
        }
        assertResume(copy.toString(), 4, "[PIPELINE_ELSEWHERE] The text", "has its checkpoint at " + checkpoint);

        Path kept = checkpoint.resolve("pawl/pipeline.json");
        String json = Files.readString(kept);
        Files.writeString(
                kept,
                json.replace("'${dir}/sums'", "'sums'")
                        .replaceFirst("\"directory\":\"[^\"]*\"", "\"directory\":\"/else\""));
        assertResume(
                checkpoint.toString(),
                4,
                "[PIPELINE_ELSEWHERE] The query was started in directory /else, where its path sums");
        Files.writeString(kept, json.replace("\"version\":1", "\"version\":2"));
        assertResume(checkpoint.toString(), 3, "[PIPELINE_TEXT_CORRUPT] File pawl/pipeline.json below ");
        Files.writeString(kept, json.replace("\"query\":\"sums\"", "\"query\":\"other\""));
        assertResume(checkpoint.toString(), 2, "[PIPELINE_INVALID]", "has no query other");
        Files.writeString(kept, json.replace("CREATE", "DROP"));
        assertResume(checkpoint.toString(), 2, "[PIPELINE_INVALID]");
        // A start writes it anew.
        assertThat(pawl("run", file, "--once").exitCode()).isZero();
        assertThat(Files.readString(kept)).isEqualTo(json);
    }

    private static void assertResume(String checkpoint, int exitCode, String... parts) {
        PawlProcess.Result result = InProcess.run("resume", checkpoint, "--once");

        assertThat(result.err()).contains(parts);
        assertThat(result.exitCode()).isEqualTo(exitCode);
    }
}
