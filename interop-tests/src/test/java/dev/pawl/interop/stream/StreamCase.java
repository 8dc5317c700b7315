package dev.pawl.interop.stream;

import dev.pawl.engine.Pawl;
import dev.pawl.engine.QueryPlan;
import dev.pawl.engine.StreamWriter;
import dev.pawl.interop.SparkHarness;
import dev.pawl.interop.answers.ValueText;
import dev.pawl.pipeline.Pipeline;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.api.java.function.VoidFunction2;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.streaming.Trigger;
import org.apache.spark.sql.types.StructType;

/**
 * One query on the streams {@code a} and {@code b}.
 *
 * @param select as Pawl takes it; Spark's temporary views need no {@code STREAM}
 */
record StreamCase(String mode, String select, Dropping dropping, Map<String, String> confs) {
    private static final List<String> SOURCES = List.of("a", "b");

    /** What SQL cannot say: which rows count as one. */
    sealed interface Dropping {
        record Nothing() implements Dropping {}

        record Duplicates(List<String> columns) implements Dropping {}

        record WithinWatermark(List<String> columns) implements Dropping {}
    }

    static StreamCase of(String mode, String select) {
        return new StreamCase(mode, select, new Dropping.Nothing(), Map.of());
    }

    static StreamCase of(String mode, String select, Map<String, String> confs) {
        return new StreamCase(mode, select, new Dropping.Nothing(), confs);
    }

    StreamCase dropDuplicates(String... columns) {
        return new StreamCase(mode, select, new Dropping.Duplicates(List.of(columns)), confs);
    }

    StreamCase dropDuplicatesWithinWatermark(String... columns) {
        return new StreamCase(mode, select, new Dropping.WithinWatermark(List.of(columns)), confs);
    }

    StreamCase with(Map<String, String> more) {
        Map<String, String> all = new HashMap<>(confs);
        all.putAll(more);
        return new StreamCase(mode, select, dropping, all);
    }

    private List<String> sources() {
        return SOURCES.stream()
                .filter(name -> select.contains("STREAM " + name + " ") || select.endsWith("STREAM " + name))
                .toList();
    }

    /** Reads what is there, a file a batch, and ends. */
    BatchOutput onSpark(SparkHarness spark, Path inputs, Path checkpoint) throws Exception {
        Map<String, String> all = new HashMap<>(confs);
        // Spark's own default, which Pawl keeps to.
        all.put("spark.sql.streaming.fileSource.log.compactInterval", "10");
        // Batches have a handful of rows, also where everything is tried.
        all.put("spark.sql.codegen.factoryMode", "NO_CODEGEN");
        SparkSession session = spark.session(all);
        for (String source : sources()) {
            session.readStream()
                    .schema(StructType.fromDDL(Events.COLUMNS))
                    .option("maxFilesPerTrigger", 1)
                    .json(inputs.resolve(source).toString())
                    .createOrReplaceTempView(source);
        }
        BatchOutput output = new BatchOutput();
        VoidFunction2<Dataset<Row>, Long> keep = (rows, batchId) -> {
            if (!(dropping instanceof Dropping.Nothing)) {
                output.putRows(batchId, rows.collectAsList());
                return;
            }
            InternalRow[] collected = ((org.apache.spark.sql.classic.Dataset<Row>) rows)
                    .queryExecution()
                    .executedPlan()
                    .executeCollect();
            output.put(
                    batchId,
                    Arrays.stream(collected)
                            .map(row -> ValueText.of(row, rows.schema()))
                            .toList());
        };
        dropped(session.sql(select.replace("STREAM ", "")))
                .writeStream()
                .outputMode(mode)
                .option("checkpointLocation", checkpoint.toString())
                .trigger(Trigger.AvailableNow())
                .foreachBatch(keep)
                .start()
                .awaitTermination();
        spark.quiesce();
        return output;
    }

    private Dataset<Row> dropped(Dataset<Row> rows) {
        if (dropping instanceof Dropping.Duplicates duplicates) {
            return rows.dropDuplicates(duplicates.columns().toArray(String[]::new));
        }
        if (dropping instanceof Dropping.WithinWatermark within) {
            return rows.dropDuplicatesWithinWatermark(within.columns().toArray(String[]::new));
        }
        return rows;
    }

    /** The same on Pawl. */
    BatchOutput onPawl(Path inputs, Path checkpoint) throws Exception {
        StringBuilder text = new StringBuilder();
        text.append("SET spark.sql.shuffle.partitions = " + SparkHarness.STATE_PARTITIONS + ";\n");
        confs.forEach((key, value) -> text.append("SET " + key + " = " + value + ";\n"));
        for (String source : sources()) {
            text.append("CREATE TEMPORARY VIEW " + source + " (" + Events.COLUMNS + ") USING json OPTIONS (path '"
                    + inputs.resolve(source) + "', maxFilesPerTrigger 1);\n");
        }
        return dropping instanceof Dropping.Nothing
                ? onPawl(text + "CREATE STREAMING TABLE out USING noop TBLPROPERTIES ('checkpointLocation' = '"
                        + checkpoint + "', 'trigger' = 'available-now', 'outputMode' = '" + mode + "') AS\n" + select)
                : onPawl(text.toString(), checkpoint);
    }

    private static BatchOutput onPawl(String pipeline) throws Exception {
        BatchOutput output = new BatchOutput();
        try (Pawl pawl = Pawl.local()) {
            QueryPlan plan = pawl.compile(Pipeline.parse("case.sql", pipeline, Map.of(), Map.of()))
                    .get(0);
            pawl.start(new QueryPlan(
                            plan.position(),
                            plan.name(),
                            plan.query(),
                            output,
                            plan.sinkOptions(),
                            plan.partitionColumns(),
                            plan.mode(),
                            plan.trigger(),
                            plan.checkpoint(),
                            plan.badRecords(),
                            plan.kept()))
                    .awaitTermination();
        }
        return output;
    }

    /** By the API for programs, which hands on rows as Spark's programs see them. */
    private BatchOutput onPawl(String views, Path checkpoint) throws Exception {
        BatchOutput output = new BatchOutput();
        try (Pawl pawl = Pawl.local()) {
            pawl.sql(views);
            StreamWriter writer = pawl.stream(select)
                    .outputMode(mode)
                    .option("checkpointLocation", checkpoint.toString())
                    .trigger(dev.pawl.engine.run.Trigger.availableNow())
                    .foreachBatch((rows, batchId) -> output.putRows(batchId, rows));
            if (dropping instanceof Dropping.Duplicates duplicates) {
                writer.dropDuplicates(duplicates.columns().toArray(String[]::new));
            } else if (dropping instanceof Dropping.WithinWatermark within) {
                writer.dropDuplicatesWithinWatermark(within.columns().toArray(String[]::new));
            }
            writer.start().awaitTermination();
        }
        return output;
    }
}
