package dev.pawl.interop.handover;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import org.apache.spark.api.java.function.VoidFunction2;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.streaming.DataStreamReader;
import org.apache.spark.sql.streaming.DataStreamWriter;
import org.apache.spark.sql.streaming.StreamingQuery;
import org.apache.spark.sql.streaming.StreamingQueryException;
import org.apache.spark.sql.streaming.StreamingQueryProgress;
import org.apache.spark.sql.streaming.Trigger;

/** A turn of real Spark. */
final class SparkTurn {
    private SparkTurn() {}

    /** Runs until nothing is left, or until it is killed; what it reported of its batches. */
    static List<String> run(Lane lane, SparkSession spark, Optional<Kill> kill) throws TimeoutException {
        spark.conf().set(MortalFiles.KILL_CONF, kill.map(Kill::toString).orElse(""));
        List<String> reports = new ArrayList<>();
        for (int starts = 1; ; starts++) {
            StreamingQuery query = writer(lane, rows(lane, spark)).start();
            Optional<StreamingQueryException> failure = awaitEnd(query);
            Arrays.stream(query.recentProgress())
                    .map(StreamingQueryProgress::json)
                    .forEach(reports::add);
            if (failure.isPresent() ? kill.isPresent() && Kill.Death.isCauseOf(failure.get()) : kill.isEmpty()) {
                return reports;
            }
            if (starts > 1 || failure.isEmpty() || !isSpark55271(failure.get())) {
                throw new AssertionError(lane + ": Spark was to be killed " + kill, failure.orElse(null));
            }
        }
    }

    private static Optional<StreamingQueryException> awaitEnd(StreamingQuery query) {
        try {
            query.awaitTermination();
            return Optional.empty();
        } catch (StreamingQueryException e) {
            return Optional.of(e);
        }
    }

    /**
     * Whenever Spark 4.1.2 has run a batch of Kafka again, it dies of its own report, after the commit: its users have to start
     * the query once more.
     */
    private static boolean isSpark55271(StreamingQueryException failure) {
        return failure.getCause() instanceof NullPointerException cause
                && cause.getStackTrace()[0].getMethodName().equals("metrics");
    }

    private static Dataset<Row> rows(Lane lane, SparkSession spark) {
        Input input = lane.input();
        DataStreamReader reader = spark.readStream().format(input.format()).options(input.options());
        if (!input.columns().isEmpty()) {
            reader = reader.schema(input.columns());
        }
        reader.load().createOrReplaceTempView("input");
        return spark.sql(lane.query());
    }

    private static DataStreamWriter<Row> writer(Lane lane, Dataset<Row> rows) {
        Target target = lane.target();
        DataStreamWriter<Row> writer = rows.writeStream()
                .queryName("handover")
                .option("checkpointLocation", lane.checkpoint().toString())
                .options(target.options())
                .trigger(Trigger.AvailableNow());
        if (target.kind() == Target.Kind.FOREACH_BATCH) {
            VoidFunction2<Dataset<Row>, Long> take = (batch, id) -> target.take(id, batch.collectAsList());
            return writer.foreachBatch(take);
        }
        return writer.format(target.format());
    }
}
