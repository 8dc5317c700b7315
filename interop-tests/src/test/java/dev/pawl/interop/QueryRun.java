package dev.pawl.interop;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.TimeoutException;
import org.apache.spark.api.java.function.VoidFunction2;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.streaming.StreamingQueryException;
import org.apache.spark.sql.streaming.Trigger;

/**
 * One query at work: its input files, its checkpoint, and what it has put out so far. Every step is one file per source and
 * so one batch; batches without data may follow.
 */
final class QueryRun {
    private final SparkHarness spark;
    private final QueryShape shape;
    private final StateLayout layout;
    private final Path inputs;
    private final Path checkpoint;
    private final ConcurrentSkipListMap<Long, List<String>> outputByBatch;

    private QueryRun(
            SparkHarness spark,
            QueryShape shape,
            StateLayout layout,
            Path inputs,
            Path checkpoint,
            Map<Long, List<String>> outputByBatch) {
        this.spark = spark;
        this.shape = shape;
        this.layout = layout;
        this.inputs = inputs;
        this.checkpoint = checkpoint;
        this.outputByBatch = new ConcurrentSkipListMap<>(outputByBatch);
    }

    /** A query that has not started yet, with its files below {@code directory}. */
    static QueryRun fresh(SparkHarness spark, QueryShape shape, StateLayout layout, Path directory) {
        return new QueryRun(
                spark, shape, layout, directory.resolve("inputs"), directory.resolve("checkpoint"), Map.of());
    }

    /** The same query with the same input and past output, that goes on from another checkpoint directory. */
    QueryRun continuedFrom(Path otherCheckpoint) {
        return new QueryRun(spark, shape, layout, inputs, otherCheckpoint, outputByBatch);
    }

    Path checkpoint() {
        return checkpoint;
    }

    /** The state in the checkpoint as Spark reads it. */
    SparkState state() {
        return new SparkState(spark, layout.confs(), checkpoint);
    }

    /** Lets steps {@code first} (inclusive) to {@code end} (exclusive) arrive, starts the query, waits until it is done. */
    void runSteps(int first, int end) {
        for (int step = first; step < end; step++) {
            for (int source = 0; source < shape.sources(); source++) {
                input(source).write(step, Steps.rows(source, step));
            }
        }
        run();
    }

    /** Every row put out so far, as JSON, sorted; a batch that ran twice counts once. */
    List<String> output() {
        return outputByBatch.values().stream().flatMap(List::stream).sorted().toList();
    }

    private InputFiles input(int source) {
        return new InputFiles(inputs.resolve(Integer.toString(source)));
    }

    private void run() {
        Map<String, String> confs = new HashMap<>(layout.confs());
        confs.putAll(shape.confs());
        SparkSession session = spark.session(confs);
        List<Dataset<Row>> sources = new ArrayList<>();
        for (int source = 0; source < shape.sources(); source++) {
            sources.add(session.readStream()
                    .schema(Steps.SCHEMA)
                    .option("maxFilesPerTrigger", 1)
                    .json(input(source).directory().toString()));
        }
        VoidFunction2<Dataset<Row>, Long> collect =
                (rows, batchId) -> outputByBatch.put(batchId, rows.toJSON().collectAsList());
        try {
            shape.over(sources)
                    .writeStream()
                    .outputMode(shape.outputMode())
                    .option("checkpointLocation", checkpoint.toString())
                    .trigger(Trigger.AvailableNow())
                    .foreachBatch(collect)
                    .start()
                    .awaitTermination();
            spark.quiesce();
        } catch (TimeoutException | StreamingQueryException e) {
            throw new AssertionError("%s on %s did not finish".formatted(shape, layout), e);
        }
    }
}
