package dev.pawl.interop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.connectors.jdbc.JdbcSinkFormat;
import dev.pawl.connectors.jdbc.JdbcSourceFormat;
import dev.pawl.engine.option.Options;
import dev.pawl.engine.sink.OutputMode;
import dev.pawl.engine.sink.RowWriter;
import dev.pawl.engine.sink.SinkBatch;
import dev.pawl.engine.sink.SinkRequest;
import dev.pawl.engine.sink.StreamSink;
import dev.pawl.engine.source.RowReader;
import dev.pawl.engine.source.SourceTable;
import dev.pawl.engine.source.Split;
import dev.pawl.engine.source.StaticSource;
import dev.pawl.testkit.PostgresServer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.CatalystTypeConverters;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Tables of PostgreSQL: Spark's source and Pawl's give the same, and both make the same columns. */
@ExtendWith(SparkExtension.class)
class JdbcInteropIT {
    private static final String ALL_TYPES = "SELECT id, id % 2 = 0 AS flag, CAST(id AS BYTE) AS tiny,"
            + " CAST(id AS SHORT) AS small, if(id % 5 = 0, NULL, CAST(id AS INT)) AS n, CAST(id / 3 AS FLOAT) AS f,"
            + " id / 7 AS d, CAST(id / 8 AS DECIMAL(7, 2)) AS price, CAST(id * -1000003 AS DECIMAL(38, 10)) AS huge,"
            + " if(id % 7 = 0, NULL, concat('grün', id)) AS text, encode(concat('b', id), 'UTF-8') AS bytes,"
            + " date_add(DATE'1969-12-01', CAST(id AS INT)) AS day, timestamp_micros(id * 1234567890123 - 100000000000001) AS at,"
            + " CAST(timestamp_micros(id * 99999999) AS TIMESTAMP_NTZ) AS local, array(CAST(id AS INT), NULL) AS ints,"
            + " array('a', NULL, concat(id, ',')) AS texts"
            + " FROM range(20)";

    private final SparkSession spark;

    JdbcInteropIT(SparkHarness harness) {
        this.spark = harness.session(Map.of());
    }

    private static Map<String, String> options(PostgresServer postgres, String table) {
        return Map.of(
                "url", postgres.url(), "dbtable", table, "user", postgres.user(), "password", postgres.password());
    }

    @Test
    void sparkAndPawlReadAndMakeTheSameTables() throws IOException {
        try (PostgresServer postgres = PostgresServer.start()) {
            Dataset<Row> all = spark.sql(ALL_TYPES);
            all.write()
                    .format("jdbc")
                    .options(options(postgres, "by_spark"))
                    .mode(SaveMode.Append)
                    .save();
            write(options(postgres, "by_pawl"), all);
            assertThat(columns(postgres, "by_pawl")).isEqualTo(columns(postgres, "by_spark"));

            postgres.execute(
                    "CREATE TABLE others (c CHAR(5), v VARCHAR(9), j JSONB, u UUID, t TIME, b BIT(3), one BIT(1), m MONEY,"
                            + " n NUMERIC, p NUMERIC(9,3), l TIMESTAMP, ld DATE[], lt TEXT[], ln NUMERIC(5,1)[], lb BYTEA[], x XML);"
                            + " INSERT INTO others VALUES ('ab', 'cd', '{\"k\": 1}', '5e5f6f70-0000-4000-8000-000000000001', '12:34:56.789',"
                            + " B'101', B'1', 5.25, 12.5, 12.125, '2024-02-29 12:34:56.789012', '{2024-02-29}', '{a,b}', '{1.5}', '{\"\\\\x01\"}',"
                            + " '<a/>')");
            for (String table : List.of("by_spark", "by_pawl", "others")) {
                Dataset<Row> bySpark = spark.read()
                        .format("jdbc")
                        .options(options(postgres, table))
                        .load();
                assertSame(bySpark, options(postgres, table));
            }
        }
    }

    private static List<String> columns(PostgresServer postgres, String table) {
        return postgres.rows(
                "SELECT column_name, udt_name, numeric_precision, numeric_scale FROM information_schema.columns"
                        + " WHERE table_name = '" + table + "' ORDER BY ordinal_position");
    }

    private static void write(Map<String, String> options, Dataset<Row> rows) throws IOException {
        SinkRequest request =
                new SinkRequest(new Options("sink", options), rows.schema(), List.of(), OutputMode.APPEND, "a query");
        try (StreamSink sink = new JdbcSinkFormat().open(request, new LocalOutside())) {
            SinkBatch batch = sink.begin(0);
            RowWriter writer = batch.writer(0, 0);
            for (InternalRow row : rows.queryExecution().executedPlan().executeCollect()) {
                writer.write(row);
            }
            batch.commit(List.of(writer.finish()));
        }
    }

    /** Types by name and by column; what Spark notes beside them is not a type. */
    private static Map<String, String> types(StructType schema) {
        Map<String, String> types = new TreeMap<>();
        for (var field : schema.fields()) {
            types.put(field.name(), field.dataType().sql());
        }
        return types;
    }

    private static void assertSame(Dataset<Row> bySpark, Map<String, String> options) throws IOException {
        SourceTable table =
                new JdbcSourceFormat().define(new Options("source", options), Optional.empty(), new LocalOutside());
        assertThat(types(table.columns())).isEqualTo(types(bySpark.schema()));
        List<String> expected = new ArrayList<>();
        for (Row row : bySpark.toJSON().toDF().collectAsList()) {
            expected.add(row.getString(0));
        }
        assertThat(json(bySpark.sparkSession(), table)).containsExactlyInAnyOrderElementsOf(expected);
    }

    private static List<String> json(SparkSession spark, SourceTable table) throws IOException {
        List<Row> rows = new ArrayList<>();
        try (StaticSource source = table.openStatic(table.columns())) {
            for (Split split : source.splits()) {
                try (RowReader reader = split.open()) {
                    while (reader.next()) {
                        rows.add((Row) CatalystTypeConverters.convertToScala(reader.row(), table.columns()));
                    }
                }
            }
        }
        List<String> texts = new ArrayList<>();
        for (Row row :
                spark.createDataFrame(rows, table.columns()).toJSON().toDF().collectAsList()) {
            texts.add(row.getString(0));
        }
        return texts;
    }
}
