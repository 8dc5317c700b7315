package dev.pawl.pipeline;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.types.StructType;

/**
 * {@code CREATE TEMPORARY VIEW name USING format OPTIONS (…)}: a source.
 *
 * @param columns given by the user; empty where the format tells them
 * @param options as written, names in the user's spelling
 */
public record SourceView(
        Position position, String name, Optional<StructType> columns, String format, Map<String, String> options)
        implements Statement {
    public SourceView {
        options = Collections.unmodifiableMap(new LinkedHashMap<>(options));
    }
}
