package dev.pawl.interop.delta;

import dev.pawl.checkpoint.log.SourceOffset;
import dev.pawl.connectors.delta.DeltaSinkFormat;
import dev.pawl.connectors.delta.DeltaSourceFormat;
import dev.pawl.engine.option.Options;
import dev.pawl.engine.sink.OutputMode;
import dev.pawl.engine.sink.RowWriter;
import dev.pawl.engine.sink.SinkBatch;
import dev.pawl.engine.sink.SinkRequest;
import dev.pawl.engine.sink.StreamSink;
import dev.pawl.engine.source.ReadLimit;
import dev.pawl.engine.source.RowReader;
import dev.pawl.engine.source.SourceTable;
import dev.pawl.engine.source.Split;
import dev.pawl.engine.source.StaticSource;
import dev.pawl.engine.source.StreamScope;
import dev.pawl.engine.source.StreamSource;
import dev.pawl.interop.LocalOutside;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.CatalystTypeConverters;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.StructType;

/** Reads and writes Delta tables as Pawl does, with rows that Spark makes and compares. */
record DeltaTables(SparkSession spark) {
    static final String QUERY_ID = "3f2c9a10-0000-4000-8000-000000000001";

    private static final LocalOutside OUTSIDE = new LocalOutside();

    SourceTable table(String location, Map<String, String> more) {
        TreeMap<String, String> options = new TreeMap<>(more);
        options.put("path", location);
        return new DeltaSourceFormat().define(new Options("source in (delta)", options), Optional.empty(), OUTSIDE);
    }

    Dataset<Row> read(String location) throws IOException {
        SourceTable table = table(location, Map.of());
        try (StaticSource source = table.openStatic(table.columns())) {
            return spark.createDataFrame(rows(source.splits(), table.columns()), table.columns());
        }
    }

    static List<Row> rows(List<Split> splits, StructType schema) throws IOException {
        var converter = CatalystTypeConverters.createToScalaConverter(schema);
        List<Row> rows = new ArrayList<>();
        for (Split split : splits) {
            try (RowReader reader = split.open()) {
                while (reader.next()) {
                    rows.add((Row) converter.apply(reader.row().copy()));
                }
            }
        }
        return rows;
    }

    /** A stream whose checkpoint lies beside the table. */
    StreamSource stream(String location, Map<String, String> more) {
        SourceTable table = table(location, more);
        return table.openStream(
                new StreamScope("0", table.columns(), OUTSIDE.storage(location + "-checkpoint"), QUERY_ID));
    }

    record Batch(SourceOffset end, List<Row> rows) {}

    /** All batches there are from a start. */
    List<Batch> batches(String location, Map<String, String> more, Optional<SourceOffset> start) throws IOException {
        StructType columns = table(location, more).columns();
        try (StreamSource source = stream(location, more)) {
            return batches(source, columns, start);
        }
    }

    static List<Batch> batches(StreamSource source, StructType columns, Optional<SourceOffset> start)
            throws IOException {
        List<Batch> batches = new ArrayList<>();
        Optional<SourceOffset> from = start;
        while (true) {
            Optional<SourceOffset> to = source.latestOffset(from, ReadLimit.BY_OPTIONS);
            if (to.isEmpty() || to.equals(from)) {
                return batches;
            }
            batches.add(new Batch(to.get(), rows(source.splits(from, to.get()), columns)));
            from = to;
        }
    }

    static SinkRequest request(
            String location,
            StructType schema,
            List<String> partitions,
            OutputMode mode,
            String queryId,
            Map<String, String> more) {
        TreeMap<String, String> options = new TreeMap<>(more);
        options.put("path", location);
        return new SinkRequest(new Options("sink out (delta)", options), schema, partitions, mode, queryId);
    }

    StreamSink open(String location, StructType schema, OutputMode mode, Map<String, String> more) {
        return new DeltaSinkFormat().open(request(location, schema, List.of(), mode, QUERY_ID, more), OUTSIDE);
    }

    /** Appends one batch. */
    void write(String location, List<String> partitions, Dataset<Row> data, long batchId) throws IOException {
        SinkRequest request = request(location, data.schema(), partitions, OutputMode.APPEND, QUERY_ID, Map.of());
        try (StreamSink sink = new DeltaSinkFormat().open(request, OUTSIDE)) {
            write(sink, data, batchId);
        }
    }

    /** One batch of two tasks. */
    static void write(StreamSink sink, Dataset<Row> data, long batchId) throws IOException {
        SinkBatch batch = sink.begin(batchId);
        RowWriter one = batch.writer(0, 0);
        RowWriter other = batch.writer(1, 0);
        boolean isOne = true;
        for (InternalRow row : data.queryExecution().executedPlan().executeCollect()) {
            (isOne ? one : other).write(row);
            isOne = !isOne;
        }
        batch.commit(List.of(one.finish(), other.finish()));
    }

    /** Each row as JSON, in columns of the same order; sorted. */
    static List<String> json(Dataset<Row> data) {
        return data
                .select(functions.to_json(functions.struct(functions.col("*")), Map.of("ignoreNullFields", "false")))
                .collectAsList()
                .stream()
                .map(row -> row.getString(0))
                .sorted()
                .toList();
    }
}
