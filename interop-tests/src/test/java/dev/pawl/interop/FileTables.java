package dev.pawl.interop;

import dev.pawl.engine.option.Options;
import dev.pawl.engine.sink.OutputMode;
import dev.pawl.engine.sink.RowWriter;
import dev.pawl.engine.sink.SinkBatch;
import dev.pawl.engine.sink.SinkFormat;
import dev.pawl.engine.sink.SinkRequest;
import dev.pawl.engine.sink.StreamSink;
import dev.pawl.engine.source.RowReader;
import dev.pawl.engine.source.SourceFormat;
import dev.pawl.engine.source.SourceTable;
import dev.pawl.engine.source.Split;
import dev.pawl.engine.source.StaticSource;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.TreeMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.CatalystTypeConverters;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.StructType;

/** Directories of files as tables of Pawl, with their rows in Spark's form. */
final class FileTables {
    private final SparkSession spark;
    private final LocalOutside outside;

    FileTables(SparkSession spark, LocalOutside outside) {
        this.spark = spark;
        this.outside = outside;
    }

    /** Avro goes by its short name only with a jar that has nothing but the name. */
    static String inSpark(String format) {
        return format.equals("avro") ? "org.apache.spark.sql.avro.AvroFileFormat" : format;
    }

    static List<String> texts(List<Split> splits) throws IOException {
        List<String> texts = new ArrayList<>();
        for (Split split : splits) {
            try (RowReader reader = split.open()) {
                while (reader.next()) {
                    texts.add(reader.row().getString(0));
                }
            }
        }
        return texts;
    }

    SourceTable table(String format, String path, Optional<StructType> columns, Map<String, String> more) {
        TreeMap<String, String> options = new TreeMap<>(more);
        options.put("path", path);
        return ServiceLoader.load(SourceFormat.class).stream()
                .map(ServiceLoader.Provider::get)
                .filter(each -> each.name().equals(format))
                .findFirst()
                .orElseThrow()
                .define(new Options("source in", options), columns, outside);
    }

    /** The rows as Pawl reads them. */
    Dataset<Row> read(String format, String path, Optional<StructType> columns, Map<String, String> options)
            throws IOException {
        SourceTable table = table(format, path, columns, options);
        return rows(table, table.columns());
    }

    Dataset<Row> rows(SourceTable table, StructType columns) throws IOException {
        var converter = CatalystTypeConverters.createToScalaConverter(columns);
        List<Row> rows = new ArrayList<>();
        try (StaticSource source = table.openStatic(columns)) {
            for (Split split : source.splits()) {
                try (RowReader reader = split.open()) {
                    while (reader.next()) {
                        rows.add((Row) converter.apply(reader.row().copy()));
                    }
                }
            }
        }
        return spark.createDataFrame(rows, columns);
    }

    /** One batch by Pawl. */
    void write(
            String format,
            String path,
            List<String> partitions,
            Dataset<Row> data,
            long batchId,
            Map<String, String> more)
            throws IOException {
        TreeMap<String, String> options = new TreeMap<>(more);
        options.put("path", path);
        SinkFormat sinkFormat = ServiceLoader.load(SinkFormat.class).stream()
                .map(ServiceLoader.Provider::get)
                .filter(each -> each.name().equals(format))
                .findFirst()
                .orElseThrow();
        SinkRequest request = new SinkRequest(
                new Options("sink out", options),
                data.schema(),
                partitions,
                OutputMode.APPEND,
                "3f2c9a10-0000-4000-8000-000000000002");
        try (StreamSink sink = sinkFormat.open(request, outside)) {
            SinkBatch batch = sink.begin(batchId);
            RowWriter writer = batch.writer(0, 0);
            for (InternalRow row : data.queryExecution().executedPlan().executeCollect()) {
                writer.write(row);
            }
            batch.commit(List.of(writer.finish()));
        }
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
