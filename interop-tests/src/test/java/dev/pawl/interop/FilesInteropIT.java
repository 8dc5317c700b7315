package dev.pawl.interop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.checkpoint.log.SourceOffset;
import dev.pawl.engine.source.ReadLimit;
import dev.pawl.engine.source.SourceTable;
import dev.pawl.engine.source.StreamScope;
import dev.pawl.engine.source.StreamSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.streaming.StreamingQueryException;
import org.apache.spark.sql.streaming.Trigger;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Directories of files between Spark and Pawl: each reads what the other wrote, and goes on with its logs. */
@ExtendWith(SparkExtension.class)
class FilesInteropIT {
    private static final String QUERY_ID = "3f2c9a10-0000-4000-8000-000000000002";
    private static final String FLAT_TYPES = "SELECT id, id % 2 = 0 AS flag, CAST(id AS BYTE) AS tiny,"
            + " CAST(id AS SHORT) AS small, if(id % 5 = 0, NULL, CAST(id AS INT)) AS n, CAST(id / 3 AS FLOAT) AS f,"
            + " id / 7 AS d, CAST(id / 8 AS DECIMAL(7, 2)) AS price, CAST(-id AS DECIMAL(16, 4)) AS total,"
            + " CAST(id * -1000003 AS DECIMAL(38, 10)) AS huge,"
            + " if(id % 7 = 0, NULL, concat('grün, \"', id, '\" \\n')) AS text,"
            + " date_add(DATE'1969-12-01', CAST(id AS INT)) AS day,"
            + " timestamp_micros(id * 1234567890123 - 100000000000001) AS at,"
            + " CAST(timestamp_micros(id * 99999999) AS TIMESTAMP_NTZ) AS local";
    private static final String NESTED_TYPES =
            ", encode(concat('b', id), 'UTF-8') AS bytes, array(id, NULL, -id) AS ints,"
                    + " if(id % 3 = 0, NULL, map(concat('k', id), id, 'x', NULL)) AS counts,"
                    + " named_struct('a', id, 'b', array(named_struct('x', 1, 'y', if(id % 4 = 0, NULL, 'y')), NULL)) AS nested,"
                    + " array(array('a', NULL), array()) AS texts";
    private static final String OLD_TYPES = ", date_add(DATE'1500-03-01', CAST(id AS INT) * 7) AS old_day,"
            + " timestamp_micros(-15000000000000123 - id * 123456789012) AS old_at,"
            + " make_ym_interval(CAST(id AS INT), 1) AS months, make_dt_interval(CAST(id AS INT), 2) AS days,"
            + " CAST(NULL AS STRING) AS nothing, CAST('NaN' AS DOUBLE) AS nan";
    private static final String ROWS = " FROM range(100)";

    private final SparkSession spark;
    private final LocalOutside outside = new LocalOutside();
    private final FileTables files;
    private final Path directory;

    FilesInteropIT(SparkHarness harness, @TempDir Path directory) {
        this.spark = harness.session(Map.of());
        this.files = new FileTables(spark, outside);
        this.directory = directory;
    }

    @BeforeEach
    void useTheSettingsOfTheSession() {
        SparkSession.setActiveSession(spark);
    }

    @Test
    void parquetWithEveryTypeBothWays() throws IOException {
        roundTrip("parquet", spark.sql(FLAT_TYPES + NESTED_TYPES + ROWS), Map.of());
    }

    @Test
    void jsonWithEveryTypeBothWays() throws IOException {
        roundTrip("json", spark.sql(FLAT_TYPES + NESTED_TYPES + ROWS), Map.of());
    }

    @Test
    void csvWithEveryTypeBothWays() throws IOException {
        roundTrip("csv", spark.sql(FLAT_TYPES + ROWS), Map.of("header", "true", "multiLine", "true"));
    }

    @Test
    void orcWithEveryTypeBothWays() throws IOException {
        roundTrip("orc", spark.sql(FLAT_TYPES + NESTED_TYPES + OLD_TYPES + ROWS), Map.of());
    }

