package dev.pawl.engine.plan;

import dev.pawl.checkpoint.error.ErrorCode;
import dev.pawl.checkpoint.error.PawlException;
import dev.pawl.engine.sink.OutputMode;
import dev.pawl.engine.source.SourceTable;
import dev.pawl.pipeline.ConfNames;
import dev.pawl.pipeline.Position;
import dev.pawl.pipeline.QueryText;
import dev.pawl.pipeline.StreamingTable;
import dev.pawl.pipeline.UnreadableTargets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.spark.sql.catalyst.QueryPlanningTracker;
import org.apache.spark.sql.catalyst.TableIdentifier;
import org.apache.spark.sql.catalyst.analysis.Analyzer;
import org.apache.spark.sql.catalyst.analysis.FunctionRegistry;
import org.apache.spark.sql.catalyst.analysis.RelationCache$;
import org.apache.spark.sql.catalyst.analysis.ResolveEventTimeWatermark$;
import org.apache.spark.sql.catalyst.analysis.TableFunctionRegistry;
import org.apache.spark.sql.catalyst.analysis.UnresolvedRelation;
import org.apache.spark.sql.catalyst.analysis.UnsupportedOperationChecker$;
import org.apache.spark.sql.catalyst.catalog.CatalogStorageFormat;
import org.apache.spark.sql.catalyst.catalog.CatalogTable;
import org.apache.spark.sql.catalyst.catalog.CatalogTableType;
import org.apache.spark.sql.catalyst.catalog.SessionCatalog;
import org.apache.spark.sql.catalyst.catalog.TemporaryViewRelation;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.ExtractSemiStructuredFields$;
import org.apache.spark.sql.catalyst.expressions.ScalaUDF;
import org.apache.spark.sql.catalyst.optimizer.Optimizer;
import org.apache.spark.sql.catalyst.parser.CatalystSqlParser;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.plans.logical.SubqueryAlias;
import org.apache.spark.sql.catalyst.plans.logical.SubqueryAlias$;
import org.apache.spark.sql.catalyst.plans.logical.UnresolvedWith;
import org.apache.spark.sql.catalyst.rules.Rule;
import org.apache.spark.sql.catalyst.streaming.InternalOutputModes;
import org.apache.spark.sql.catalyst.streaming.StreamingRelationV2;
import org.apache.spark.sql.catalyst.types.DataTypeUtils;
import org.apache.spark.sql.connector.catalog.CatalogManager;
import org.apache.spark.sql.execution.datasources.v2.DataSourceV2Relation;
import org.apache.spark.sql.internal.SQLConf;
import org.apache.spark.sql.util.CaseInsensitiveStringMap;
import scala.Option;
import scala.Tuple3;
import scala.collection.immutable.Seq;
import scala.jdk.javaapi.CollectionConverters;

/** The names a pipeline has defined so far, and the compiler for queries on them. Not for several threads. */
public final class Session {
    private final SQLConf conf = new SQLConf();
    private final CatalystSqlParser parser = new CatalystSqlParser();
    private final SchemaText schemaText = new SchemaText(parser);
    private final FunctionRegistry functions = FunctionRegistry.builtin().clone();
    private final SessionCatalog catalog;
    private final Analyzer analyzer;
    private final Optimizer optimizer;
    private final Map<String, LogicalPlan> streams = new HashMap<>();
    private final UnreadableTargets unreadable = new UnreadableTargets();

    public Session() {
        this.catalog = new SessionCatalog(
                new EmptyCatalog(), functions, TableFunctionRegistry.builtin().clone(), conf);
        CatalogManager catalogs = new CatalogManager(new NoObjects(), catalog);
        this.analyzer = new Analyzer(catalogs, RelationCache$.MODULE$.empty()) {
            @Override
            public Seq<Rule<LogicalPlan>> extendedResolutionRules() {
                return Seqs.seq(List.of(ResolveEventTimeWatermark$.MODULE$, ExtractSemiStructuredFields$.MODULE$));
            }
        };
        this.optimizer = new Optimizer(catalogs) {};
    }

    /** Sets a configuration for what is compiled from now on. */
    public void set(String key, String value, Position position) {
        ConfNames.requireKnown(key, position);
        PlanErrors.reported(position, () -> {
            conf.setConfString(key, value);
            return "";
        });
    }

    /** Does work by the configuration as it is now. */
    public <T> T configured(Supplier<T> work) {
        return SQLConf.withExistingConf(conf, work::get);
    }

    /** Defines a table that is read as a stream after {@code STREAM}, and as it is without. */
    public void define(String name, String format, SourceTable table) {
        RelationTable relation = new RelationTable(name, table);
        CaseInsensitiveStringMap noOptions = CaseInsensitiveStringMap.empty();
        defineStream(
                name,
                new StreamingRelationV2(
                        Option.empty(),
                        format,
                        relation,
                        noOptions,
                        DataTypeUtils.toAttributes(table.columns()),
                        Option.empty(),
                        Option.empty(),
                        Option.empty()));
        defineStatic(
                name,
                new DataSourceV2Relation(
                        relation,
                        DataTypeUtils.toAttributes(table.columns()),
                        Option.empty(),
                        Option.empty(),
                        noOptions,
                        Option.empty()));
    }

    /** A name that there is and that cannot be read. */
    public void refuse(StreamingTable target) {
        unreadable.add(target);
    }

