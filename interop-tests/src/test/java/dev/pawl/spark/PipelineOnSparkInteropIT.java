package dev.pawl.spark;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.interop.SparkExtension;
import dev.pawl.interop.SparkHarness;
import dev.pawl.pipeline.remote.RunEvent;
import dev.pawl.testkit.KafkaBroker;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.classic.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** One pipeline file on Spark and in the embedded engine: equal answers, and either goes on where the other stopped. */
@ExtendWith(SparkExtension.class)
class PipelineOnSparkInteropIT {
    private final SparkSession session;
    private final Turns turns;
    private final Path directory;

    PipelineOnSparkInteropIT(SparkHarness harness, @TempDir Path directory) {
        // Who takes turns has to agree on when logs of files are put together.
        this.session = (SparkSession) harness.session(Map.of(
                "spark.databricks.delta.snapshotPartitions",
                "1",
                "spark.sql.streaming.fileSource.log.compactInterval",
                "10",
                "spark.sql.streaming.fileSink.log.compactInterval",
                "10"));
        this.turns = new Turns(session);
        this.directory = directory;
    }

    private void write(String file, String... lines) throws IOException {
        Path path = directory.resolve(file);
        Files.createDirectories(path.getParent());
        Files.write(path, List.of(lines));
    }

    private List<String> rows(String format, String place) {
        Dataset<Row> table =
                session.read().format(format).load(directory.resolve(place).toString());
        return table
                .select(
                        table.columns()[0],
                        java.util.Arrays.stream(table.columns()).skip(1).toArray(String[]::new))
                .toJSON()
                .collectAsList()
                .stream()
                .sorted()
                .toList();
    }

    /** Every kind of statement; names are read both ways, also below WITH and in a subquery. */
    private String pipeline(String out) {
        return """
                SET spark.sql.session.timeZone = Asia/Tokyo;
                CREATE TEMPORARY VIEW orders (id INT, product STRING, amount DECIMAL(10, 2), at TIMESTAMP)
                USING json OPTIONS (path '${dir}/orders', maxFilesPerTrigger 1);
                CREATE TEMPORARY VIEW products (name STRING, label STRING) USING csv OPTIONS (path '${dir}/products');
                CREATE TEMPORARY VIEW large AS SELECT * FROM STREAM orders WHERE amount > 1;
                CREATE STREAMING TABLE sales USING delta
                TBLPROPERTIES ('path' = '${dir}/${out}/sales') PARTITIONED BY (product)
                AS WITH hours AS (SELECT id, product, amount, hour(at) AS hour FROM STREAM large)
                   SELECT h.id, h.product, h.amount, h.hour, p.label
                   FROM hours h LEFT JOIN products p ON h.product = p.name
                   WHERE h.product IN (SELECT product FROM orders);
                CREATE FLOW small AS INSERT INTO sales BY NAME
                SELECT id, product, amount, hour(at) AS hour, 'small' AS label FROM STREAM orders WHERE amount <= 1;
                SET spark.sql.session.timeZone = UTC;
                CREATE STREAMING TABLE labels USING parquet
                TBLPROPERTIES ('path' = '${dir}/${out}/labels', 'trigger' = '1 second')
                AS SELECT id, upper(label) AS label FROM STREAM sales;
                CREATE STREAMING TABLE twice USING json TBLPROPERTIES ('path' = '${dir}/${out}/twice')
                AS SELECT id, hour(at) AS hour FROM STREAM orders UNION ALL SELECT -id, hour(at) FROM STREAM orders
                """.replace("${dir}", directory.toString()).replace("${out}", out);
    }

    private void orders(int file) throws IOException {
        write(
                "orders/" + file + ".json",
                "{\"id\":%d,\"product\":\"a\",\"amount\":5.25,\"at\":\"2024-01-01T23:30:00Z\"}".formatted(3 * file),
                "{\"id\":%d,\"product\":\"b\",\"amount\":7,\"at\":\"2024-01-02T00:30:00Z\"}".formatted(3 * file + 1),
                "{\"id\":%d,\"product\":\"a\",\"amount\":0.5,\"at\":\"2024-01-02T01:30:00Z\"}".formatted(3 * file + 2));
    }

    private static List<String> progress(List<RunEvent> events) {
        return events.stream()
                .filter(event -> event.kind() == RunEvent.Kind.PROGRESS)
                .map(RunEvent::text)
                .toList();
    }

