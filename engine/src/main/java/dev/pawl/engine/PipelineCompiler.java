package dev.pawl.engine;

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
import dev.pawl.pipeline.Claims;
import dev.pawl.pipeline.Flow;
import dev.pawl.pipeline.NamedView;
import dev.pawl.pipeline.Pipeline;
import dev.pawl.pipeline.Position;
import dev.pawl.pipeline.QueryProperties;
import dev.pawl.pipeline.QueryText;
import dev.pawl.pipeline.SetConf;
import dev.pawl.pipeline.SourceView;
import dev.pawl.pipeline.Statement;
import dev.pawl.pipeline.StreamingTable;
import dev.pawl.pipeline.TriggerText;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.spark.sql.types.StructType;

/** Turns the statements of a pipeline, one after the other, into queries that can be started. */
final class PipelineCompiler {
    private static final String CHECKPOINT = QueryProperties.CHECKPOINT;
    private static final String PATH = QueryProperties.PATH;
    private static final String QUERY_NAME = QueryProperties.QUERY_NAME;

    /** What a statement may say of its query, whatever it writes. */
    private static final List<String> OF_QUERY = withBadRecords(
            CHECKPOINT, QueryProperties.TRIGGER, QueryProperties.OUTPUT_MODE, PATH, QUERY_NAME, QueryPlan.STATE_STORE);

    /** What a program says with methods, and otherwise as options. */
    private static final List<String> OF_WRITER = withBadRecords(CHECKPOINT, PATH, QUERY_NAME, QueryPlan.STATE_STORE);

    private final Session session = new Session();
    private final Formats formats;
    private final Outside outside;
    private final Claims claims;

    private static List<String> withBadRecords(String... names) {
        return Stream.concat(Stream.of(names), BadRecordProperties.NAMES.stream())
                .toList();
    }

    PipelineCompiler(Formats formats, Outside outside) {
        this.formats = formats;
        this.outside = outside;
        this.claims = new Claims(
                table -> formats.sink(table.format(), table.position()).takesSeveralQueries());
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
            claims.add(table);
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
        return query(claims.target(flow), flow.name(), flow.query(), flow.position());
    }

    private QueryPlan query(StreamingTable target, String name, QueryText text, Position position) {
        QueryProperties properties = QueryProperties.of(target, name, position);
        Map<String, String> options = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        options.putAll(properties.ofSink());
        options.putIfAbsent(QUERY_NAME, target.name());
        properties.checkpoint().ifPresent(location -> options.put(CHECKPOINT, location));
        QuerySetup setup = new QuerySetup(
                name,
                target.format(),
                Optional.empty(),
                Optional.empty(),
                options,
                target.partitionColumns(),
                OutputMode.valueOf(properties.outputMode().toUpperCase(Locale.ROOT)),
                trigger(properties.trigger()));
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
        Optional<String> checkpoint =
                QueryProperties.checkpoint(given, options.asMap(), sink.name(), setup.name(), position);
        checkpoint.ifPresent(location -> claims.claim(location, setup.name(), position));
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
                bad.badRecords(formats),
                Optional.empty());
        Placed.at(position, plan::stores);
        return plan;
    }

    /** Makes a function of Java known by a name. */
    void define(String name, JavaFunction function) {
        session.define(name, function);
    }

    private static Trigger trigger(TriggerText text) {
        return switch (text.kind()) {
            case PROCESSING_TIME -> Trigger.processingTime(text.interval());
            case AVAILABLE_NOW -> Trigger.availableNow();
            case ONCE -> Trigger.once();
        };
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
}
