package dev.pawl.connectors.delta;

import dev.pawl.checkpoint.gap.Gap;
import dev.pawl.checkpoint.gap.GapLog;
import dev.pawl.checkpoint.log.SourceOffset;
import dev.pawl.checkpoint.storage.Storage;
import dev.pawl.engine.option.Options;
import dev.pawl.engine.sink.OutputMode;
import dev.pawl.engine.sink.RowWriter;
import dev.pawl.engine.sink.SinkBatch;
import dev.pawl.engine.sink.SinkRequest;
import dev.pawl.engine.sink.StreamSink;
import dev.pawl.engine.sink.WrittenPart;
import dev.pawl.engine.source.Outside;
import dev.pawl.engine.source.ReadLimit;
import dev.pawl.engine.source.RowReader;
import dev.pawl.engine.source.SourceTable;
import dev.pawl.engine.source.Split;
import dev.pawl.engine.source.StaticSource;
import dev.pawl.engine.source.StreamScope;
import dev.pawl.engine.source.StreamSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.types.StructType;

/** Writes and reads tables as a query does, without one. */
final class Tables {
    static final String QUERY_ID = "3f2c9a10-0000-4000-8000-000000000001";

    private Tables() {}

    static SinkRequest request(String path, StructType schema, OutputMode mode, Map<String, String> more) {
        return request(path, schema, List.of(), mode, QUERY_ID, more);
    }

    static SinkRequest request(
            String path,
            StructType schema,
            List<String> partitions,
            OutputMode mode,
            String queryId,
            Map<String, String> more) {
        TreeMap<String, String> options = new TreeMap<>(more);
        options.put("path", path);
        return new SinkRequest(new Options("sink out (delta)", options), schema, partitions, mode, queryId);
    }

    static StreamSink open(SinkRequest request, Outside outside) {
        return new DeltaSinkFormat(Runnable::run).open(request, outside);
    }

    /** One batch, its rows dealt to two tasks. */
    static void write(StreamSink sink, long batchId, List<InternalRow> rows) throws IOException {
        SinkBatch batch = sink.begin(batchId);
        List<WrittenPart> parts = new ArrayList<>();
        for (int task = 0; task < 2; task++) {
            RowWriter writer = batch.writer(task, 0);
            for (int i = task; i < rows.size(); i += 2) {
                writer.write(rows.get(i));
            }
            parts.add(writer.finish());
        }
        batch.commit(parts);
    }

    /** One batch of one task. */
    static void writeOne(StreamSink sink, long batchId, List<InternalRow> rows) throws IOException {
        SinkBatch batch = sink.begin(batchId);
        RowWriter writer = batch.writer(0, 0);
        for (InternalRow row : rows) {
            writer.write(row);
        }
        batch.commit(List.of(writer.finish()));
    }

    static SourceTable table(String path, Map<String, String> more, Outside outside) {
        TreeMap<String, String> options = new TreeMap<>(more);
        options.put("path", path);
        return new DeltaSourceFormat().define(new Options("source in (delta)", options), Optional.empty(), outside);
    }

    static List<InternalRow> readAll(String path, StructType required, Map<String, String> more, Outside outside)
            throws IOException {
        try (StaticSource source = table(path, more, outside).openStatic(required)) {
            return rows(source.splits());
        }
    }

    static List<InternalRow> readAll(String path, StructType required, Outside outside) throws IOException {
        return readAll(path, required, Map.of(), outside);
    }

    static List<InternalRow> rows(List<Split> splits) throws IOException {
        List<InternalRow> rows = new ArrayList<>();
        for (Split split : splits) {
            try (RowReader reader = split.open()) {
                while (reader.next()) {
                    rows.add(reader.row().copy());
                }
            }
        }
        return rows;
    }

    static StreamSource stream(String path, Map<String, String> more, Outside outside) {
        SourceTable table = table(path, more, outside);
        Storage checkpoint = outside.storage(path + "-checkpoint");
        return table.openStream(new StreamScope("0", table.columns(), checkpoint, QUERY_ID));
    }

    /** What streams of a table went on without. */
    static List<Gap> gaps(String path, Outside outside) throws IOException {
        try (Storage checkpoint = outside.storage(path + "-checkpoint")) {
            return new GapLog(checkpoint).gaps();
        }
    }

    /** All batches there are from a start, each as its end and its rows. */
    record Batch(SourceOffset end, List<InternalRow> rows) {}

    static List<Batch> batches(StreamSource source, Optional<SourceOffset> start) throws IOException {
        List<Batch> batches = new ArrayList<>();
        Optional<SourceOffset> from = start;
        while (true) {
            Optional<SourceOffset> to = source.latestOffset(from, ReadLimit.BY_OPTIONS);
            if (to.isEmpty() || to.equals(from)) {
                return batches;
            }
            batches.add(new Batch(to.get(), rows(source.splits(from, to.get()))));
            source.committed(to.get());
            from = to;
        }
    }

    static Path commitFile(Path table, long version) {
        return table.resolve(String.format(Locale.ROOT, "_delta_log/%020d.json", version));
    }

    /** Writes a commit by hand. */
    static void commit(Path table, long version, String... actions) throws IOException {
        Files.writeString(commitFile(table, version), String.join("\n", actions) + "\n");
    }

    static String remove(String file) {
        return "{\"remove\":{\"path\":\"" + file
                + "\",\"deletionTimestamp\":1,\"dataChange\":true,\"extendedFileMetadata\":false}}";
    }

    /** An action of a commit. */
    static String line(Path table, long version, String action) throws IOException {
        return Files.readAllLines(commitFile(table, version)).stream()
                .filter(line -> line.startsWith("{\"" + action + "\""))
                .findFirst()
                .orElseThrow();
    }

    /** What Spark says first in a commit. */
    static String info(String operation) {
        return "{\"commitInfo\":{\"timestamp\":1,\"operation\":\"" + operation + "\",\"operationParameters\":{}}}";
    }

    /** The paths of the files that a commit adds. */
    static List<String> added(Path table, long version) throws IOException {
        List<String> paths = new ArrayList<>();
        for (String line : Files.readAllLines(commitFile(table, version))) {
            if (line.startsWith("{\"add\"")) {
                String rest = line.substring(line.indexOf("\"path\":\"") + 8);
                paths.add(rest.substring(0, rest.indexOf('"')));
            }
        }
        return paths;
    }
}
