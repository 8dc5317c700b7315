package dev.pawl.pipeline;

import dev.pawl.checkpoint.error.ErrorCode;
import dev.pawl.checkpoint.error.PawlException;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * What the properties of a streaming table say of a query that writes it, the same for whatever runs it.
 *
 * @param checkpoint given or derived; empty for a sink whose rows nobody could miss
 * @param outputMode {@code append}, {@code update} or {@code complete}
 * @param ofSink all properties that are the sink's, names told apart without regard to case
 */
public record QueryProperties(
        Optional<String> checkpoint, TriggerText trigger, String outputMode, Map<String, String> ofSink) {
    public static final String CHECKPOINT = "checkpointLocation";
    public static final String TRIGGER = "trigger";
    public static final String OUTPUT_MODE = "outputMode";
    public static final String PATH = "path";
    public static final String QUERY_NAME = "queryName";

    private static final List<String> OUTPUT_MODES = List.of("append", "update", "complete");

    /** Sinks that forget with the process, so their queries may. */
    private static final Set<String> FORGETFUL = Set.of("console", "memory", "noop", "foreachbatch");

    public QueryProperties {
        Map<String, String> sorted = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        sorted.putAll(ofSink);
        ofSink = Collections.unmodifiableMap(sorted);
    }

    /**
     * @param name of the query: that of the table, or of a flow into it
     * @param position of the statement that has the query
     * @throws PawlException if a value is none
     */
    public static QueryProperties of(StreamingTable target, String name, Position position) {
        Map<String, String> properties = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        properties.putAll(target.properties());
        Optional<String> given = Optional.ofNullable(properties.remove(CHECKPOINT))
                // The checkpoint of the table is that of its own query.
                .flatMap(location ->
                        name.equals(target.name()) ? Optional.of(location) : ofFlow(location, name, properties));
        TriggerText trigger = trigger(Optional.ofNullable(properties.remove(TRIGGER)), position);
        String mode = outputMode(Optional.ofNullable(properties.remove(OUTPUT_MODE)), position);
        Optional<String> checkpoint = checkpoint(given, properties, target.format(), name, position);
        return new QueryProperties(checkpoint, trigger, mode, properties);
    }

    /**
     * Where the progress of a query is kept.
     *
     * @param properties of its sink
     * @throws PawlException if nothing tells, and the sink is not one that forgets
     */
    public static Optional<String> checkpoint(
            Optional<String> given, Map<String, String> properties, String format, String name, Position position) {
        Optional<String> checkpoint =
                given.or(() -> Optional.ofNullable(properties.get(PATH)).map(path -> derived(path, name)));
        if (checkpoint.isEmpty() && !FORGETFUL.contains(format.toLowerCase(Locale.ROOT))) {
            throw invalid(
                    position,
                    name + " needs the property '" + CHECKPOINT
                            + "': its target has no path that a checkpoint could lie beside.");
        }
        return checkpoint;
    }

    /** Beside the target if there is such a place, else beside the checkpoint of the table's own query. */
    private static Optional<String> ofFlow(String ofTable, String name, Map<String, String> properties) {
        boolean hasPlace = properties.containsKey(PATH);
        return hasPlace ? Optional.empty() : Optional.of(withoutSlash(ofTable) + "-" + name);
    }

    private static String withoutSlash(String path) {
        return path.length() > 1 && path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
    }

    /** Beside the target, outside of its own directory: tied to the target, not to where the command was run. */
    private static String derived(String path, String name) {
        String target = withoutSlash(path);
        int slash = target.lastIndexOf('/');
        String parent = slash < 0 ? "" : target.substring(0, slash + 1);
        return parent + "_checkpoints/" + name;
    }

    private static TriggerText trigger(Optional<String> text, Position position) {
        return text.map(given -> TriggerText.parse(given)
                        .orElseThrow(() -> invalid(
                                position,
                                "trigger must be a time such as '5 seconds', 'available-now', 'once'"
                                        + " or 'continuous-batches', was '" + given + "'.")))
                .orElse(TriggerText.CONTINUOUS_BATCHES);
    }

    private static String outputMode(Optional<String> text, Position position) {
        String mode = text.orElse("append").strip().toLowerCase(Locale.ROOT);
        if (!OUTPUT_MODES.contains(mode)) {
            throw invalid(position, "outputMode must be append, update or complete, was '" + text.orElse("") + "'.");
        }
        return mode;
    }

    private static PawlException invalid(Position position, String what) {
        return new PawlException(ErrorCode.PIPELINE_INVALID, position + ": " + what);
    }
}
