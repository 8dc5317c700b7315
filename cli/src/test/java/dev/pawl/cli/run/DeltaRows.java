package dev.pawl.cli.run;

import dev.pawl.connectors.delta.DeltaSourceFormat;
import dev.pawl.engine.Pawl;
import dev.pawl.engine.option.Options;
import dev.pawl.engine.source.RowReader;
import dev.pawl.engine.source.Split;
import dev.pawl.engine.source.StaticSource;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.types.StructType;

/** What is in a Delta table, read whole. */
final class DeltaRows {
    private DeltaRows() {}

    /** Each row with its values joined by spaces, sorted. */
    static List<String> of(Path table, String columns) throws IOException {
        StructType schema = StructType.fromDDL(columns);
        Options options = new Options("table", Map.of("path", table.toString()));
        List<String> rows = new ArrayList<>();
        try (StaticSource source = new DeltaSourceFormat()
                .define(options, Optional.empty(), Pawl.outside())
                .openStatic(schema)) {
            for (Split split : source.splits()) {
                try (RowReader reader = split.open()) {
                    while (reader.next()) {
                        StringBuilder row = new StringBuilder();
                        for (int i = 0; i < schema.size(); i++) {
                            row.append(i == 0 ? "" : " ")
                                    .append(reader.row().get(i, schema.apply(i).dataType()));
                        }
                        rows.add(row.toString());
                    }
                }
            }
        }
        rows.sort(null);
        return rows;
    }
}
