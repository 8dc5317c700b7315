package dev.pawl.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pawl.interop.SparkExtension;
import dev.pawl.interop.SparkHarness;
import dev.pawl.pipeline.Pipeline;
import dev.pawl.pipeline.remote.RunEvent;
import dev.pawl.testkit.KafkaBroker;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
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
                TBLPROPERTIES ('path' = '${dir}/${out}/sales', 'delta.appendOnly' = 'true', 'stateStore' = 'rocksdb') PARTITIONED BY (product)
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
        for (String place : List.of("spark", "embedded")) {
            assertThat(Files.readString(directory.resolve(place + "/sales/_delta_log/00000000000000000000.json")))
                    .contains("\"delta.appendOnly\":\"true\"");
        }
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
            broker.produce("events", 0, "a0", "b0", "c0");
            turns.spark(text);
            broker.produce("events", 1, "a1", "b1", "c1");
            turns.embedded(text);
            broker.produce("events", 0, "a2", "b2", "c2");
            // As if it had died before its last commit.
            Path commits = directory.resolve("_checkpoints/kept/commits");
            List<String> committed = batches(commits);
            Files.delete(commits.resolve(committed.get(committed.size() - 1)));
            assertThat(turns.spark(text))
                    .filteredOn(event -> event.kind() == RunEvent.Kind.NOTE)
                    .extracting(RunEvent::text)
                    .containsExactly(
                            "kept is started again: this Spark cannot report on a batch of Kafka that ran again"
                                    + " (SPARK-55271). The batch is committed.");
        }
        assertThat(rows("delta", "kept"))
                .hasSize(9)
                .contains("{\"value\":\"c2\",\"partition\":0,\"offset\":5}")
                .doesNotHaveDuplicates();
    }

    @Test
    void windowsAreCountedOnByTheOtherEngine() throws Exception {
        orders(0);
        orders(1);
        String text = """
                CREATE TEMPORARY VIEW orders (id INT, product STRING, at TIMESTAMP)
                USING json OPTIONS (path '%1$s/orders', maxFilesPerTrigger 1);
                SET spark.sql.session.timeZone = UTC;
                CREATE STREAMING TABLE counts USING delta
                TBLPROPERTIES ('path' = '%1$s/counts', 'outputMode' = 'complete')
                AS SELECT window(at, '1 day').start AS day, count(*) AS orders
                   FROM STREAM orders WATERMARK at DELAY OF INTERVAL 10 MINUTES GROUP BY window(at, '1 day');
                CREATE STREAMING TABLE shown USING console AS SELECT id FROM STREAM orders WHERE product = 'a'
                """.formatted(directory);
        List<RunEvent> events = turns.spark(text);
        orders(2);
        turns.embedded(text);

        assertThat(events)
                .filteredOn(event -> event.kind() == RunEvent.Kind.CONSOLE)
                .extracting(RunEvent::text)
                .contains("Batch: 1", "|  5|");
        assertThat(progress(events))
                .filteredOn(json -> json.contains("\"name\":\"counts\""))
                .last()
                .asString()
                .contains("\"stateOperators\":[{\"operatorName\":\"stateStoreSave\"");
        assertThat(rows("delta", "counts"))
                .containsExactly(
                        "{\"day\":\"2024-01-01T00:00:00.000Z\",\"orders\":3}",
                        "{\"day\":\"2024-01-02T00:00:00.000Z\",\"orders\":6}");
    }

    @Test
    void aStopLetsTheBatchFinishAndBeginsNoOther() throws Exception {
        Path checkpoint = directory.resolve("_checkpoints/kept");

        turns.sparkUntil(() -> Files.exists(checkpoint.resolve("commits/2")), """
                CREATE TEMPORARY VIEW numbers USING `rate-micro-batch` OPTIONS (rowsPerBatch 1, numPartitions 1);
                CREATE STREAMING TABLE kept USING json TBLPROPERTIES ('path' = '%s/kept')
                AS SELECT value FROM STREAM numbers
                """.formatted(directory));

        assertThat(batches(checkpoint.resolve("commits")))
                .hasSizeGreaterThan(2)
                .isEqualTo(batches(checkpoint.resolve("offsets")));
    }

    private static List<String> batches(Path log) throws IOException {
        try (Stream<Path> files = Files.list(log)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.matches("\\d+"))
                    .sorted()
                    .toList();
        }
    }

    @Test
    void aTargetHasTheColumnsOfItsQueryInTheirOrder() {
        Pipeline pipeline = Pipeline.parse("p.sql", """
                CREATE TEMPORARY VIEW numbers USING rate;
                CREATE STREAMING TABLE parts USING parquet TBLPROPERTIES ('path' = '%1$s/parts') PARTITIONED BY (part)
                AS SELECT value %% 2 AS part, value AS `a.b` FROM STREAM numbers;
                CREATE STREAMING TABLE read USING noop AS SELECT * FROM STREAM parts, (SELECT count(*) FROM parts)
                """.formatted(directory));

        SparkQuery read =
                new SparkCompiler(session.cloneSession()).compile(pipeline).get(1);

        assertThat(read.rows().columns()).containsExactly("part", "a.b", "count(1)");
    }

    @Test
    void aQueryThatIsRefusedLeavesTheOthersAndATargetIsReadAsItWasWritten() throws IOException {
        Path file = Files.writeString(directory.resolve("file"), "no directory");
        String text = """
                CREATE TEMPORARY VIEW numbers USING `rate-micro-batch` OPTIONS (rowsPerBatch 2, numPartitions 1);
                CREATE STREAMING TABLE broken USING noop TBLPROPERTIES ('checkpointLocation' = '%2$s')
                AS SELECT value FROM STREAM numbers;
                CREATE STREAMING TABLE parts
                USING csv TBLPROPERTIES ('path' = '%1$s/parts', 'header' = 'true', 'sep' = ';', 'nullValue' = 'none')
                AS SELECT value, concat('a;', value) AS name, CAST(NULL AS STRING) AS note FROM STREAM numbers;
                CREATE STREAMING TABLE read USING json TBLPROPERTIES ('path' = '%1$s/read')
                AS SELECT value, name, note IS NULL AS bare FROM STREAM parts
                """.formatted(directory, file);

        assertThatThrownBy(() -> turns.spark(text, "broken", "parts")).hasMessageContaining(file.toString());
        turns.spark(text, "read");

        assertThat(rows("json", "read"))
                .containsExactly(
                        "{\"bare\":true,\"name\":\"a;0\",\"value\":0}", "{\"bare\":true,\"name\":\"a;1\",\"value\":1}");
    }
}
