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
    STATELESS,
    AGGREGATION,
    AGGREGATION_V1,
    GLOBAL_AGGREGATION,
    TUMBLING_WINDOW,
    SLIDING_WINDOW,
    SESSION_WINDOW,
    DEDUPLICATION,
    DEDUPLICATION_EVENT_TIME,
    DEDUPLICATION_WITHIN_WATERMARK,
    JOIN,
    JOIN_V3,
    LEFT_OUTER_JOIN,
    LEFT_OUTER_JOIN_V3,
    GLOBAL_LIMIT,
    FLAT_MAP_GROUPS,
    TRANSFORM_WITH_STATE_EVENT_TIME,
    TRANSFORM_WITH_STATE_PROCESSING_TIME,
    DEDUPLICATION_THEN_AGGREGATION;

    String outputMode() {
        return switch (this) {
            case AGGREGATION, AGGREGATION_V1 -> "update";
            case GLOBAL_AGGREGATION -> "complete";
            default -> "append";
        };
    }

    int sources() {
        return switch (this) {
            case JOIN, JOIN_V3, LEFT_OUTER_JOIN, LEFT_OUTER_JOIN_V3 -> 2;
            default -> 1;
        };
    }

    /** Session settings the shape needs, whatever the layout. */
    Map<String, String> confs() {
        return switch (this) {
            case AGGREGATION_V1 -> Map.of("spark.sql.streaming.aggregation.stateFormatVersion", "1");
            case JOIN_V3, LEFT_OUTER_JOIN_V3 -> Map.of("spark.sql.streaming.join.stateFormatVersion", "3");
            // Whether a batch without data comes before more data does decides what a timeout, a timer or a key that
            // expires does; and a processing-time timer asks for such a batch after every batch, without end.
            case DEDUPLICATION_WITHIN_WATERMARK,
                    FLAT_MAP_GROUPS,
                    TRANSFORM_WITH_STATE_EVENT_TIME,
                    TRANSFORM_WITH_STATE_PROCESSING_TIME ->
                Map.of("spark.sql.streaming.noDataMicroBatches.enabled", "false");
            default -> Map.of();
        };
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
        Dataset<Row> rows = inputs.get(0);
        Dataset<Row> timed = rows.withWatermark("ts", "10 seconds");
        return switch (this) {
            case STATELESS -> rows.where("v > 0").selectExpr("upper(k) AS k", "v * 2 AS v", "ts");
            case AGGREGATION -> rows.groupBy("k").agg(count(lit(1)), sum("v"), avg("v"), max("v"), max("ts"));
            case AGGREGATION_V1 -> rows.groupBy("k").agg(count(lit(1)), sum("v"));
            case GLOBAL_AGGREGATION -> rows.agg(count(lit(1)), sum("v"));
            case TUMBLING_WINDOW ->
                timed.groupBy(window(col("ts"), "10 seconds"), col("k")).agg(count(lit(1)), sum("v"));
            case SLIDING_WINDOW ->
                timed.groupBy(window(col("ts"), "20 seconds", "10 seconds")).agg(sum("v"));
            case SESSION_WINDOW ->
                timed.groupBy(session_window(col("ts"), "5 seconds"), col("k")).agg(count(lit(1)), sum("v"));
            case DEDUPLICATION -> rows.dropDuplicates("k", "v");
            case DEDUPLICATION_EVENT_TIME -> timed.dropDuplicates("k", "ts");
            case DEDUPLICATION_WITHIN_WATERMARK -> timed.dropDuplicatesWithinWatermark("k", "v");
            case JOIN, JOIN_V3 -> joined(timed, inputs.get(1), "inner");
            case LEFT_OUTER_JOIN, LEFT_OUTER_JOIN_V3 -> joined(timed, inputs.get(1), "left_outer");
            case GLOBAL_LIMIT -> rows.limit(7);
            case FLAT_MAP_GROUPS -> Tally.query(rows);
            case TRANSFORM_WITH_STATE_EVENT_TIME -> Ledger.inEventTime(rows);
            case TRANSFORM_WITH_STATE_PROCESSING_TIME -> Ledger.inProcessingTime(rows);
            case DEDUPLICATION_THEN_AGGREGATION ->
                timed.dropDuplicates("k", "v", "ts")
                        .groupBy(window(col("ts"), "10 seconds"))
                        .agg(count(lit(1)), sum("v"));
        };
    }

    private static Dataset<Row> joined(Dataset<Row> left, Dataset<Row> otherRows, String type) {
        Dataset<Row> right = otherRows.toDF("rk", "rv", "rts").withWatermark("rts", "10 seconds");
        return left.join(right, expr("k = rk AND rts BETWEEN ts AND ts + INTERVAL 10 SECONDS"), type);
    }
}
