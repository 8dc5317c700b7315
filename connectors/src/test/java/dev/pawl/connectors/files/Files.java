package dev.pawl.connectors.files;

import dev.pawl.engine.option.Options;
import dev.pawl.engine.sink.OutputMode;
import dev.pawl.engine.sink.RowWriter;
import dev.pawl.engine.sink.SinkBatch;
import dev.pawl.engine.sink.SinkFormat;
import dev.pawl.engine.sink.SinkRequest;
import dev.pawl.engine.sink.StreamSink;
import dev.pawl.engine.sink.WrittenPart;
import dev.pawl.engine.source.Outside;
import dev.pawl.engine.source.RowReader;
import dev.pawl.engine.source.SourceFormat;
import dev.pawl.engine.source.SourceTable;
import dev.pawl.engine.source.Split;
import dev.pawl.engine.source.StaticSource;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/** Formats by name, tables and targets by a few words, and rows as text. */
final class Files {
    private Files() {}

    static Options options(String... pairs) {
        Map<String, String> map = new HashMap<>();
        for (int i = 0; i < pairs.length; i += 2) {
            map.put(pairs[i], pairs[i + 1]);
        }
        return new Options("source in", map);
    }

    static SourceFormat source(String name) {
        return ServiceLoader.load(SourceFormat.class).stream()
                .map(ServiceLoader.Provider::get)
                .filter(format -> format.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    static SinkFormat sink(String name) {
        return ServiceLoader.load(SinkFormat.class).stream()
                .map(ServiceLoader.Provider::get)
                .filter(format -> format.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    static SourceTable table(String format, Optional<String> ddl, Outside outside, String... options) {
        return source(format).define(options(options), ddl.map(StructType::fromDDL), outside);
    }

    /** All rows as they are now, sorted. */
    static List<String> rows(SourceTable table) throws IOException {
        return rows(table, table.columns());
    }

    static List<String> rows(SourceTable table, StructType required) throws IOException {
        try (StaticSource source = table.openStatic(required)) {
            return rows(source.splits(), required);
        }
    }

    static List<String> rows(List<Split> splits, StructType columns) throws IOException {
        List<String> rows = new ArrayList<>();
        for (Split split : splits) {
            try (RowReader reader = split.open()) {
                while (reader.next()) {
                    rows.add(text(reader.row(), columns));
                }
            }
        }
        rows.sort(null);
        return rows;
    }

    static String text(InternalRow row, StructType columns) {
        List<String> values = new ArrayList<>();
        StructField[] fields = columns.fields();
        for (int i = 0; i < fields.length; i++) {
            Object value = row.isNullAt(i) ? null : row.get(i, fields[i].dataType());
            values.add(value instanceof byte[] bytes ? Arrays.toString(bytes) : String.valueOf(value));
        }
        return String.join("|", values);
    }

    static StreamSink target(
            String format, StructType columns, List<String> partitions, Outside outside, String... options) {
        SinkRequest request = new SinkRequest(options(options), columns, partitions, OutputMode.APPEND, "query");
        return sink(format).open(request, outside);
    }

    /** One batch by one task. */
    static void write(StreamSink sink, long batchId, List<InternalRow> rows) throws IOException {
        SinkBatch batch = sink.begin(batchId);
        RowWriter writer = batch.writer(0, 0);
        for (InternalRow row : rows) {
            writer.write(row);
        }
        WrittenPart part = writer.finish();
        batch.commit(List.of(part));
    }
}
