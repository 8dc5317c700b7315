package dev.pawl.engine;

import dev.pawl.checkpoint.error.ErrorCode;
import dev.pawl.checkpoint.error.PawlException;
import dev.pawl.engine.builtin.ForeachBatchFormat;
import dev.pawl.engine.plan.Addition;
import dev.pawl.engine.plan.Deduplication;
import dev.pawl.engine.run.StreamingQuery;
import dev.pawl.engine.run.Trigger;
import dev.pawl.engine.sink.OutputMode;
import dev.pawl.engine.sink.SinkFormat;
import dev.pawl.pipeline.Position;
import dev.pawl.pipeline.QueryText;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.spark.api.java.function.MapFunction;
import org.apache.spark.sql.Encoder;
import org.apache.spark.sql.Row;

/** What a query shall write, and how; by the names of Spark's {@code DataStreamWriter}. */
public final class StreamWriter {
    private static final Position PLACE = new Position("sql", 1, 1);

    private final Pawl pawl;
    private final QueryText select;
    private final Map<String, String> options = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    private String name = "query";
    private String format = "";
    private Optional<SinkFormat> sink = Optional.empty();
    private Optional<Addition> addition = Optional.empty();
    private OutputMode mode = OutputMode.APPEND;
    private Trigger trigger = Trigger.continuousBatches();
    private List<String> partitionColumns = List.of();

    StreamWriter(Pawl pawl, String select) {
        this.pawl = pawl;
        this.select = new QueryText(PLACE, select);
    }

    public StreamWriter queryName(String queryName) {
        this.name = queryName;
        return this;
    }

    public StreamWriter format(String sinkFormat) {
        this.format = sinkFormat;
        return this;
    }

    /** @param outputMode {@code append}, {@code update} or {@code complete} */
    public StreamWriter outputMode(String outputMode) {
        try {
            this.mode = OutputMode.valueOf(outputMode.toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            throw new PawlException(
                    ErrorCode.OPTION_INVALID,
                    "The output mode must be append, update or complete, was " + outputMode + ".",
                    e);
        }
        return this;
    }

    /** Of rows that are equal in these columns the first one counts; without columns, in all. */
    public StreamWriter dropDuplicates(String... columns) {
        this.addition = Optional.of(new Deduplication(List.of(columns), false));
        return this;
    }

    /** The same, but a row is forgotten when none like it can come in time any more; needs a watermark. */
    public StreamWriter dropDuplicatesWithinWatermark(String... columns) {
        this.addition = Optional.of(new Deduplication(List.of(columns), true));
        return this;
    }

    /** Groups the rows by a key, so that a function with state can be called for each. */
    public <K> KeyedStream<K, Row> groupByKey(MapFunction<Row, K> keyOf, Encoder<K> key) {
        return new KeyedStream<>(this, keyOf, key, Optional.empty());
    }

    /** The same; rows are made into objects before. */
    public <K, T> KeyedStream<K, T> groupByKey(MapFunction<T, K> keyOf, Encoder<K> key, Encoder<T> rows) {
        return new KeyedStream<>(this, keyOf, key, Optional.of(rows));
    }

    StreamWriter with(Addition more) {
        this.addition = Optional.of(more);
        return this;
    }

    public StreamWriter option(String option, String value) {
        options.put(option, value);
        return this;
    }

    public StreamWriter options(Map<String, String> more) {
        options.putAll(more);
        return this;
    }

    public StreamWriter partitionBy(String... columns) {
        this.partitionColumns = List.of(columns);
        return this;
    }

    public StreamWriter trigger(Trigger when) {
        this.trigger = when;
        return this;
    }

    /** Hands each batch to code, instead of a sink. */
    public StreamWriter foreachBatch(ForeachBatchFormat.Handler handler) {
        this.sink = Optional.of(new ForeachBatchFormat(handler));
        return this;
    }

    public StreamingQuery start(String path) {
        return option("path", path).start();
    }

    public StreamingQuery start() {
        return pawl.start(compile());
    }

    /** The query, compiled and not started. */
    public QueryPlan compile() {
        QuerySetup setup = new QuerySetup(name, format, sink, addition, options, partitionColumns, mode, trigger);
        return pawl.compile(setup, select);
    }
}