    @Test
    void oneFileGivesTheSameInBothAndTheyTakeTurns() throws Exception {
        write("products/p.csv", "a,apples");
        orders(0);
        orders(1);
        String first = pipeline("spark");
        String second = pipeline("embedded");
        List<RunEvent> events = runOnSpark(first);
        runEmbedded(second);
        assertEqual(6);

        orders(2);
        runEmbedded(first);
        runOnSpark(second);
        assertEqual(9);

        assertThat(progress(events))
                .anySatisfy(json -> assertThat(json).contains("\"name\":\"sales\"", "\"batchId\":1,"))
                .anySatisfy(json -> assertThat(json).contains("\"name\":\"small\"", "\"batchId\":1,"));
        assertThat(directory.resolve("spark/_checkpoints")).isDirectoryContaining("glob:**/{sales,small,labels,twice}");
    }

    /** What reads another target finds with the next run what this one writes. */
    private List<RunEvent> runOnSpark(String text) {
        List<RunEvent> events = turns.spark(text);
        turns.spark(text, "labels");
        return events;
    }

    private void runEmbedded(String text) throws InterruptedException {
        turns.embedded(text);
        turns.embedded(text);
    }

    private void assertEqual(int orders) {
        assertThat(rows("delta", "spark/sales"))
                .hasSize(orders)
                .contains(
                        "{\"id\":0,\"product\":\"a\",\"amount\":5.25,\"hour\":8,\"label\":\"apples\"}",
                        "{\"id\":5,\"product\":\"a\",\"amount\":0.50,\"hour\":10,\"label\":\"small\"}")
                .isEqualTo(rows("delta", "embedded/sales"));
        assertThat(rows("parquet", "spark/labels"))
                .hasSize(orders)
                .contains("{\"id\":0,\"label\":\"APPLES\"}", "{\"id\":1}")
                .isEqualTo(rows("parquet", "embedded/labels"));
        assertThat(rows("json", "spark/twice"))
                .hasSize(2 * orders)
                .contains("{\"hour\":23,\"id\":-3}")
                .isEqualTo(rows("json", "embedded/twice"));
    }

    @Test
    void fromKafkaIntoDeltaTheyTakeTurns() throws Exception {
        try (KafkaBroker broker = KafkaBroker.start()) {
            broker.createTopic("events", 2);
            String text = """
                    CREATE TEMPORARY VIEW events USING kafka OPTIONS (kafka.bootstrap.servers '%s', subscribe 'events',
                      startingOffsets 'earliest', maxOffsetsPerTrigger 2);
                    CREATE STREAMING TABLE kept USING delta TBLPROPERTIES ('path' = '%s')
                    AS SELECT CAST(value AS STRING) AS value, partition, offset FROM STREAM events
                    """.formatted(broker.bootstrapServers(), directory.resolve("kept"));
            for (int turn = 0; turn < 3; turn++) {
                broker.produce("events", turn % 2, "a" + turn, "b" + turn, "c" + turn);
                if (turn % 2 == 0) {
                    turns.spark(text);
                } else {
                    turns.embedded(text);
                }
            }
        }
        assertThat(rows("delta", "kept"))
                .hasSize(9)
                .contains("{\"value\":\"c2\",\"partition\":0,\"offset\":5}")
                .doesNotHaveDuplicates();
    }

    @Test
    void whatTheEmbeddedEngineRefusesRunsOnSpark() throws Exception {
        orders(0);
        orders(1);
        List<RunEvent> events = turns.spark("""
                CREATE TEMPORARY VIEW orders (id INT, product STRING, at TIMESTAMP)
                USING json OPTIONS (path '%s/orders', maxFilesPerTrigger 1);
                SET spark.sql.session.timeZone = UTC;
                CREATE STREAMING TABLE counts USING console TBLPROPERTIES ('outputMode' = 'complete')
                AS SELECT window(at, '1 day').start AS day, count(*) AS orders
                   FROM STREAM orders WATERMARK at DELAY OF INTERVAL 10 MINUTES GROUP BY window(at, '1 day')
                """.formatted(directory));

        assertThat(events)
                .filteredOn(event -> event.kind() == RunEvent.Kind.CONSOLE)
                .extracting(RunEvent::text)
                .contains("Batch: 1", "|2024-01-01 00:00:00|     2|", "|2024-01-02 00:00:00|     4|");
        assertThat(progress(events))
                .last()
                .asString()
                .contains("\"stateOperators\":[{\"operatorName\":\"stateStoreSave\"");
    }
}
