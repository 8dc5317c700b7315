package dev.pawl.engine;

import dev.pawl.checkpoint.error.ErrorCode;
import dev.pawl.checkpoint.error.PawlException;
import dev.pawl.engine.option.Options;
import dev.pawl.engine.plan.CompiledQuery;
import dev.pawl.engine.plan.JavaFunction;
import dev.pawl.engine.plan.Session;
import dev.pawl.engine.run.Trigger;
import dev.pawl.engine.sink.OutputMode;
import dev.pawl.engine.sink.SinkFormat;
import dev.pawl.engine.source.Outside;
import dev.pawl.engine.source.SourceFormat;
import dev.pawl.engine.source.SourceTable;
import dev.pawl.pipeline.Flow;
import dev.pawl.pipeline.NamedView;
import dev.pawl.pipeline.Pipeline;
import dev.pawl.pipeline.Position;
import dev.pawl.pipeline.QueryText;
import dev.pawl.pipeline.SetConf;
import dev.pawl.pipeline.SourceView;
import dev.pawl.pipeline.Statement;
import dev.pawl.pipeline.StreamingTable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.spark.sql.types.StructType;

/** Turns the statements of a pipeline, one after the other, into queries that can be started. */
final class PipelineCompiler {
    private static final String CHECKPOINT = "checkpointLocation";
    private static final String TRIGGER = "trigger";
    private static final String MODE = "outputMode";
    private static final String PATH = "path";
    private static final String QUERY_NAME = "queryName";

    /** Sinks that forget with the process, so their queries may. */
    private static final Set<String> FORGETFUL = Set.of("console", "memory", "noop", "foreachbatch");

    /** What a statement may say of its query, whatever it writes. */
    private static final List<String> OF_QUERY =
            withBadRecords(CHECKPOINT, TRIGGER, MODE, PATH, QUERY_NAME, QueryPlan.STATE_STORE);

    /** What a program says with methods, and otherwise as options. */
    private static final List<String> OF_WRITER = withBadRecords(CHECKPOINT, PATH, QUERY_NAME, QueryPlan.STATE_STORE);

    private final Session session = new Session();
    private final Formats formats;
    private final Outside outside;
    private final Map<String, StreamingTable> targets = new HashMap<>();
    private final Map<String, StreamingTable> paths = new HashMap<>();
    private final Map<String, String> checkpoints = new HashMap<>();

    private static List<String> withBadRecords(String... names) {
        return Stream.concat(Stream.of(names), BadRecordProperties.NAMES.stream())
                .toList();
    }

    PipelineCompiler(Formats formats, Outside outside) {
        this.formats = formats;
        this.outside = outside;
    }

    List<QueryPlan> compile(Pipeline pipeline) {
        List<QueryPlan> plans = new ArrayList<>();
        for (Statement statement : pipeline.statements()) {
            add(statement).ifPresent(plans::add);
        }
        return plans;
    }

    /** Takes one more statement; those that define a query give one. */
    Optional<QueryPlan> add(Statement statement) {
        if (statement instanceof SetConf conf) {
            session.set(conf.key(), conf.value(), conf.position());
            return Optional.empty();
        }
        if (statement instanceof SourceView source) {
            define(source);
            return Optional.empty();
        }
        if (statement instanceof NamedView view) {
            session.define(view.name(), view.query());
            return Optional.empty();
        }
        if (statement instanceof StreamingTable table) {
            requireKnown(
                    formats.sink(table.format(), table.position()),
                    OF_QUERY,
                    table.properties(),
                    "streaming table " + table.name() + " (" + table.format() + ")",
                    table.position());
            claimTarget(table);
            targets.put(table.name().toLowerCase(Locale.ROOT), table);
            return table.query().map(query -> query(table, table.name(), query, table.position()));
        }
        return statement instanceof Flow flow ? Optional.of(flow(flow)) : Optional.empty();
    }

    private void define(SourceView source) {
        Options options = new Options("source " + source.name() + " (" + source.format() + ")", source.options());
        SourceFormat format = formats.source(source.format(), source.position());
        format.optionNames().ifPresent(names -> names.and(PATH)
                .requireKnown(source.options().keySet(), source.position().toString(), options.owner()));
        SourceTable table = Placed.at(
                source.position(), () -> session.configured(() -> format.define(options, source.columns(), outside)));
        session.define(source.name(), source.format(), new Placed(table, source.position()));
    }

    /** A query that a program defines. */
    QueryPlan compile(QuerySetup setup, QueryText text) {
        SinkFormat sink = setup.sink().orElseGet(() -> formats.sink(setup.format(), text.position()));
        requireKnown(sink, OF_WRITER, setup.options(), "query " + setup.name(), text.position());
        return query(setup, text, text.position());
    }

    private static void requireKnown(
            SinkFormat sink, List<String> ofQuery, Map<String, String> options, String owner, Position position) {
        sink.optionNames().ifPresent(names -> names.and(ofQuery)
                .requireKnown(BadRecordProperties.without(options.keySet()), position.toString(), owner));
    }

    private QueryPlan flow(Flow flow) {
        StreamingTable target = targets.get(flow.target().toLowerCase(Locale.ROOT));
        if (target == null) {
            throw invalid(
                    flow.position(),
                    "flow " + flow.name() + " writes " + flow.target()
                            + ", which is no streaming table defined before it.");
        }
        if (!formats.sink(target.format(), target.position()).takesSeveralQueries()) {
            throw invalid(
                    flow.position(),
                    "flow " + flow.name() + " writes " + target.name() + ", but a directory of " + target.format()
                            + " files knows batches by their numbers alone and takes one query: write delta, or join the queries"
                            + " with UNION ALL.");
        }
        return query(target, flow.name(), flow.query(), flow.position());
    }

