package dev.pawl.interop.delta;

import static dev.pawl.interop.delta.DeltaTables.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pawl.checkpoint.gap.Gap;
import dev.pawl.checkpoint.gap.GapLog;
import dev.pawl.checkpoint.log.SourceOffset;
import dev.pawl.checkpoint.storage.Storage;
import dev.pawl.engine.sink.OutputMode;
import dev.pawl.engine.sink.StreamSink;
import dev.pawl.engine.source.ReadLimit;
import dev.pawl.engine.source.SourceTable;
import dev.pawl.engine.source.StreamSource;
import dev.pawl.interop.LocalOutside;
import dev.pawl.interop.SparkExtension;
import dev.pawl.interop.SparkHarness;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.ConcurrentModificationException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.apache.commons.io.FileUtils;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.streaming.Trigger;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What delta-spark does to tables that Pawl reads and writes at the same time. */
@ExtendWith(SparkExtension.class)
class DeltaSituationsIT {
    private static final int ATTEMPTS_MAX = 50;
    private static final int BATCHES = 8;

    private final SparkSession spark;
    private final DeltaTables tables;
    private final Path directory;
    private String path = "";
    /** The table, as SQL names it. */
    private String t = "";

    DeltaSituationsIT(SparkHarness harness, @TempDir Path directory) {
        this.spark = harness.session(Map.of(
                "spark.databricks.delta.snapshotPartitions",
                "1",
                // A vacuum would begin thousands of tasks to list one directory.
                "spark.sql.sources.parallelPartitionDiscovery.parallelism",
                "1",
                "spark.databricks.delta.retentionDurationCheck.enabled",
                "false"));
        this.tables = new DeltaTables(spark);
        this.directory = directory;
    }

    @BeforeEach
    void namePath() {
        path = directory.resolve("table").toString();
        t = "delta.`" + path + "`";
    }

    /** Keys of types whose equality has corners, in a table with deletion vectors and mapped columns that Spark began. */
    @Test
    void updateModeDoesWhatMergeDoes() throws IOException {
        String twin = directory.resolve("twin").toString();
        spark.sql("CREATE TABLE " + t + " (s STRING, d DOUBLE, at TIMESTAMP, p STRING, v INT)"
                + " USING delta PARTITIONED BY (p) TBLPROPERTIES ('delta.enableDeletionVectors' = 'true',"
                + " 'delta.columnMapping.mode' = 'name')");
        spark.sql("INSERT INTO " + t + " " + keyed(0, 40, 0));
        spark.sql("DELETE FROM " + t + " WHERE v % 5 = 0");
        FileUtils.copyDirectory(Path.of(path).toFile(), Path.of(twin).toFile());
        // The first begins where statistics of the table end, which are cut to milliseconds there.
        List<String> batches = List.of(keyed(39, 60, 1000), keyed(0, 60, 2000));
        StructType schema = spark.sql(batches.get(0)).schema();
        try (StreamSink sink = tables.open(path, schema, OutputMode.UPDATE, Map.of("mergeKeys", "s, d, at"))) {
            for (int batch = 0; batch < batches.size(); batch++) {
                Dataset<Row> rows = spark.sql(batches.get(batch));
                DeltaTables.write(sink, rows, batch);
                rows.createOrReplaceTempView("source");
                spark.sql("MERGE INTO delta.`" + twin + "` t USING source b ON t.s <=> b.s AND t.d <=> b.d"
                        + " AND t.at <=> b.at WHEN MATCHED THEN UPDATE SET * WHEN NOT MATCHED THEN INSERT *");
            }
        }

        List<String> expected = json(spark.read().format("delta").load(twin));
        assertThat(json(spark.read().format("delta").load(path))).isEqualTo(expected);
        assertThat(json(tables.read(path))).isEqualTo(expected).hasSize(60);
    }

