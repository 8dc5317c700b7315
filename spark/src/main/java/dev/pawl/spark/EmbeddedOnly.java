package dev.pawl.spark;

import dev.pawl.checkpoint.error.ErrorCode;
import dev.pawl.checkpoint.error.PawlException;
import dev.pawl.pipeline.PipelineQuery;
import dev.pawl.pipeline.Position;
import dev.pawl.pipeline.StreamingTable;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.streaming.StreamingRelationV2;
import scala.jdk.javaapi.CollectionConverters;

/** What the embedded engine can do and Spark cannot: Spark would pass over it in silence, or without a reason that helps. */
final class EmbeddedOnly {
    /** Where state is kept while a query runs: the checkpoint is the same, and Spark has its own ways. */
    static final String STATE_STORE = "stateStore";

    /** Properties of any streaming table; one that ends with a dot stands for all names that begin so. */
    private static final List<String> OF_TABLES = List.of("badRecords", "badRecords.", "maxBadRecords", "maxBadRatio");

    /** Only those that decide what is written: the others let Spark write the same in its own way. */
    private static final Map<String, List<String>> OF_SINKS =
            Map.of("kafka", List.of("exactlyOnce"), "delta", List.of("mergeKeys"));

    private static final Set<String> FORMATS = Set.of("http");
    private static final String SOCKET = "socket";

    private EmbeddedOnly() {}

    /** @throws PawlException if Spark has nothing like this format */
    static void checkFormat(String format, Position position) {
        if (FORMATS.contains(format.toLowerCase(Locale.ROOT))) {
            throw notOnSpark(position, format + " is a format of the embedded engine.");
        }
    }

    /** @throws PawlException if a property of a table means nothing to Spark */
    static void checkProperties(StreamingTable table) {
        String format = table.format();
        List<String> ofSink = OF_SINKS.getOrDefault(format.toLowerCase(Locale.ROOT), List.of());
        table.properties().forEach((property, value) -> {
            boolean isMeant = isIn(OF_TABLES, property) || isIn(ofSink, property);
            if (isMeant && !value.equalsIgnoreCase("false")) {
                throw notOnSpark(
                        table.position(),
                        "streaming table " + table.name() + " (" + format + ") has the property " + property
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

    /**
     * Lines of a socket cannot be asked for again: the embedded engine keeps them in the checkpoint, where Spark does not look.
     *
     * @throws PawlException if a query that has a checkpoint reads some
     */
    static void checkSources(PipelineQuery query, LogicalPlan plan) {
        boolean readsSocket = CollectionConverters.asJava(plan.collectLeaves()).stream()
                .anyMatch(leaf -> leaf instanceof StreamingRelationV2 stream
                        && stream.sourceName().equalsIgnoreCase(SOCKET));
        if (readsSocket && query.properties().checkpoint().isPresent()) {
            throw notOnSpark(
                    query.position(),
                    query.name() + " reads a socket, and Spark would lose the lines of a batch that has to run again.");
        }
    }

    private static PawlException notOnSpark(Position position, String what) {
        return new PawlException(ErrorCode.NOT_ON_SPARK, position + ": " + what);
    }
}
