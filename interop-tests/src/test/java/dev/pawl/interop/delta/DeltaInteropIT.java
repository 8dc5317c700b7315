package dev.pawl.interop.delta;

import static dev.pawl.interop.delta.DeltaTables.json;
import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.checkpoint.log.SourceOffset;
import dev.pawl.connectors.delta.DeltaSinkFormat;
import dev.pawl.engine.sink.OutputMode;
import dev.pawl.engine.sink.StreamSink;
import dev.pawl.interop.LocalOutside;
import dev.pawl.interop.SparkExtension;
import dev.pawl.interop.SparkHarness;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.streaming.StreamingQueryException;
import org.apache.spark.sql.streaming.Trigger;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Delta tables between delta-spark and Pawl: each reads what the other wrote, and both count files alike. */
@ExtendWith(SparkExtension.class)
class DeltaInteropIT {
    private static final String ALL_TYPES = "SELECT id, id % 2 = 0 AS flag, CAST(id AS BYTE) AS tiny,"
            + " CAST(id AS SHORT) AS small, if(id % 5 = 0, NULL, CAST(id AS INT)) AS n, CAST(id / 3 AS FLOAT) AS f,"
            + " id / 7 AS d, CAST(id / 8 AS DECIMAL(7, 2)) AS price, CAST(-id AS DECIMAL(16, 4)) AS total,"
            + " CAST(id * -1000003 AS DECIMAL(38, 10)) AS huge, if(id % 7 = 0, NULL, concat('grün', id)) AS text,"
            + " encode(concat('b', id), 'UTF-8') AS bytes, date_add(DATE'1969-12-01', CAST(id AS INT)) AS day,"
            + " timestamp_micros(id * 1234567890123 - 100000000000001) AS at,"
            + " CAST(timestamp_micros(id * 99999999) AS TIMESTAMP_NTZ) AS local, array(id, NULL, -id) AS ints,"
            + " if(id % 3 = 0, NULL, map(concat('k', id), id, 'x', NULL)) AS counts,"
            + " named_struct('a', id, 'b', array(named_struct('x', 1, 'y', if(id % 4 = 0, NULL, 'y')), NULL)) AS nested,"
            + " array(array('a', NULL), array()) AS texts"
            + " FROM range(100)";

    private final SparkSession spark;
    private final DeltaTables tables;
    private final Path directory;
    private String path = "";

    DeltaInteropIT(SparkHarness harness, @TempDir Path directory) {
        // Fifty tasks for each look at a table of five files would be most of the time.
        this.spark = harness.session(Map.of("spark.databricks.delta.snapshotPartitions", "1"));
        this.directory = directory;
        this.tables = new DeltaTables(spark);
    }

    @BeforeEach
    void namePath() {
        path = directory.resolve("table").toString();
    }

    @Test
    void sparkReadsEveryTypeThatPawlWrote() throws IOException {
        Dataset<Row> data = spark.sql(ALL_TYPES);
        tables.write(path, List.of(), data, 0);
        tables.write(path, List.of(), data, 1);

        assertThat(json(spark.read().format("delta").load(path))).isEqualTo(json(data.union(data)));
        assertThat(spark.read().format("delta").load(path).where("id > 1000").count())
                .isZero();
        assertThat(spark.read()
                        .format("delta")
                        .load(path)
                        .where("text = 'grün8'")
                        .count())
                .isEqualTo(2);
        assertThat(spark.read()
                        .format("delta")
                        .load(path)
                        .where("at >= timestamp_micros(98 * 1234567890123 - 100000000000001)")
                        .count())
                .isEqualTo(4);
    }

    @Test
    void sparkReadsPartitionsThatPawlWrote() throws IOException {
        Dataset<Row> data = spark.sql(ALL_TYPES).where("id < 20");
        for (String column : List.of("text", "at", "price")) {
            String partitioned = directory.resolve("by-" + column).toString();
            tables.write(partitioned, List.of(column), data, 0);

            assertThat(json(spark.read().format("delta").load(partitioned)))
                    .as(column)
                    .isEqualTo(json(data));
        }
    }

    @Test
    void pawlReadsEveryTypeThatSparkWrote() throws IOException {
        Dataset<Row> data = spark.sql(ALL_TYPES);
        data.write().format("delta").save(path);
        data.where("id < 30").write().format("delta").mode("append").save(path);

        assertThat(json(tables.read(path))).isEqualTo(json(data.union(data.where("id < 30"))));
        for (String column : List.of("text", "at", "price")) {
            String partitioned = directory.resolve("by-" + column).toString();
            data.where("id < 20").write().format("delta").partitionBy(column).save(partitioned);

            assertThat(json(tables.read(partitioned))).as(column).isEqualTo(json(data.where("id < 20")));
        }
    }