    private static String keyed(int from, int to, int added) {
        return "SELECT CASE WHEN id % 7 = 0 THEN NULL WHEN id % 7 = 1 THEN concat('\uFFFD', id DIV 7)"
                + " WHEN id % 7 = 2 THEN concat('\uD83D\uDE00', id DIV 7) ELSE repeat(CAST(id AS STRING), 20) END AS s,"
                + " CASE WHEN id = 3 THEN " + (added == 0 ? "-0.0D" : "0.0D") + " WHEN id % 11 = 4 THEN CAST('NaN' AS"
                + " DOUBLE) WHEN id % 11 = 5 THEN NULL ELSE id / 2 END AS d,"
                + " timestamp_micros(1700000000000001 + id * 333) AS at, concat('p', id % 3) AS p,"
                + " CAST(id + " + added + " AS INT) AS v FROM range(" + from + ", " + to + ", 1, 2)";
    }

    @Test
    void optimizeIsPassedOverAndVacuumPastThePositionIsALoss() throws Exception {
        spark.sql("CREATE TABLE " + t + " (id BIGINT) USING delta");
        append(0, 10, 1);
        append(10, 30, 2);
        append(30, 60, 1);
        SourceOffset start = position(2);
        spark.sql("OPTIMIZE " + t);
        append(60, 70, 1);
        List<DeltaTables.Batch> ours =
                tables.batches(path, Map.of("startingVersion", "2", "maxFilesPerTrigger", "1"), Optional.empty());
        assertThat(ours.stream().map(batch -> batch.end().text())).isEqualTo(sparkOffsets());
        assertThat(ours.stream().mapToInt(batch -> batch.rows().size()).sum()).isEqualTo(60);

        spark.sql("VACUUM " + t + " RETAIN 0 HOURS");
        assertThatThrownBy(() -> tables.batches(path, Map.of(), Optional.of(start)))
                .hasMessageStartingWith("[SOURCE_DATA_LOST] File part-")
                .hasMessageContaining(
                        " of Delta table " + path + " was deleted, as VACUUM does, before its rows were read.")
                .hasMessageEndingWith("To go on without them set option failOnDataLoss to false.");
        List<DeltaTables.Batch> rest = tables.batches(path, Map.of("failOnDataLoss", "false"), Optional.of(start));
        assertThat(rest.stream().mapToInt(batch -> batch.rows().size()).sum()).isEqualTo(10);
        try (Storage checkpoint = new LocalOutside().storage(path + "-checkpoint")) {
            assertThat(new GapLog(checkpoint).gaps())
                    .extracting(Gap::range)
                    .extracting(range -> range.from().textValue())
                    .containsExactly("version 2, file 0", "version 2, file 1", "version 3, file 0");
        }
    }

    @Test
    void aTableThatWasRestoredReplacedOrMadeAnewStopsAStream() throws IOException {
        spark.sql("CREATE TABLE " + t
                + " (id BIGINT) USING delta TBLPROPERTIES ('delta.enableDeletionVectors' = 'true')");
        append(0, 10, 1);
        append(10, 20, 1);
        SourceOffset start = position(3);
        spark.sql("RESTORE TABLE " + t + " TO VERSION AS OF 1");
        refused(start, Map.of(), "[DELTA_SOURCE_IGNORE_DELETE] Version 3 (RESTORE) of Delta table " + path);
        append(20, 30, 1);
        spark.sql("DELETE FROM " + t + " WHERE id = 25");
        SourceOffset afterRestore = position(4);
        refused(
                position(5),
                Map.of(),
                "[DELTA_SOURCE_TABLE_IGNORE_CHANGES] Version 5 (DELETE) of Delta table " + path + " changes rows");
        List<DeltaTables.Batch> skipped =
                tables.batches(path, Map.of("skipChangeCommits", "true"), Optional.of(afterRestore));
        assertThat(skipped.stream().mapToInt(batch -> batch.rows().size()).sum())
                .isEqualTo(10);

        SourceOffset before = position(6);
        SourceTable table = tables.table(path, Map.of());
        try (StreamSource running = tables.stream(path, Map.of())) {
            assertThat(DeltaTables.batches(running, table.columns(), Optional.of(before)))
                    .isEmpty();
            spark.range(5)
                    .write()
                    .format("delta")
                    .mode("overwrite")
                    .option("overwriteSchema", "true")
                    .save(path);
            assertThatThrownBy(() -> running.latestOffset(Optional.of(before), ReadLimit.BY_OPTIONS))
                    .hasMessageStartingWith("[DELTA_SOURCE_TABLE_IGNORE_CHANGES] Version 6 (WRITE) of Delta table");
        }
        try (Stream<Path> files = Files.walk(Path.of(path))) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
        spark.range(5).write().format("delta").save(path);
        refused(
                before,
                Map.of("failOnDataLoss", "false"),
                "[DIFFERENT_DELTA_TABLE_READ_BY_STREAMING_SOURCE] The checkpoint belongs to another Delta table");
    }

