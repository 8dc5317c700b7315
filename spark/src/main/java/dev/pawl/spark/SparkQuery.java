package dev.pawl.spark;

import dev.pawl.pipeline.PipelineQuery;
import dev.pawl.pipeline.QueryProperties;
import dev.pawl.pipeline.TriggerText;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeoutException;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.classic.DataStreamWriter;
import org.apache.spark.sql.classic.Dataset;
import org.apache.spark.sql.streaming.StreamingQuery;
import org.apache.spark.sql.streaming.Trigger;
import org.jspecify.annotations.Nullable;

/**
 * A query of a pipeline, analysed, that Spark can start.
 *
 * @param rows its {@code SELECT}, in a session of its own that has the configurations of its place in the file
 * @param trigger of the file, or what the user wants instead
 */
record SparkQuery(PipelineQuery statement, Dataset<Row> rows, TriggerText trigger) {
    String name() {
        return statement.name();
    }

    SparkQuery with(TriggerText other) {
        return new SparkQuery(statement, rows, other);
    }

    StreamingQuery start() throws TimeoutException {
        QueryProperties properties = statement.properties();
        Map<String, String> options = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        options.putAll(properties.ofSink());
        options.computeIfPresent(QueryProperties.PATH, (name, path) -> Places.qualified(path));
        // What is in memory has this name; in a table of several queries each has its own.
        String queryName = options.remove(QueryProperties.QUERY_NAME);
        options.remove(EmbeddedOnly.STATE_STORE);
        properties.checkpoint().ifPresent(place -> options.put(QueryProperties.CHECKPOINT, Places.qualified(place)));
        makeTable(options.get(QueryProperties.PATH));
        DataStreamWriter<Row> writer = rows.writeStream()
                .format(statement.target().format())
                .options(options)
                .outputMode(properties.outputMode())
                .queryName(queryName == null || !statement.isOfTable() ? name() : queryName)
                .trigger(sparkTrigger());
        if (!statement.target().partitionColumns().isEmpty()) {
            writer.partitionBy(statement.target().partitionColumns().toArray(String[]::new));
        }
        return writer.start();
    }

    private void makeTable(@Nullable String place) {
        if (place != null && DeltaTable.isFormat(statement.target().format())) {
            DeltaTable table = DeltaTable.of(statement, place, rows.schema());
            if (!table.properties().isEmpty()) {
                table.makeIfAbsent(rows.sparkSession());
            }
        }
    }

    @SuppressWarnings("deprecation")
    private Trigger sparkTrigger() {
        return switch (trigger.kind()) {
            case PROCESSING_TIME -> Trigger.ProcessingTime(trigger.interval().toMillis());
            case AVAILABLE_NOW -> Trigger.AvailableNow();
            // What the file asks for is deprecated in Spark; it is the file's to say.
            case ONCE -> Trigger.Once();
        };
    }
}
