package dev.pawl.pipeline;

import dev.pawl.checkpoint.error.ErrorCode;
import dev.pawl.checkpoint.error.PawlException;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;

/** The targets and checkpoints of a pipeline's queries, and what they must not share. */
public final class Claims {
    private static final String CLEAN_SOURCE = "cleanSource";

    private final Predicate<StreamingTable> takesSeveralQueries;
    private final Map<String, StreamingTable> targets = new HashMap<>();
    private final Map<String, StreamingTable> paths = new HashMap<>();
    private final Map<String, String> checkpoints = new HashMap<>();
    private final Map<String, Reader> readers = new HashMap<>();

    /** A query that reads a place first, and whether files go away there once they are read. */
    private record Reader(String query, SourceView view) {
        boolean takesAway() {
            Map<String, String> options = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
            options.putAll(view.options());
            return !options.getOrDefault(CLEAN_SOURCE, "off").equalsIgnoreCase("off");
        }
    }

    /** @param takesSeveralQueries whether the sink of a table tells apart the batches of several queries */
    public Claims(Predicate<StreamingTable> takesSeveralQueries) {
        this.takesSeveralQueries = takesSeveralQueries;
    }

    /**
     * Takes a streaming table as a target of flows after it.
     *
     * @throws PawlException if another one writes the same directory of files, whose log takes one query: what a second one writes
     *     there would be passed over
     */
    public void add(StreamingTable table) {
        Map<String, String> properties = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        properties.putAll(table.properties());
        String path = properties.get(QueryProperties.PATH);
        StreamingTable other = path == null ? null : paths.putIfAbsent(Location.canonical(path), table);
        if (other != null && !(takesSeveralQueries.test(table) && takesSeveralQueries.test(other))) {
            throw invalid(
                    table.position(),
                    table.name() + " and " + other.name() + " (" + other.position() + ") would both write " + path
                            + ", but a directory of files takes one query: give each a path of its own.");
        }
        targets.put(table.name().toLowerCase(Locale.ROOT), table);
    }

    /** The table a flow writes. */
    public StreamingTable target(Flow flow) {
        StreamingTable target = targets.get(flow.target().toLowerCase(Locale.ROOT));
        if (target == null) {
            throw invalid(
                    flow.position(),
                    "flow " + flow.name() + " writes " + flow.target()
                            + ", which is no streaming table defined before it.");
        }
        if (!takesSeveralQueries.test(target)) {
            throw invalid(
                    flow.position(),
                    "flow " + flow.name() + " writes " + target.name() + ", but a directory of " + target.format()
                            + " files knows batches by their numbers alone and takes one query: write delta, or join the queries"
                            + " with UNION ALL.");
        }
        return target;
    }

    /**
     * Takes a view that a query reads as a stream.
     *
     * @throws PawlException if another one reads the same files, and one of the two takes them away once it has read them: the other
     *     would never see them
     */
    public void read(SourceView view, String query, Position position) {
        Map<String, String> options = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        options.putAll(view.options());
        String path = options.get(QueryProperties.PATH);
        if (path == null) {
            return;
        }
        Reader reader = new Reader(query, view);
        Reader other = readers.putIfAbsent(Location.canonical(path), reader);
        if (other == null) {
            return;
        }
        if (reader.takesAway() || other.takesAway()) {
            String cleaning = (reader.takesAway() ? view : other.view()).name();
            throw invalid(
                    position,
                    (query.equals(other.query())
                                    ? query + " reads " + path + " twice"
                                    : query + " and " + other.query() + " both read " + path)
                            + ", and view " + cleaning + " has " + CLEAN_SOURCE
                            + ": files would be gone before the slower one has read them. Leave it out, or let one query"
                            + " read them and others read what that one writes.");
        }
    }

    /** Takes a checkpoint for a query, which must be the only one. */
    public void claim(String checkpoint, String name, Position position) {
        String other = checkpoints.putIfAbsent(Location.canonical(checkpoint), name);
        if (other != null) {
            throw invalid(
                    position,
                    name + " and " + other + " would share checkpoint " + checkpoint
                            + ": give each query one of its own with '" + QueryProperties.CHECKPOINT + "'.");
        }
    }

    private static PawlException invalid(Position position, String what) {
        return new PawlException(ErrorCode.PIPELINE_INVALID, position + ": " + what);
    }
}