    private void refused(SourceOffset start, Map<String, String> options, String message) {
        try (StreamSource source = tables.stream(path, options)) {
            assertThatThrownBy(() -> source.latestOffset(Optional.of(start), ReadLimit.BY_OPTIONS))
                    .hasMessageStartingWith(message);
        }
    }

    @Test
    void columnsThatWereRenamedOrWidenedAheadOfThePositionAreReadAsTheyAreNow() throws IOException {
        spark.sql("CREATE TABLE " + t + " (id INT, x FLOAT, m DECIMAL(5, 2), name STRING) USING delta TBLPROPERTIES"
                + " ('delta.enableTypeWidening' = 'true', 'delta.columnMapping.mode' = 'name')");
        spark.sql("INSERT INTO " + t + " SELECT CAST(id AS INT), id / 3, id / 7, 'a' FROM range(10)");
        SourceOffset start = position(1);
        SourceTable before = tables.table(path, Map.of());
        try (StreamSource running = tables.stream(path, Map.of())) {
            spark.sql("ALTER TABLE " + t + " RENAME COLUMN name TO title");
            spark.sql("INSERT INTO " + t + " SELECT 1, 1, 1, 'b'");
            List<DeltaTables.Batch> both = DeltaTables.batches(running, before.columns(), Optional.of(start));
            assertThat(both.stream().mapToInt(batch -> batch.rows().size()).sum())
                    .isEqualTo(11);
            spark.sql("ALTER TABLE " + t + " ALTER COLUMN id TYPE BIGINT");
            spark.sql("ALTER TABLE " + t + " ALTER COLUMN x TYPE DOUBLE");
            spark.sql("ALTER TABLE " + t + " ALTER COLUMN m TYPE DECIMAL(12, 4)");
            spark.sql("INSERT INTO " + t + " SELECT 5000000000, 0.1D, 12345678.1234, 'c'");
            assertThatThrownBy(() -> running.latestOffset(
                            Optional.of(both.get(both.size() - 1).end()), ReadLimit.BY_OPTIONS))
                    .hasMessageStartingWith("[DELTA_SCHEMA_CHANGED_WITH_VERSION] The columns of Delta table " + path
                            + " were changed by version 4, which is to be read next. The query reads (id INT,")
                    .hasMessageContaining("the version has (id BIGINT,")
                    .hasMessageEndingWith(
                            "Start the query again to read with the new columns; if it fails again, it needs a"
                                    + " new checkpoint.");
        }
        List<Row> rows = new ArrayList<>();
        tables.batches(path, Map.of(), Optional.of(start)).forEach(batch -> rows.addAll(batch.rows()));
        StructType now = tables.table(path, Map.of()).columns();
        assertThat(json(spark.createDataFrame(rows, now)))
                .isEqualTo(json(spark.read().format("delta").load(path)))
                .hasSize(12);

        spark.sql("ALTER TABLE " + t + " DROP COLUMN x");
        refused(
                start,
                Map.of(),
                "[DELTA_STREAMING_INCOMPATIBLE_SCHEMA_CHANGE] The query is at version 1 of Delta table " + path);
    }

