package dev.pawl.pipeline;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * {@code CREATE STREAMING TABLE name USING format TBLPROPERTIES (…) AS SELECT …}: a target, and the query that fills it.
 *
 * @param properties options of the query and of its sink, names in the user's spelling
 * @param partitionColumns of {@code PARTITIONED BY}
 * @param query empty for a table that only flows fill
 */
public record StreamingTable(
        Position position,
        String name,
        String format,
        Map<String, String> properties,
        List<String> partitionColumns,
        Optional<QueryText> query)
        implements Statement {
    public StreamingTable {
        properties = Collections.unmodifiableMap(new LinkedHashMap<>(properties));
        partitionColumns = List.copyOf(partitionColumns);
    }
}