    /** Defines a named step. */
    public void define(String name, QueryText query) {
        LogicalPlan plan =
                PlanErrors.reported(query.position(), () -> SQLConf.withExistingConf(conf, () -> analyzed(query)));
        defineStream(name, plan);
        defineStatic(name, plan);
    }

    /** Makes a function of Java known by a name. */
    public void define(String name, JavaFunction function) {
        functions.createOrReplaceTempFunction(
                name, arguments -> call(name, function, Seqs.list(arguments)), "java_udf");
    }

    private static Expression call(String name, JavaFunction function, List<Expression> arguments) {
        if (arguments.size() != function.arity()) {
            throw new PawlException(
                    ErrorCode.PIPELINE_INVALID,
                    "Function " + name + " takes " + function.arity() + " arguments, not " + arguments.size() + ".");
        }
        return new ScalaUDF(
                function.scala(),
                function.type(),
                Seqs.seq(arguments),
                Seqs.seq(List.of()),
                Option.empty(),
                Option.apply(name),
                true,
                true);
    }

    private void defineStream(String name, LogicalPlan plan) {
        streams.put(name.toLowerCase(Locale.ROOT), plan);
    }

    private void defineStatic(String name, LogicalPlan plan) {
        // That a view stores its plan is told by a property.
        Map<String, String> storingPlan = Map.of(CatalogTable.VIEW_STORING_ANALYZED_PLAN(), "true");
        CatalogTable view = new CatalogTable(
                new TableIdentifier(name),
                CatalogTableType.VIEW(),
                CatalogStorageFormat.empty(),
                plan.schema(),
                Option.empty(),
                Seqs.seq(List.of()),
                Option.empty(),
                "",
                0,
                -1,
                "",
                properties(storingPlan),
                Option.empty(),
                Option.empty(),
                Option.empty(),
                Option.empty(),
                Seqs.seq(List.of()),
                false,
                true,
                properties(Map.of()),
                Option.empty());
        catalog.createTempView(name, new TemporaryViewRelation(view, Option.apply(plan)), true);
    }

    private static scala.collection.immutable.Map<String, String> properties(Map<String, String> properties) {
        return scala.collection.immutable.Map$.MODULE$.from(CollectionConverters.asScala(properties));
    }

    /** Compiles the query of a streaming table. */
    public CompiledQuery compile(QueryText query, Optional<Addition> addition, OutputMode mode) {
        SQLConf frozen = conf.clone();
        return PlanErrors.reported(
                query.position(),
                () -> SQLConf.withExistingConf(frozen, () -> {
                    LogicalPlan selected = analyzed(query);
                    LogicalPlan plan = addition.map(more -> analyzer.executeAndCheck(more.on(selected), tracker()))
                            .orElse(selected);
                    if (!plan.isStreaming()) {
                        throw PlanErrors.invalid(
                                query.position(), "the query reads no stream: write FROM STREAM before a source.");
                    }
                    UnsupportedOperationChecker$.MODULE$.checkForStreaming(plan, sparkMode(mode));
                    return new QueryPlanner(query.position(), plan, mode, optimizer, frozen).compile();
                }));
    }

    private static org.apache.spark.sql.streaming.OutputMode sparkMode(OutputMode mode) {
        return switch (mode) {
            case APPEND -> InternalOutputModes.Append$.MODULE$;
            case UPDATE -> InternalOutputModes.Update$.MODULE$;
            case COMPLETE -> InternalOutputModes.Complete$.MODULE$;
        };
    }

    private LogicalPlan analyzed(QueryText query) {
        LogicalPlan parsed = parser.parsePlan(query.inPlace())
                .transformAllExpressionsWithSubqueries(new Rewrite<>(schemaText::asType));
        try {
            return analyzer.executeAndCheck(withStreams(parsed), tracker());
        } catch (Exception e) {
            Optional<PawlException> refusal = unreadable.refusal(query.position(), e);
            if (refusal.isPresent()) {
                throw refusal.get();
            }
            throw e;
        }
    }

    private static QueryPlanningTracker tracker() {
        return new QueryPlanningTracker(Option.empty());
    }

    private LogicalPlan withStreams(LogicalPlan plan) {
        return plan.transformUpWithSubqueries(new Rewrite<>(part -> streamed(part)));
    }

    /** Puts the stream in place of {@code STREAM name}; a name that is not known is the analyser's to report. */
    private LogicalPlan streamed(LogicalPlan plan) {
        if (plan instanceof UnresolvedRelation relation && relation.isStreaming()) {
            LogicalPlan stream = streams.get(relation.tableName().toLowerCase(Locale.ROOT));
            if (stream != null) {
                return SubqueryAlias$.MODULE$.apply(relation.tableName(), stream);
            }
        }
        // Named queries of WITH are no children of their plan.
        if (plan instanceof UnresolvedWith with) {
            List<Tuple3<String, SubqueryAlias, Option<Object>>> named = new ArrayList<>();
            for (Tuple3<String, SubqueryAlias, Option<Object>> each : Seqs.list(with.cteRelations())) {
                named.add(new Tuple3<>(each._1(), (SubqueryAlias) withStreams(each._2()), each._3()));
            }
            return with.copy(with.child(), Seqs.seq(named), with.allowRecursion());
        }
        return plan;
    }
}
