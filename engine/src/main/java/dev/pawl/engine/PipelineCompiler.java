package dev.pawl.engine;

import dev.pawl.engine.option.Options;
import dev.pawl.engine.plan.CompiledQuery;
import dev.pawl.engine.plan.JavaFunction;
import dev.pawl.engine.plan.QueryInput;
import dev.pawl.engine.plan.Session;
import dev.pawl.engine.run.Trigger;
import dev.pawl.engine.sink.OutputMode;
import dev.pawl.engine.sink.SinkFormat;
import dev.pawl.engine.source.Outside;
import dev.pawl.engine.source.ReadBack;
import dev.pawl.engine.source.SourceFormat;
import dev.pawl.engine.source.SourceTable;
import dev.pawl.engine.source.WrittenTable;
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
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** Turns the statements of a pipeline, one after the other, into queries that can be started. */
final class PipelineCompiler {
    private static final String CHECKPOINT = QueryProperties.CHECKPOINT;
    private static final String PATH = QueryProperties.PATH;
    private static final String QUERY_NAME = QueryProperties.QUERY_NAME;

    private final Session session = new Session();
    private final Formats formats;
    private final Outside outside;
    private final Claims claims;
    private final IdentityHashMap<SourceTable, SourceView> views = new IdentityHashMap<>();

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
            OptionCheck.check(table, formats.sink(table.format(), table.position()));
            claims.add(table);
            return table.query().map(query -> query(table, table.name(), query, table.position()));
        }
        return statement instanceof Flow flow ? Optional.of(flow(flow)) : Optional.empty();
    }

    private void define(SourceView source) {
        SourceFormat format = formats.source(source.format(), source.position());
        OptionCheck.check(source, format);
        Options options = new Options(OptionCheck.owner(source), source.options());
        SourceTable table = Placed.at(
                source.position(), () -> session.configured(() -> format.define(options, source.columns(), outside)));
        Placed placed = new Placed(table, source.position());
        views.put(placed, source);
        session.define(source.name(), source.format(), placed);
    }

    /** A query that a program defines. */
    QueryPlan compile(QuerySetup setup, QueryText text) {
        SinkFormat sink = setup.sink().orElseGet(() -> formats.sink(setup.format(), text.position()));
        OptionCheck.check(setup, sink, text.position());
        return query(setup, text, text.position());
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
        CompiledQuery compiled = session.compile(text, setup.addition(), setup.mode());
        claimInputs(compiled, setup.name(), position);
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

    private void claimInputs(CompiledQuery compiled, String query, Position position) {
        Set<Integer> claimed = new HashSet<>();
        for (QueryInput input : compiled.inputs()) {
            SourceView view = views.get(input.table());
            if (view != null && claimed.add(input.source())) {
                claims.read(view, query, position);
            }
        }
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
        WrittenTable written = new WrittenTable(options, compiled.columns(), target.partitionColumns());
        Optional<ReadBack> back = formats.canRead(target.format())
                ? formats.source(target.format(), target.position()).readBack(written, outside)
                : Optional.empty();
        back.ifPresentOrElse(
                reading -> session.define(
                        target.name(), target.format(), new TargetTable(reading.columns(), reading.table())),
                () -> session.refuse(target));
    }
}
