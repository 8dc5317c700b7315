package dev.pawl.spark;

import dev.pawl.pipeline.PipelineQuery;
import dev.pawl.pipeline.QueryProperties;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.spark.sql.classic.SparkSession;
import org.apache.spark.sql.types.StructType;

/**
 * A table that a query is to write. Spark makes one with its first batch, too late for who reads it, and forgets the properties
 * that it was to have.
 *
 * @param properties of the table itself, such as {@code delta.appendOnly}
 */
record DeltaTable(String place, StructType columns, List<String> partitionColumns, Map<String, String> properties) {
    private static final String FORMAT = "delta";
    private static final String PREFIX = "delta.";

    static boolean isFormat(String format) {
        return format.toLowerCase(Locale.ROOT).equals(FORMAT);
    }

    /**
     * @param place where it is
     * @param written columns of the query
     */
    static DeltaTable of(PipelineQuery query, String place, StructType written) {
        return new DeltaTable(
                place, written.asNullable(), query.target().partitionColumns(), properties(query.properties()));
    }

    private static Map<String, String> properties(QueryProperties properties) {
        Map<String, String> ofTable = new TreeMap<>();
        properties.ofSink().forEach((name, value) -> {
            if (name.regionMatches(true, 0, PREFIX, 0, PREFIX.length())) {
                ofTable.put(name, value);
            }
        });
        return ofTable;
    }

    /** Leaves one that is there as it is. */
    void makeIfAbsent(SparkSession session) {
        String partitioned = list(
                " PARTITIONED BY (",
                partitionColumns.stream().map(Relations::quoted).toList());
        String having = list(
                " TBLPROPERTIES (",
                properties.entrySet().stream()
                        .map(each -> literal(each.getKey()) + " = " + literal(each.getValue()))
                        .toList());
        session.sql("CREATE TABLE IF NOT EXISTS delta." + Relations.quoted(place) + " (" + columns.toDDL()
                + ") USING delta" + partitioned + having);
    }

    private static String list(String opening, List<String> elements) {
        return elements.isEmpty() ? "" : elements.stream().collect(Collectors.joining(", ", opening, ")"));
    }

    private static String literal(String text) {
        return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'";
    }
}
