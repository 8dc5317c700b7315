package dev.pawl.interop.handover;

import dev.pawl.testkit.KafkaBroker;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** What one query writes; rows are told as {@code id|name|time of the batch}. */
final class Target {
    /** The sinks that both engines have; {@code memory} alone is left out, which in Spark no append query starts again. */
    enum Kind {
        DELTA,
        JSON,
        CSV,
        TEXT,
        PARQUET,
        KAFKA,
        FOREACH_BATCH,
        NOOP,
        CONSOLE;

        /** Whether a batch that it has is known to it. */
        boolean isExactlyOnce() {
            return isFiles() || this == DELTA;
        }

        boolean isFiles() {
            return this == JSON || this == CSV || this == TEXT || this == PARQUET;
        }

        boolean keepsRows() {
            return this != NOOP && this != CONSOLE;
        }
    }

    private static final String TEXT_OF_ROW = "concat_ws('|', id, name, at)";

    private final Kind kind;
    private final Path directory;
    private final Optional<KafkaBroker> broker;
    private final String topic;
    private final NavigableMap<Long, List<List<String>>> handed = new ConcurrentSkipListMap<>();

    private Target(Kind kind, Path directory, Optional<KafkaBroker> broker, String topic) {
        this.kind = kind;
        this.directory = directory;
        this.broker = broker;
        this.topic = topic;
    }

    static Target of(Kind kind, Path directory, KafkaBroker broker, String topic) {
        if (kind == Kind.KAFKA) {
            broker.createTopic(topic, 1);
        }
        return new Target(kind, directory, Optional.of(broker), topic);
    }

    /** Rows handed to this program. */
    static Target handed() {
        return new Target(Kind.FOREACH_BATCH, Path.of(""), Optional.empty(), "");
    }

    Kind kind() {
        return kind;
    }

    Path directory() {
        return directory;
    }

    String format() {
        return kind.name().toLowerCase(Locale.ROOT);
    }

    Map<String, String> options() {
        if (kind == Kind.KAFKA) {
            return Map.of("kafka.bootstrap.servers", broker.orElseThrow().bootstrapServers(), "topic", topic);
        }
        if (kind == Kind.CSV) {
            return Map.of("path", directory.toString(), "header", "true");
        }
        return kind.isExactlyOnce() ? Map.of("path", directory.toString()) : Map.of();
    }

    /** The query over rows with {@code id} and {@code name}; its time is to be the same whoever runs a batch again. */
    String select(String rows) {
        String timed = "SELECT id, name, unix_millis(current_timestamp()) AS at FROM (" + rows + ")";
        return kind == Kind.TEXT || kind == Kind.KAFKA
                ? "SELECT " + TEXT_OF_ROW + " AS value FROM (" + timed + ")"
                : timed;
    }

    /** A batch that the query hands over. */
    void take(long batchId, List<Row> rows) {
        handed.computeIfAbsent(batchId, any -> new CopyOnWriteArrayList<>())
                .add(rows.stream()
                        .map(row -> row.get(0) + "|" + row.get(1) + "|" + row.get(2))
                        .sorted()
                        .toList());
    }

    /** What was handed over, each time, by batch. */
    NavigableMap<Long, List<List<String>>> handedOver() {
        return new TreeMap<>(handed);
    }

    /** All rows there are, sorted, as Spark reads them. */
    List<String> rows(SparkSession spark) {
        return switch (kind) {
            case FOREACH_BATCH ->
                handed.values().stream()
                        .flatMap(List::stream)
                        .flatMap(List::stream)
                        .sorted()
                        .toList();
            case KAFKA ->
                broker.orElseThrow().read(topic).stream()
                        .map(each -> new String(each.value(), StandardCharsets.UTF_8))
                        .sorted()
                        .toList();
            case NOOP, CONSOLE -> List.of();
            case TEXT ->
                Files.isDirectory(directory) ? sorted(spark.read().text(directory.toString()), "value") : List.of();
            case DELTA, JSON, CSV, PARQUET -> fromTable(spark);
        };
    }

    private List<String> fromTable(SparkSession spark) {
        if (!Files.isDirectory(directory)) {
            return List.of();
        }
        var reader = spark.read().format(format()).options(options());
        var rows = kind == Kind.DELTA
                ? reader.load()
                : reader.schema("id BIGINT, name STRING, at BIGINT").load();
        return sorted(rows, TEXT_OF_ROW);
    }

    private static List<String> sorted(org.apache.spark.sql.Dataset<Row> rows, String column) {
        List<String> texts = new ArrayList<>();
        rows.selectExpr(column).collectAsList().forEach(row -> texts.add(row.getString(0)));
        return texts.stream().sorted().toList();
    }
}
