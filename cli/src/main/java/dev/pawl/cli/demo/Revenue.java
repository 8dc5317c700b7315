package dev.pawl.cli.demo;

import dev.pawl.checkpoint.Checkpoint;
import dev.pawl.checkpoint.OperatorState;
import dev.pawl.checkpoint.predicate.Predicate;
import dev.pawl.checkpoint.view.StateQuestion;
import dev.pawl.checkpoint.view.StateView;
import dev.pawl.checkpoint.view.StateViews;
import dev.pawl.checkpoint.view.ViewCursor;
import dev.pawl.engine.option.Options;
import dev.pawl.engine.source.Outside;
import dev.pawl.engine.source.RowReader;
import dev.pawl.engine.source.SourceFormat;
import dev.pawl.engine.source.Split;
import dev.pawl.engine.source.StaticSource;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.stream.Stream;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/**
 * Sums by window and product, in an order of their own: two are equal when no order was lost or counted twice, and no sum stands twice.
 *
 * @param sums sorted
 */
record Revenue(List<Sum> sums) {
    private static final StructType COLUMNS =
            StructType.fromDDL("ten_minutes TIMESTAMP, product STRING, orders BIGINT, revenue DECIMAL(20,2)");
    private static final int PRECISION = 20;
    private static final int SCALE = 2;

    /** What one product sold in one window. */
    record Sum(Instant window, String product, long orders, long cents) {}

    Revenue {
        sums = sums.stream()
                .sorted(Comparator.comparing(Sum::window)
                        .thenComparing(Sum::product)
                        .thenComparing(Sum::orders))
                .toList();
    }

    /** Those of two places together. */
    Revenue and(Revenue other) {
        return new Revenue(Stream.concat(sums.stream(), other.sums.stream()).toList());
    }

    long orders() {
        return sums.stream().mapToLong(Sum::orders).sum();
    }

    long cents() {
        return sums.stream().mapToLong(Sum::cents).sum();
    }

    /** What the Delta table at a path has: windows for which no more orders can come. */
    static Revenue ofTable(String path, Outside outside) throws IOException {
        SourceFormat delta = ServiceLoader.load(SourceFormat.class).stream()
                .map(ServiceLoader.Provider::get)
                .filter(format -> format.name().equals("delta"))
                .findFirst()
                .orElseThrow();
        Options options = new Options("table " + path, Map.of("path", path));
        List<Sum> sums = new ArrayList<>();
        try (StaticSource source =
                delta.define(options, Optional.empty(), outside).openStatic(COLUMNS)) {
            for (Split split : source.splits()) {
                try (RowReader rows = split.open()) {
                    while (rows.next()) {
                        sums.add(sum(rows.row()));
                    }
                }
            }
        }
        return new Revenue(sums);
    }

    private static Sum sum(InternalRow row) {
        return new Sum(
                Instant.EPOCH.plus(row.getLong(0), ChronoUnit.MICROS),
                row.getUTF8String(1).toString(),
                row.getLong(2),
                row.getDecimal(3, PRECISION, SCALE).toUnscaledLong());
    }

    /** What the query remembers: windows to which orders may still be added. */
    static Revenue ofState(Checkpoint checkpoint, long batchId) throws IOException {
        List<Sum> sums = new ArrayList<>();
        StateViews views = new StateViews(checkpoint);
        for (OperatorState operator : checkpoint.operators()) {
            for (StateQuestion question : views.questions(operator)) {
                StateView view = views.view(operator, question);
                for (long partition : view.partitions()) {
                    try (ViewCursor rows = view.rows(partition, batchId + 1, ZoneOffset.UTC)) {
                        while (rows.next()) {
                            sums.add(sum(rows.fields()));
                        }
                    }
                }
            }
        }
        return new Revenue(sums);
    }

    private static Sum sum(Predicate.Fields row) {
        return new Sum(
                (Instant) value(row, "key", "window", "start"),
                (String) value(row, "key", "product"),
                (Long) value(row, "value", "count"),
                ((BigDecimal) value(row, "value", "sum")).movePointRight(SCALE).longValueExact());
    }

    private static Object value(Predicate.Fields row, String... path) {
        @Nullable Object value = row.value(List.of(path));
        return Objects.requireNonNull(value, () -> String.join(".", path));
    }
}
