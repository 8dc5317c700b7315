package dev.pawl.interop;

import java.nio.file.Path;
import java.util.List;
import java.util.NavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.TimeoutException;
import org.apache.spark.api.java.function.VoidFunction2;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.streaming.StreamingQuery;
import org.apache.spark.sql.streaming.StreamingQueryException;
import org.apache.spark.sql.streaming.StreamingQueryProgress;
import org.apache.spark.sql.streaming.Trigger;

/** What one run of a query put out, batch by batch, and what Spark says about each batch. */
record Batches(NavigableMap<Long, List<String>> rows, List<StreamingQueryProgress> progress) {
    /** Runs a query from a checkpoint until its input is used up. */
    static Batches run(SparkHarness spark, Dataset<Row> query, Path checkpoint) {
        NavigableMap<Long, List<String>> rows = new ConcurrentSkipListMap<>();
        VoidFunction2<Dataset<Row>, Long> collect = (batch, id) ->
                rows.put(id, batch.toJSON().collectAsList().stream().sorted().toList());
        try {
            StreamingQuery started = query.writeStream()
                    .option("checkpointLocation", checkpoint.toString())
                    .trigger(Trigger.AvailableNow())
                    .foreachBatch(collect)
                    .start();
            started.awaitTermination();
            spark.quiesce();
            return new Batches(rows, List.of(started.recentProgress()));
        } catch (TimeoutException | StreamingQueryException e) {
            throw new AssertionError("the query on " + checkpoint + " did not finish", e);
        }
    }

    StreamingQueryProgress progress(long batchId) {
        return progress.stream()
                .filter(of -> of.batchId() == batchId)
                .findFirst()
                .orElseThrow();
    }
}