    @Test
    void deletionVectorsAndMappedColumnsAreRead() throws IOException {
        spark.sql("CREATE TABLE delta.`" + path + "` (id BIGINT, name STRING, s STRUCT<a: INT>) USING delta"
                + " TBLPROPERTIES ('delta.enableDeletionVectors' = 'true', 'delta.columnMapping.mode' = 'name')");
        spark.sql("INSERT INTO delta.`" + path
                + "` SELECT id, concat('n', id), named_struct('a', CAST(id AS INT)) FROM range(0, 50, 1, 2)");
        spark.sql("DELETE FROM delta.`" + path + "` WHERE id % 3 = 0");
        spark.sql("ALTER TABLE delta.`" + path + "` RENAME COLUMN name TO title");

        assertThat(json(tables.read(path)))
                .hasSize(33)
                .isEqualTo(json(spark.read().format("delta").load(path)));

        tables.write(path, List.of(), spark.sql("SELECT 100L AS id, 'new' AS title, named_struct('a', 7) AS s"), 0);
        assertThat(json(tables.read(path)))
                .hasSize(34)
                .isEqualTo(json(spark.read().format("delta").load(path)));
    }

    @Test
    void bothRecordTheSameOffsets() throws Exception {
        spark.sql("CREATE TABLE delta.`" + path + "` (id BIGINT) USING delta");
        append(0, 30, 3);
        append(30, 50, 2);
        Path checkpoint = directory.resolve("checkpoint");
        List<String> sparks = sparkOffsets(checkpoint, 0);
        List<DeltaTables.Batch> ours = batches(Optional.empty());
        assertThat(ours.stream().map(batch -> batch.end().text()))
                .isEqualTo(sparks)
                .hasSize(5);

        spark.sql("ALTER TABLE delta.`" + path + "` SET TBLPROPERTIES ('a' = 'b')");
        append(50, 80, 3);
        spark.sql("ALTER TABLE delta.`" + path + "` SET TBLPROPERTIES ('a' = 'c')");
        append(80, 90, 1);
        List<String> more = sparkOffsets(checkpoint, sparks.size());
        List<DeltaTables.Batch> later = batches(Optional.of(new SourceOffset(sparks.get(sparks.size() - 1))));
        assertThat(later.stream().map(batch -> batch.end().text()))
                .isEqualTo(more)
                .hasSize(4);
        assertThat(ours.stream().mapToInt(batch -> batch.rows().size()).sum()).isEqualTo(50);
        assertThat(later.stream().mapToInt(batch -> batch.rows().size()).sum()).isEqualTo(40);
    }

    @Test
    void aBatchThatSparkCommittedIsNotWrittenAgain() throws Exception {
        String source = directory.resolve("source").toString();
        spark.range(10).write().format("delta").save(source);
        Path checkpoint = directory.resolve("checkpoint");
        spark.readStream()
                .format("delta")
                .load(source)
                .writeStream()
                .format("delta")
                .option("checkpointLocation", checkpoint.toString())
                .trigger(Trigger.AvailableNow())
                .start(path)
                .awaitTermination();
        String metadata = Files.readString(checkpoint.resolve("metadata"));
        String queryId = metadata.replaceAll("(?s).*\"id\":\"([^\"]*)\".*", "$1");

        StructType schema = spark.read().format("delta").load(path).schema();
        try (StreamSink sink = new DeltaSinkFormat()
                .open(
                        DeltaTables.request(path, schema, List.of(), OutputMode.APPEND, queryId, Map.of()),
                        new LocalOutside())) {
            assertThat(sink.isCommitted(0)).isTrue();
            assertThat(sink.isCommitted(1)).isFalse();
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

    private List<DeltaTables.Batch> batches(Optional<SourceOffset> start) throws IOException {
        return tables.batches(path, Map.of("maxFilesPerTrigger", "1"), start);
    }

    private List<String> sparkOffsets(Path checkpoint, int from)
            throws TimeoutException, StreamingQueryException, IOException {
        spark.readStream()
                .format("delta")
                .option("maxFilesPerTrigger", "1")
                .load(path)
                .writeStream()
                .format("noop")
                .option("checkpointLocation", checkpoint.toString())
                .trigger(Trigger.AvailableNow())
                .start()
                .awaitTermination();
        List<String> offsets = new ArrayList<>();
        for (int batch = from; Files.exists(checkpoint.resolve("offsets/" + batch)); batch++) {
            offsets.add(
                    Files.readAllLines(checkpoint.resolve("offsets/" + batch)).get(2));
        }
        return offsets;
    }
}
