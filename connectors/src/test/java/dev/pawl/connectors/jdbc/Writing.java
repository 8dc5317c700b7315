package dev.pawl.connectors.jdbc;

import dev.pawl.engine.option.Options;
import dev.pawl.engine.sink.OutputMode;
import dev.pawl.engine.sink.RowWriter;
import dev.pawl.engine.sink.SinkBatch;
import dev.pawl.engine.sink.SinkRequest;
import dev.pawl.engine.sink.StreamSink;
import dev.pawl.engine.sink.WrittenPart;
import dev.pawl.testkit.PostgresServer;
import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.unsafe.types.UTF8String;
import org.jspecify.annotations.Nullable;

/** Sinks as a query has them, without a query. */
final class Writing {
    static final InstantSource CLOCK = InstantSource.fixed(Instant.parse("2026-01-31T12:00:00.123456Z"));

    private final Map<String, String> options;
    private final String columns;
    private OutputMode mode = OutputMode.APPEND;

    private Writing(Map<String, String> options, String columns) {
        this.options = options;
        this.columns = columns;
    }

    static Writing to(String url, String table, String columns) {
        Map<String, String> options = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        options.putAll(Map.of("url", url, "dbtable", table));
        return new Writing(options, columns);
    }

    static Writing to(PostgresServer server, String table, String columns) {
        return to(server.url(), table, columns).with("user", server.user()).with("password", server.password());
    }

    Writing with(String option, String value) {
        Map<String, String> more = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        more.putAll(options);
        more.put(option, value);
        Writing changed = new Writing(more, columns);
        changed.mode = mode;
        return changed;
    }

    Writing with(OutputMode other) {
        Writing changed = new Writing(options, columns);
        changed.mode = other;
        return changed;
    }

    StreamSink open() {
        return JdbcSink.open(
                new SinkRequest(
                        new Options("sink out (jdbc)", options),
                        StructType.fromDDL(columns),
                        List.of(),
                        mode,
                        "query-1"),
                CLOCK);
    }

    /** One batch with one task, through a sink of its own. */
    void write(long batchId, InternalRow... rows) {
        try (StreamSink sink = open()) {
            write(sink, batchId, rows);
        }
    }

    static void write(StreamSink sink, long batchId, InternalRow... rows) {
        SinkBatch batch = sink.begin(batchId);
        batch.commit(List.of(written(batch, 0, rows)));
    }

    static WrittenPart written(SinkBatch batch, int task, InternalRow... rows) {
        try {
            RowWriter writer = batch.writer(task, 0);
            for (InternalRow row : rows) {
                writer.write(row);
            }
            return writer.finish();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    static InternalRow row(@Nullable Object... values) {
        for (int i = 0; i < values.length; i++) {
            values[i] = values[i] instanceof String text ? UTF8String.fromString(text) : values[i];
        }
        return new GenericInternalRow(values);
    }

    /** What a query gives, by any driver. */
    static List<String> rows(String url, String sql) {
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement();
                ResultSet found = statement.executeQuery(sql)) {
            List<String> rows = new ArrayList<>();
            while (found.next()) {
                StringBuilder row = new StringBuilder();
                for (int i = 1; i <= found.getMetaData().getColumnCount(); i++) {
                    row.append(i == 1 ? "" : " ").append(found.getString(i));
                }
                rows.add(row.toString());
            }
            return rows;
        } catch (SQLException e) {
            throw new IllegalStateException(sql, e);
        }
    }

    static void execute(String url, String sql) {
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(sql, e);
        }
    }
}