    private QueryPlan query(StreamingTable target, String name, QueryText text, Position position) {
        Map<String, String> properties = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        properties.putAll(target.properties());
        if (!name.equals(target.name())) {
            // The checkpoint of the table is that of its own query.
            properties.remove(CHECKPOINT);
        }
        String triggerText = Optional.ofNullable(properties.remove(TRIGGER)).orElse("continuous-batches");
        Trigger trigger = TriggerText.parse(triggerText)
                .orElseThrow(() -> invalid(
                        position,
                        "trigger must be a time such as '5 seconds', 'available-now', 'once'"
                                + " or 'continuous-batches', was '" + triggerText + "'."));
        OutputMode mode = mode(properties.remove(MODE), position);
        properties.putIfAbsent(QUERY_NAME, target.name());
        QuerySetup setup = new QuerySetup(
                name,
                target.format(),
                Optional.empty(),
                Optional.empty(),
                properties,
                target.partitionColumns(),
                mode,
                trigger);
        QueryPlan plan = query(setup, text, position);
        if (name.equals(target.name())) {
            defineTarget(target, plan.sinkOptions(), plan.query());
        }
        return plan;
    }

    private QueryPlan query(QuerySetup setup, QueryText text, Position position) {
        Map<String, String> properties = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        properties.putAll(setup.options());
        properties.putIfAbsent(QUERY_NAME, setup.name());
        Optional<String> given = Optional.ofNullable(properties.remove(CHECKPOINT));
        BadRecordProperties bad = BadRecordProperties.take(properties, setup.name(), position);
        Options options = new Options("streaming table " + setup.name() + " (" + setup.format() + ")", properties);
        SinkFormat sink = setup.sink().orElseGet(() -> formats.sink(setup.format(), position));
        CompiledQuery compiled = session.compile(text, setup.deduplication(), setup.mode());
        Optional<String> checkpoint = given.or(() -> derived(options, setup.name()));
        if (checkpoint.isEmpty() && !FORGETFUL.contains(sink.name())) {
            throw invalid(
                    position,
                    setup.name() + " needs the property '" + CHECKPOINT
                            + "': its target has no path that a checkpoint could lie beside.");
        }
        checkpoint.ifPresent(location -> claim(location, setup.name(), position));
        options.find(PATH).ifPresent(path -> bad.requireApartFrom(path, "its target"));
        checkpoint.ifPresent(location -> bad.requireApartFrom(location, "its checkpoint"));
        QueryPlan plan = new QueryPlan(
                position,
                setup.name(),
                compiled,
                sink,
                options,
                setup.partitionColumns(),
                setup.mode(),
                setup.trigger(),
                checkpoint,
                bad.badRecords(formats));
        Placed.at(position, plan::stores);
        return plan;
    }

    /** Makes a function of Java known by a name. */
    void define(String name, JavaFunction function) {
        session.define(name, function);
    }

    private static OutputMode mode(@org.jspecify.annotations.Nullable String text, Position position) {
        if (text == null) {
            return OutputMode.APPEND;
        }
        return switch (text.strip().toLowerCase(Locale.ROOT)) {
            case "append" -> OutputMode.APPEND;
            case "update" -> OutputMode.UPDATE;
            case "complete" -> OutputMode.COMPLETE;
            default -> throw invalid(position, "outputMode must be append, update or complete, was '" + text + "'.");
        };
    }

    /** Beside the target, outside of its own directory: tied to the target, not to where the command was run. */
    private static Optional<String> derived(Options options, String name) {
        return options.find(PATH).map(path -> {
            String target = path.length() > 1 && path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
            int slash = target.lastIndexOf('/');
            String parent = slash < 0 ? "" : target.substring(0, slash + 1);
            return parent + "_checkpoints/" + name;
        });
    }

    /** The log of a directory of files takes one query: what a second one writes there would be passed over. */
    private void claimTarget(StreamingTable table) {
        Map<String, String> properties = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        properties.putAll(table.properties());
        String path = properties.get(PATH);
        if (path == null) {
            return;
        }
        StreamingTable other = paths.putIfAbsent(Location.canonical(path), table);
        if (other != null && !(takesSeveralQueries(table) && takesSeveralQueries(other))) {
            throw invalid(
                    table.position(),
                    table.name() + " and " + other.name() + " (" + other.position() + ") would both write " + path
                            + ", but a directory of files takes one query: give each a path of its own.");
        }
    }

    private boolean takesSeveralQueries(StreamingTable table) {
        return formats.sink(table.format(), table.position()).takesSeveralQueries();
    }

    private void claim(String checkpoint, String name, Position position) {
        String other = checkpoints.putIfAbsent(Location.canonical(checkpoint), name);
        if (other != null) {
            throw invalid(
                    position,
                    name + " and " + other + " would share checkpoint " + checkpoint
                            + ": give each query one of its own with '" + CHECKPOINT + "'.");
        }
    }

    /** What one query writes others of the file may read. */
    private void defineTarget(StreamingTable target, Options options, CompiledQuery compiled) {
        if (formats.canRead(target.format()) && options.find(PATH).isPresent()) {
            Options reading = new Options(options.owner(), Map.of(PATH, options.require(PATH)));
            Optional<StructType> columns = Optional.of(compiled.columns());
            TargetTable table =
                    new TargetTable(compiled.columns(), () -> formats.source(target.format(), target.position())
                            .define(reading, columns, outside));
            session.define(target.name(), target.format(), table);
        }
    }

    private static PawlException invalid(Position position, String what) {
        return new PawlException(ErrorCode.PIPELINE_INVALID, position + ": " + what);
    }
}
