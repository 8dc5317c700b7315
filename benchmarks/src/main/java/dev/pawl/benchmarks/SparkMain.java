package dev.pawl.benchmarks;

import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import java.util.concurrent.TimeoutException;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.streaming.DataStreamWriter;
import org.apache.spark.sql.streaming.StreamingQueryException;
import org.apache.spark.sql.streaming.StreamingQueryListener;
import org.apache.spark.sql.streaming.Trigger;

/** Spark's side: runs the {@link Query} of a file until it ends or the process is told to, a line of progress a batch. */
final class SparkMain {
    private SparkMain() {}

    /** Arguments: the file of the query, and a directory for what Spark keeps aside. */
    public static void main(String[] args) throws IOException, TimeoutException, StreamingQueryException {
        Properties properties = new Properties();
        try (Reader file = Files.newBufferedReader(Path.of(args[0]), StandardCharsets.UTF_8)) {
            properties.load(file);
        }
        Query query = Query.of(properties);
        try (SparkSession session = session(query, Path.of(args[1]))) {
            session.streams().addListener(new ProgressPrinter());
            session.readStream()
                    .format(query.source())
                    .options(query.sourceOptions())
                    .load()
                    .createOrReplaceTempView("source");
            DataStreamWriter<?> writer = session.sql(query.select())
                    .writeStream()
                    .format(query.sink())
                    .options(query.sinkOptions())
                    .outputMode(query.sinkOptions().getOrDefault("outputMode", "append"));
            if (query.trigger().equals(Query.AVAILABLE_NOW)) {
                writer.trigger(Trigger.AvailableNow());
            }
            writer.start().awaitTermination();
        }
    }

    private static SparkSession session(Query query, Path aside) {
        SparkSession.Builder builder = SparkSession.builder()
                .master("local[2]")
                .appName("pawl-benchmarks")
                .config("spark.ui.enabled", false)
                .config("spark.driver.host", "127.0.0.1")
                .config("spark.driver.bindAddress", "127.0.0.1")
                .config("spark.local.dir", aside.resolve("local").toString())
                .config("spark.sql.warehouse.dir", aside.resolve("warehouse").toString())
                .config("spark.sql.shuffle.partitions", 4);
        if (query.sink().equals("delta")) {
            builder.config("spark.sql.extensions", "io.delta.sql.DeltaSparkSessionExtension")
                    .config("spark.sql.catalog.spark_catalog", "org.apache.spark.sql.delta.catalog.DeltaCatalog");
        }
        query.confs().forEach(builder::config);
        return builder.getOrCreate();
    }

    private static final class ProgressPrinter extends StreamingQueryListener {
        @Override
        public void onQueryStarted(QueryStartedEvent event) {
            // Only batches count.
        }

        @Override
        public void onQueryProgress(QueryProgressEvent event) {
            System.out.println(event.progress().json());
        }

        @Override
        public void onQueryTerminated(QueryTerminatedEvent event) {
            // The end of the process tells.
        }
    }
}
