package dev.pawl.cli.demo;

import dev.pawl.engine.option.Options;
import dev.pawl.engine.source.Outside;
import dev.pawl.engine.source.RowReader;
import dev.pawl.engine.source.SourceFormat;
import dev.pawl.engine.source.Split;
import dev.pawl.engine.source.StaticSource;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import org.apache.spark.sql.types.StructType;

/**
 * What is in the table, in numbers that a lost or a doubled order changes.
 *
 * @param orders rows
 * @param cents what they are worth
 * @param fingerprint of all ids; rows that stand twice do not cancel each other out
 */
record Contents(long orders, long cents, long fingerprint) {
    private static final StructType COLUMNS = StructType.fromDDL("order_id BIGINT, amount DECIMAL(10,2)");
    private static final int PRECISION = 10;
    private static final int SCALE = 2;

    /** Adds up orders. */
    static final class Sum {
        private long orders;
        private long cents;
        private long fingerprint;

        void add(long orderId, long itsCents) {
            orders++;
            cents += itsCents;
            // Mixed, so that ids do not make up for each other as in a plain sum.
            long mixed = (orderId + 1) * 0x9E3779B97F4A7C15L;
            mixed ^= mixed >>> 29;
            fingerprint += mixed * 0xBF58476D1CE4E5B9L;
        }

        Contents contents() {
            return new Contents(orders, cents, fingerprint);
        }
    }

    /** Reads the Delta table at a path. */
    static Contents ofTable(String path, Outside outside) throws IOException {
        SourceFormat delta = ServiceLoader.load(SourceFormat.class).stream()
                .map(ServiceLoader.Provider::get)
                .filter(format -> format.name().equals("delta"))
                .findFirst()
                .orElseThrow();
        Options options = new Options("table " + path, Map.of("path", path));
        Sum sum = new Sum();
        try (StaticSource source =
                delta.define(options, Optional.empty(), outside).openStatic(COLUMNS)) {
            for (Split split : source.splits()) {
                try (RowReader rows = split.open()) {
                    while (rows.next()) {
                        sum.add(
                                rows.row().getLong(0),
                                rows.row().getDecimal(1, PRECISION, SCALE).toUnscaledLong());
                    }
                }
            }
        }
        return sum.contents();
    }
}