    @Test
    void avroWithEveryTypeBothWays() throws IOException {
        // Spark writes narrow integers, but does not read them as such; and it gives the entries of a map in an order
        // of its own.
        Dataset<Row> data = spark.sql(FLAT_TYPES + NESTED_TYPES + OLD_TYPES + ROWS)
                .drop("tiny", "small")
                .withColumn("counts", functions.expr("map_filter(counts, (name, count) -> name != 'x')"));
        roundTrip("avro", data, Map.of());
    }

    @Test
    void textBothWays() throws IOException {
        roundTrip("text", spark.sql("SELECT concat('grün ', id) AS value" + ROWS), Map.of());
    }

    private void roundTrip(String format, Dataset<Row> data, Map<String, String> options) throws IOException {
        String bySpark = directory.resolve("by-spark").toString();
        String byPawl = directory.resolve("by-pawl").toString();
        data.write().format(FileTables.inSpark(format)).options(options).save(bySpark);
        files.write(format, byPawl, List.of(), data, 0, options);

        List<String> expected = FileTables.json(spark.read()
                .format(FileTables.inSpark(format))
                .schema(data.schema())
                .options(options)
                .load(bySpark));
        assertThat(expected).hasSize(100);
        assertThat(FileTables.json(spark.read()
                        .format(FileTables.inSpark(format))
                        .schema(data.schema())
                        .options(options)
                        .load(byPawl)))
                .isEqualTo(expected);
        assertThat(FileTables.json(files.read(format, bySpark, Optional.of(data.schema()), options)))
                .isEqualTo(expected);
        assertThat(FileTables.json(files.read(format, byPawl, Optional.of(data.schema()), options)))
                .isEqualTo(expected);
    }

    @Test
    void columnsAreFoundAlike() throws IOException {
        Dataset<Row> data = spark.sql(FLAT_TYPES + NESTED_TYPES + ROWS);
        for (String format : List.of("parquet", "json", "orc", "avro")) {
            String path = directory.resolve(format).toString();
            data.write().format(FileTables.inSpark(format)).save(path);
            Dataset<Row> expected =
                    spark.read().format(FileTables.inSpark(format)).load(path);
            assertThat(files.table(format, path, Optional.empty(), Map.of()).columns())
                    .isEqualTo(expected.schema());
            assertThat(FileTables.json(files.read(format, path, Optional.empty(), Map.of())))
                    .isEqualTo(FileTables.json(expected));
        }
        String path = directory.resolve("csv").toString();
        Map<String, String> options = Map.of("header", "true", "inferSchema", "true", "multiLine", "true");
        spark.sql(FLAT_TYPES + ROWS).write().format("csv").options(options).save(path);
        Dataset<Row> expected = spark.read().format("csv").options(options).load(path);
        assertThat(files.table("csv", path, Optional.empty(), options).columns())
                .isEqualTo(expected.schema());
        assertThat(FileTables.json(files.read("csv", path, Optional.empty(), options)))
                .isEqualTo(FileTables.json(expected));
    }

    @Test
    void partitionsBothWays() throws IOException {
        Dataset<Row> data = spark.sql(FLAT_TYPES + ", timestamp_seconds(id * 86399) AS second, id * 10000000000 AS big,"
                        + " if(id < 5, 'x', CAST(id AS STRING)) AS mixed, CAST(id - 10 AS STRING) AS digits" + ROWS)
                .where("id < 8");
        for (String column : List.of(
                "flag", "n", "text", "day", "at", "local", "price", "d", "huge", "second", "big", "mixed", "digits")) {
            String bySpark = directory.resolve("by-spark-" + column).toString();
            String byPawl = directory.resolve("by-pawl-" + column).toString();
            data.write().partitionBy(column).parquet(bySpark);
            files.write("parquet", byPawl, List.of(column), data, 0, Map.of());

            Dataset<Row> expected = spark.read().parquet(bySpark);
            assertThat(FileTables.json(spark.read().parquet(byPawl))).as(column).isEqualTo(FileTables.json(expected));
            assertThat(files.table("parquet", bySpark, Optional.empty(), Map.of())
                            .columns())
                    .as(column)
                    .isEqualTo(expected.schema());
            assertThat(FileTables.json(files.read("parquet", bySpark, Optional.empty(), Map.of())))
                    .as(column)
                    .isEqualTo(FileTables.json(expected));
            assertThat(FileTables.json(files.read("parquet", byPawl, Optional.empty(), Map.of())))
                    .as(column)
                    .isEqualTo(FileTables.json(expected));
        }
    }