    @Test
    void tablesThatPawlCannotWriteAreRefusedByTheNameOfTheFeature() {
        Map<String, List<String>> features = Map.of(
                "checkConstraints",
                List.of("CREATE TABLE %s (id BIGINT) USING delta", "ALTER TABLE %s ADD CONSTRAINT c CHECK (id > 0)"),
                "generatedColumns",
                List.of("CREATE TABLE %s (id BIGINT, g BIGINT GENERATED ALWAYS AS (id + 1)) USING delta"),
                "identityColumns",
                List.of("CREATE TABLE %s (id BIGINT, i BIGINT GENERATED ALWAYS AS IDENTITY) USING delta"));
        features.forEach((feature, statements) -> {
            String location = directory.resolve(feature).toString();
            for (String statement : statements) {
                spark.sql(statement.replace("%s", "delta.`" + location + "`"));
            }
            assertThatThrownBy(() -> tables.open(location, spark.range(1).schema(), OutputMode.APPEND, Map.of()))
                    .as(feature)
                    .hasMessageStartingWith("[SINK_UNSUPPORTED] Delta table " + location)
                    .hasMessageContaining(feature);
        });
    }

    @Test
    void appendsUpdatesAndOptimizeOfOthersDoNotGetInTheWay() throws Exception {
        spark.sql("CREATE TABLE " + t + " (id BIGINT, who STRING) USING delta");
        CompletableFuture<Void> others = CompletableFuture.runAsync(() -> {
            for (int i = 0; i < 4; i++) {
                spark.sql("INSERT INTO " + t + " SELECT id + " + (1000 + i * 10) + ", 'spark' FROM range(10)");
            }
            optimizeUntilItSucceeds();
        });
        StructType schema = spark.sql("SELECT id, 'x' AS who FROM range(1)").schema();
        long batch = 0;
        try (StreamSink update = tables.open(path, schema, OutputMode.UPDATE, Map.of("mergeKeys", "id"));
                StreamSink append = new dev.pawl.connectors.delta.DeltaSinkFormat()
                        .open(
                                DeltaTables.request(path, schema, List.of(), OutputMode.APPEND, "appending", Map.of()),
                                new LocalOutside())) {
            while (batch < BATCHES) {
                if (batch == BATCHES - 1) {
                    others.get();
                }
                DeltaTables.write(
                        update,
                        spark.sql("SELECT id, 'b" + batch + "' AS who FROM range(" + batch % 5 + ", 10)"),
                        batch);
                DeltaTables.write(
                        append, spark.sql("SELECT id + " + (2000 + batch) + " AS id, 'a' AS who FROM range(1)"), batch);
                batch++;
            }
        }

        Dataset<Row> all = spark.read().format("delta").load(path);
        assertThat(all.where("who = 'spark'").count()).isEqualTo(40);
        assertThat(all.where("who = 'a'").count()).isEqualTo(batch);
        assertThat(all.where("id < 10").count()).isEqualTo(10);
        assertThat(all.where("id = 9").first().getString(1)).isEqualTo("b" + (batch - 1));
    }

    @Test
    void filesThatPawlMergedAreTheSameRowsForSparkAndNoNewOnes() throws Exception {
        spark.sql("CREATE TABLE " + t + " (id BIGINT, p STRING) USING delta PARTITIONED BY (p) TBLPROPERTIES"
                + " ('delta.enableDeletionVectors' = 'true', 'delta.autoOptimize.autoCompact' = 'true')");
        spark.sql("INSERT INTO " + t + " SELECT id, 'a' FROM range(100)");
        spark.sql("DELETE FROM " + t + " WHERE id >= 50");
        long begun = spark.sql("DESCRIBE HISTORY " + t).first().getLong(0);
        StructType schema = spark.sql("SELECT id, 'a' AS p FROM range(1)").schema();
        try (StreamSink sink = tables.open(path, schema, OutputMode.APPEND, Map.of("autoCompactMinFiles", "4"))) {
            for (int batch = 0; batch < 4; batch++) {
                DeltaTables.write(
                        sink,
                        spark.sql("SELECT id + " + (1000 + batch * 10) + " AS id, 'a' AS p FROM range(10)"),
                        batch);
            }
        }
        Dataset<Row> merges = spark.sql("DESCRIBE HISTORY " + t).where("operation = 'OPTIMIZE'");
        assertThat(merges.count()).isPositive();
        assertThat(spark.read()
                        .format("delta")
                        .load(path)
                        .selectExpr("count(DISTINCT id)", "count(*)")
                        .first()
                        .mkString(","))
                .isEqualTo("90,90");

        spark.readStream()
                .format("delta")
                .option("startingVersion", Long.toString(begun + 1))
                .load(path)
                .writeStream()
                .format("parquet")
                .option("checkpointLocation", directory.resolve("c").toString())
                .trigger(Trigger.AvailableNow())
                .start(directory.resolve("out").toString())
                .awaitTermination();
        assertThat(spark.read().parquet(directory.resolve("out").toString()).count())
                .isEqualTo(40);
    }

