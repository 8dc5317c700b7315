package dev.pawl.spark;

import dev.pawl.checkpoint.error.ErrorCode;
import dev.pawl.checkpoint.error.PawlException;
import dev.pawl.pipeline.Position;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What the embedded engine can do and Spark cannot: Spark would pass over it in silence. */
final class EmbeddedOnly {
    /** Properties of any streaming table; one that ends with a dot stands for all names that begin so. */
    private static final List<String> OF_TABLES = List.of("badRecords", "badRecords.", "maxBadRecords", "maxBadRatio");

    /** Only those that decide what is written: the others let Spark write the same in its own way. */
    private static final Map<String, List<String>> OF_SINKS =
            Map.of("kafka", List.of("exactlyOnce"), "delta", List.of("mergeKeys"));

    private EmbeddedOnly() {}

    /**
     * @param format of the sink
     * @param properties of the streaming table
     * @throws PawlException if one of them means nothing to Spark
     */
    static void check(String table, String format, Map<String, String> properties, Position position) {
        List<String> ofSink = OF_SINKS.getOrDefault(format.toLowerCase(Locale.ROOT), List.of());
        properties.forEach((property, value) -> {
            boolean isMeant = isIn(OF_TABLES, property) || isIn(ofSink, property);
            if (isMeant && !value.equalsIgnoreCase("false")) {
                throw new PawlException(
                        ErrorCode.NOT_ON_SPARK,
                        position + ": streaming table " + table + " (" + format + ") has the property " + property
                                + ", which only the embedded engine knows.");
            }
        });
    }

    private static boolean isIn(List<String> names, String property) {
        return names.stream()
                .anyMatch(name -> name.endsWith(".")
                        ? property.regionMatches(true, 0, name, 0, name.length())
                        : property.equalsIgnoreCase(name));
    }
}
