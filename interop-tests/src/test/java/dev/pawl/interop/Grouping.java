package dev.pawl.interop;

import org.apache.spark.api.java.function.MapFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.KeyValueGroupedDataset;
import org.apache.spark.sql.Row;

/** Rows by their key column, as the operators with arbitrary state want them. */
final class Grouping {
    private Grouping() {}

    static KeyValueGroupedDataset<String, Row> byKey(Dataset<Row> rows) {
        return rows.where("k IS NOT NULL")
                .groupByKey((MapFunction<Row, String>) row -> row.getString(0), Encoders.STRING());
    }
}
