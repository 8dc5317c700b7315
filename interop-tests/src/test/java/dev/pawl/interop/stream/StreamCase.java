package dev.pawl.interop.stream;

import dev.pawl.engine.Pawl;
import dev.pawl.engine.QueryPlan;
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
record StreamCase(String mode, String select, Map<String, String> confs) {
    private static final List<String> SOURCES = List.of("a", "b");

    static StreamCase of(String mode, String select) {
        return new StreamCase(mode, select, Map.of());
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
        session.sql(select.replace("STREAM ", ""))
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

    /** The same on Pawl. */
    BatchOutput onPawl(Path inputs, Path checkpoint) throws Exception {
        StringBuilder text = new StringBuilder();
        confs.forEach((key, value) -> text.append("SET " + key + " = " + value + ";\n"));
        text.append("SET spark.sql.shuffle.partitions = " + SparkHarness.STATE_PARTITIONS + ";\n");
        for (String source : sources()) {
            text.append("CREATE TEMPORARY VIEW " + source + " (" + Events.COLUMNS + ") USING json OPTIONS (path '"
                    + inputs.resolve(source) + "', maxFilesPerTrigger 1);\n");
        }
        text.append("CREATE STREAMING TABLE out USING noop TBLPROPERTIES ('checkpointLocation' = '" + checkpoint
                + "', 'trigger' = 'available-now', 'outputMode' = '" + mode + "') AS\n" + select);
        BatchOutput output = new BatchOutput();
        try (Pawl pawl = Pawl.local()) {
            QueryPlan plan = pawl.compile(Pipeline.parse("case.sql", text.toString(), Map.of(), Map.of()))
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
}