    @Test
    void numbersAreWidenedAsSparkDoesIt() throws IOException {
        String twin = directory.resolve("twin").toString();
        String columns =
                " (a SMALLINT, b INT, c BIGINT, d DOUBLE, e DOUBLE, f FLOAT, g DECIMAL(20, 3), h DECIMAL(12, 2),"
                        + " i DECIMAL(20, 0), p BIGINT) USING delta PARTITIONED BY (p)";
        Dataset<Row> narrow =
                spark.sql("SELECT CAST(id AS BYTE) AS a, CAST(-id AS SHORT) AS b, CAST(id * -7 AS INT) AS c,"
                        + " CAST(id / 3 AS FLOAT) AS d, CAST(-2147483648 + id AS INT) AS e, CAST(id AS SHORT) AS f,"
                        + " CAST(id / 7 AS DECIMAL(10, 2)) AS g, if(id = 3, NULL, CAST(id AS INT)) AS h,"
                        + " -9223372036854775807 + id AS i, CAST(id % 2 AS INT) AS p FROM range(10)");
        for (String location : List.of(path, twin)) {
            spark.sql("CREATE TABLE delta.`" + location + "`" + columns);
        }
        narrow.createOrReplaceTempView("narrow");
        spark.sql("INSERT INTO delta.`" + twin + "` SELECT * FROM narrow");
        tables.write(path, List.of(), narrow, 0);

        assertThat(json(spark.read().format("delta").load(path)))
                .hasSize(10)
                .isEqualTo(json(spark.read().format("delta").load(twin)));
        assertThatThrownBy(() -> tables.write(path, List.of(), spark.sql("SELECT CAST(1 AS BIGINT) AS b"), 1))
                .hasMessageStartingWith("[SINK_SCHEMA_MISMATCH] Column b of Delta table " + path
                        + " is INT, but the query gives BIGINT.");
    }

    /** It gives up where a batch was faster. */
    private void optimizeUntilItSucceeds() {
        for (int attempt = 1; ; attempt++) {
            try {
                spark.sql("OPTIMIZE " + t);
                return;
            } catch (ConcurrentModificationException e) {
                if (attempt == ATTEMPTS_MAX) {
                    throw e;
                }
            }
        }
    }

    private void append(long from, long to, int files) {
        spark.range(from, to, 1, files)
                .toDF()
                .write()
                .format("delta")
                .mode("append")
                .save(path);
    }

    /** The position from which a version is read next. */
    private SourceOffset position(long version) {
        try (StreamSource source = tables.stream(path, Map.of())) {
            SourceOffset some =
                    source.latestOffset(Optional.empty(), ReadLimit.BY_OPTIONS).orElseThrow();
            String id = some.json().path("reservoirId").textValue();
            return new SourceOffset("{\"sourceVersion\":1,\"reservoirId\":\"" + id + "\",\"reservoirVersion\":"
                    + version + ",\"index\":-1,\"isStartingVersion\":false}");
        }
    }

    private List<String> sparkOffsets() throws Exception {
        Path checkpoint = directory.resolve("spark-checkpoint");
        spark.readStream()
                .format("delta")
                .option("maxFilesPerTrigger", "1")
                .option("startingVersion", "2")
                .load(path)
                .writeStream()
                .format("noop")
                .option("checkpointLocation", checkpoint.toString())
                .trigger(Trigger.AvailableNow())
                .start()
                .awaitTermination();
        List<String> offsets = new ArrayList<>();
        for (int batch = 0; Files.exists(checkpoint.resolve("offsets/" + batch)); batch++) {
            offsets.add(
                    Files.readAllLines(checkpoint.resolve("offsets/" + batch)).get(2));
        }
        return offsets;
    }
}