    @Test
    void brokenRecordsAreTheSame() throws IOException {
        Path broken = Files.createDirectories(directory.resolve("broken"));
        Files.write(
                broken.resolve("1"),
                List.of(
                        "{\"k\":\"a\",\"v\":1}",
                        "{\"k\":",
                        "",
                        "[{\"k\":\"b\"},{\"k\":2,\"v\":\"x\"}]",
                        "\"text\"",
                        "{\"v\":1e400}",
                        "{\"v\":99999999999}",
                        "{\"k\":{\"x\":[1]},\"v\":null} trailing",
                        "{\"k\":\"\\uD83D\\uDE00\"}",
                        "k,v",
                        "\"open"));
        StructType schema = StructType.fromDDL("k STRING, v INT, _corrupt_record STRING");
        for (String format : List.of("json", "csv")) {
            for (String mode : List.of("PERMISSIVE", "DROPMALFORMED")) {
                Map<String, String> options = Map.of("mode", mode);
                Dataset<Row> expected = spark.read()
                        .format(format)
                        .schema(schema)
                        .options(options)
                        .load(broken.toString());
                assertThat(FileTables.json(files.read(format, broken.toString(), Optional.of(schema), options)))
                        .as(format + " " + mode)
                        .isEqualTo(FileTables.json(expected.cache()));
            }
        }
    }

    @Test
    void aStreamOfSparkGoesOnInPawlAndBack() throws IOException, TimeoutException, StreamingQueryException {
        InputFiles inputs = new InputFiles(directory.resolve("in"));
        for (int i = 0; i < 4; i++) {
            inputs.write(i, List.of("{\"k\":\"k" + i + "\"}"));
        }
        runSpark();
        Path checkpoint = directory.resolve("cp");
        inputs.write(4, List.of("{\"k\":\"k4\"}"));
        StructType schema = StructType.fromDDL("k STRING");
        SourceTable table = files.table("json", directory.resolve("in").toString(), Optional.of(schema), Map.of());
        try (StreamSource source =
                table.openStream(new StreamScope("0", schema, outside.storage(checkpoint.toString()), QUERY_ID))) {
            SourceOffset last = new SourceOffset(
                    Files.readAllLines(checkpoint.resolve("offsets/3")).get(2));
            assertThat(FileTables.texts(source.splits(Optional.empty(), last)))
                    .containsExactlyInAnyOrder("k0", "k1", "k2", "k3");
            Optional<SourceOffset> next = source.latestOffset(Optional.of(last), ReadLimit.BY_OPTIONS);
            assertThat(next).contains(new SourceOffset("{\"logOffset\":4}"));
            assertThat(FileTables.texts(source.splits(Optional.of(last), next.orElseThrow())))
                    .containsExactly("k4");
        }
        inputs.write(5, List.of("{\"k\":\"k5\"}"));

        runSpark();

        assertThat(spark.read().json(directory.resolve("out").toString()).orderBy("k").collectAsList().stream()
                        .map(row -> row.getString(0)))
                .containsExactly("k0", "k1", "k2", "k3", "k4", "k5");
        assertThat(FileTables.json(
                        files.read("json", directory.resolve("out").toString(), Optional.of(schema), Map.of())))
                .hasSize(6);
    }

    private void runSpark() throws TimeoutException, StreamingQueryException {
        spark.readStream()
                .schema("k STRING")
                .option("maxFilesPerTrigger", "1")
                .json(directory.resolve("in").toString())
                .writeStream()
                .format("json")
                .option("checkpointLocation", directory.resolve("cp").toString())
                .trigger(Trigger.AvailableNow())
                .start(directory.resolve("out").toString())
                .awaitTermination();
    }
}
