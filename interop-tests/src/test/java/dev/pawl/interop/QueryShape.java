package dev.pawl.interop;

import static org.apache.spark.sql.functions.avg;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.session_window;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.window;

import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** Streaming queries, one for each kind of state that Spark keeps. */
enum QueryShape {
    STATELESS("append", inputs -> inputs.get(0).where("v > 0").selectExpr("upper(k) AS k", "v * 2 AS v", "ts")),

    AGGREGATION(
            "update", inputs -> inputs.get(0).groupBy("k").agg(count(lit(1)), sum("v"), avg("v"), max("v"), max("ts"))),

    AGGREGATION_V1(
            "update", 1, Map.of("spark.sql.streaming.aggregation.stateFormatVersion", "1"), inputs -> inputs.get(0)
                    .groupBy("k")
                    .agg(count(lit(1)), sum("v"))),

    GLOBAL_AGGREGATION("complete", inputs -> inputs.get(0).agg(count(lit(1)), sum("v"))),

    TUMBLING_WINDOW("append", inputs -> timed(inputs)
            .groupBy(window(col("ts"), "10 seconds"), col("k"))
            .agg(count(lit(1)), sum("v"))),

    SLIDING_WINDOW("append", inputs -> timed(inputs)
            .groupBy(window(col("ts"), "20 seconds", "10 seconds"))
            .agg(sum("v"))),

    SESSION_WINDOW("append", inputs -> timed(inputs)
            .groupBy(session_window(col("ts"), "5 seconds"), col("k"))
            .agg(count(lit(1)), sum("v"))),

    DEDUPLICATION("append", inputs -> inputs.get(0).dropDuplicates("k", new String[] {"v"})),

    DEDUPLICATION_EVENT_TIME("append", inputs -> timed(inputs).dropDuplicates("k", new String[] {"ts"})),

    DEDUPLICATION_WITHIN_WATERMARK(
            "append", inputs -> timed(inputs).dropDuplicatesWithinWatermark("k", new String[] {"v"})),

    JOIN("append", 2, Map.of(), inputs -> joined(inputs, "inner")),

    JOIN_V3("append", 2, Map.of("spark.sql.streaming.join.stateFormatVersion", "3"), inputs -> joined(inputs, "inner")),

    LEFT_OUTER_JOIN("append", 2, Map.of(), inputs -> joined(inputs, "left_outer")),

    LEFT_OUTER_JOIN_V3(
            "append",
            2,
            Map.of("spark.sql.streaming.join.stateFormatVersion", "3"),
            inputs -> joined(inputs, "left_outer")),

    GLOBAL_LIMIT("append", inputs -> inputs.get(0).limit(7)),

    FLAT_MAP_GROUPS("append", 1, Map.of("spark.sql.streaming.noDataMicroBatches.enabled", "false"), inputs -> Tally.query(inputs.get(0))),

    TRANSFORM_WITH_STATE_EVENT_TIME(
            "append", 1, Map.of("spark.sql.streaming.noDataMicroBatches.enabled", "false"), inputs -> Ledger.inEventTime(inputs.get(0))),

    TRANSFORM_WITH_STATE_PROCESSING_TIME(
            "append",
            1,
            // A processing-time timer asks for one more batch after every batch, without end.
            Map.of("spark.sql.streaming.noDataMicroBatches.enabled", "false"),
            inputs -> Ledger.inProcessingTime(inputs.get(0))),

    DEDUPLICATION_THEN_AGGREGATION("append", inputs -> timed(inputs)
            .dropDuplicates("k", new String[] {"v", "ts"})
            .groupBy(window(col("ts"), "10 seconds"))
            .agg(count(lit(1)), sum("v")));

    private final String outputMode;
    private final int sources;
    private final Map<String, String> confs;
    private final Query query;

    QueryShape(String outputMode, Query query) {
        this(outputMode, 1, Map.of(), query);
    }

    QueryShape(String outputMode, int sources, Map<String, String> confs, Query query) {
        this.outputMode = outputMode;
        this.sources = sources;
        this.confs = Map.copyOf(confs);
        this.query = query;
    }

    String outputMode() {
        return outputMode;
    }

    int sources() {
        return sources;
    }

    /** Session settings the shape needs, whatever the layout. */
    Map<String, String> confs() {
        return confs;
    }

    /** Column families, which these operators store everything in, exist in RocksDB only. */
    boolean needsRocksDb() {
        return switch (this) {
            case JOIN_V3, LEFT_OUTER_JOIN_V3, TRANSFORM_WITH_STATE_EVENT_TIME, TRANSFORM_WITH_STATE_PROCESSING_TIME ->
                true;
            default -> false;
        };
    }

    /** The query over its sources, each with the columns of {@link Steps#SCHEMA}. */
    Dataset<Row> over(List<Dataset<Row>> inputs) {
        return query.over(inputs);
    }

    private static Dataset<Row> timed(List<Dataset<Row>> inputs) {
        return inputs.get(0).withWatermark("ts", "10 seconds");
    }

    private static Dataset<Row> joined(List<Dataset<Row>> inputs, String type) {
        Dataset<Row> left = timed(inputs);
        Dataset<Row> right = inputs.get(1).toDF("rk", "rv", "rts").withWatermark("rts", "10 seconds");
        return left.join(right, expr("k = rk AND rts BETWEEN ts AND ts + INTERVAL 10 SECONDS"), type);
    }

    /** What a shape does with its sources. */
    @FunctionalInterface
    private interface Query {
        Dataset<Row> over(List<Dataset<Row>> inputs);
    }
}
