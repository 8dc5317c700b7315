package dev.pawl.engine.plan;

import dev.pawl.engine.operator.Inlet;
import dev.pawl.engine.operator.Operator;
import dev.pawl.engine.operator.OperatorNode;
import dev.pawl.engine.sink.OutputMode;
import dev.pawl.engine.step.BatchInput;
import dev.pawl.engine.step.BatchValue;
import dev.pawl.engine.step.Step;
import dev.pawl.engine.step.WatermarkStep;
import dev.pawl.pipeline.Position;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.spark.sql.catalyst.expressions.And;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.expressions.ExprId;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.GetStructField;
import org.apache.spark.sql.catalyst.expressions.IsNotNull;
import org.apache.spark.sql.catalyst.optimizer.Optimizer;
import org.apache.spark.sql.catalyst.plans.logical.Aggregate;
import org.apache.spark.sql.catalyst.plans.logical.Deduplicate;
import org.apache.spark.sql.catalyst.plans.logical.DeduplicateWithinWatermark;
import org.apache.spark.sql.catalyst.plans.logical.EventTimeWatermark;
import org.apache.spark.sql.catalyst.plans.logical.Expand;
import org.apache.spark.sql.catalyst.plans.logical.Filter;
import org.apache.spark.sql.catalyst.plans.logical.Generate;
import org.apache.spark.sql.catalyst.plans.logical.GlobalLimit;
import org.apache.spark.sql.catalyst.plans.logical.Join;
import org.apache.spark.sql.catalyst.plans.logical.LocalLimit;
import org.apache.spark.sql.catalyst.plans.logical.LocalRelation;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.plans.logical.Project;
import org.apache.spark.sql.catalyst.plans.logical.SerializeFromObject;
import org.apache.spark.sql.catalyst.plans.logical.Sort;
import org.apache.spark.sql.catalyst.plans.logical.Union;
import org.apache.spark.sql.catalyst.streaming.StreamingRelationV2;
import org.apache.spark.sql.catalyst.types.DataTypeUtils;
import org.apache.spark.sql.internal.SQLConf;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import scala.Option;

/** Turns one analysed query into paths of steps. */
final class QueryPlanner {
    private final LogicalPlan analyzed;
    private final OutputMode mode;
    private final Optimizer optimizer;
    private final SQLConf conf;

    private final BatchValue batchTime = new BatchValue(DataTypes.TimestampType);
    private final List<BatchInput> batchInputs = new ArrayList<>();
    private final List<WatermarkStep> watermarks = new ArrayList<>();
    private final StepPlanner steps;

    /** Where each leaf of the analysed plan stands in the offset log. */
    private final Map<Set<ExprId>, Integer> inputOfLeaf = new LinkedHashMap<>();

    private final Set<ExprId> used = new HashSet<>();
    private final JsonOnce jsonOnce = new JsonOnce();
    private ThinProjects thin = ThinProjects.NONE;

    /** By their numbers; one whose children are not planned yet is in its place already. */
    private final List<OperatorNode> operators = new ArrayList<>();

    QueryPlanner(Position position, LogicalPlan analyzed, OutputMode mode, Optimizer optimizer, SQLConf conf) {
        this.analyzed = analyzed;
        this.mode = mode;
        this.optimizer = optimizer;
        this.conf = conf;
        this.steps = new StepPlanner(position, batchInputs);
    }

    CompiledQuery compile() {
        List<StreamingRelationV2> leaves = leaves(analyzed);
        for (int i = 0; i < leaves.size(); i++) {
            inputOfLeaf.putIfAbsent(idsOf(leaves.get(i)), i);
        }
        Seeds seeds = new Seeds();
        LogicalPlan timed = new BatchTimes(batchTime, batchInputs).putInto(seeds.fixedIn(analyzed));
        LogicalPlan plan = jsonOnce.in(optimizer.execute(timed));
        plan.output().foreach(column -> used.add(column.exprId()));
        plan.foreach(node -> {
            node.references().foreach(column -> used.add(column.exprId()));
            return null;
        });
        thin = new ThinProjects(plan, jsonOnce::isDecoding);
        steps.define(thin.meanings());
        List<Path> paths = paths(plan, new Way(List.of(), Optional.empty()));
        return new CompiledQuery(
                inputs(leaves),
                columnsOf(plan),
                paths,
                operators,
                batchInputs,
                batchTime,
                watermarks,
                seeds.isUsed(),
                conf);
    }

    /** Names are those of the query; that a column is never null is nothing a sink may rely on later. */
    private StructType columnsOf(LogicalPlan plan) {
        List<Attribute> named = Seqs.list(analyzed.output());
        List<Attribute> optimized = Seqs.list(plan.output());
        List<Attribute> columns = new ArrayList<>();
        for (int i = 0; i < named.size(); i++) {
            columns.add(optimized.get(i).withName(named.get(i).name()));
        }
        return DataTypeUtils.fromAttributes(Seqs.seq(columns));
    }

    private static List<StreamingRelationV2> leaves(LogicalPlan plan) {
        List<StreamingRelationV2> found = new ArrayList<>();
        plan.foreach(node -> {
            if (node instanceof StreamingRelationV2 leaf) {
                found.add(leaf);
            }
            return null;
        });
        return found;
    }

    private static Set<ExprId> idsOf(LogicalPlan leaf) {
        Set<ExprId> ids = new HashSet<>();
        leaf.output().foreach(column -> ids.add(column.exprId()));
        return ids;
    }

    private List<QueryInput> inputs(List<StreamingRelationV2> leaves) {
        Map<StreamingRelationV2, Integer> sources = new HashMap<>();
        List<QueryInput> inputs = new ArrayList<>();
        for (StreamingRelationV2 leaf : leaves) {
            int source = sources.computeIfAbsent(leaf, unseen -> sources.size());
            RelationTable table = (RelationTable) leaf.table();
            inputs.add(new QueryInput(
                    source, table.name(), table.table(), DataTypeUtils.fromAttributes(Seqs.seq(required(leaf)))));
        }
        return inputs;
    }

    private List<Attribute> required(LogicalPlan leaf) {
        return Seqs.list(leaf.output()).stream()
                .filter(column -> used.contains(column.exprId()))
                .toList();
    }

    /** The columns of the rows a plan really gives: of a leaf only those that are used. */
    private List<Attribute> columns(LogicalPlan plan) {
        return plan instanceof StreamingRelationV2 ? required(plan) : passed(plan);
    }

    private List<Attribute> passed(LogicalPlan plan) {
        if (plan instanceof Project project && jsonOnce.isDecoding(project)) {
            List<Attribute> columns = new ArrayList<>(columns(project.child()));
            jsonOnce.decoders(project).forEach(decoder -> columns.add(decoder.toAttribute()));
            return columns;
        }
        if (plan instanceof Project project && thin.contains(project)) {
            return columns(project.child());
        }
        if (plan instanceof EventTimeWatermark watermark) {
            // The same columns, of which one is now known to be the event time.
            List<Attribute> marked = Seqs.list(watermark.output());
            return columns(watermark.child()).stream()
                    .map(column -> marked.stream()
                            .filter(other -> other.exprId().equals(column.exprId()))
                            .findFirst()
                            .orElse(column))
                    .toList();
        }
        if (plan instanceof Filter filter) {
            return withoutNulls(columns(filter.child()), filter.condition());
        }
        boolean changesNoColumns = plan instanceof GlobalLimit
                || plan instanceof LocalLimit
                || plan instanceof Sort
                || plan instanceof Deduplicate
                || plan instanceof DeduplicateWithinWatermark;
        return StepPlanner.isTransparent(plan) || changesNoColumns
                ? columns(plan.children().head())
                : StepPlanner.outputOf(plan, this::columns);
    }

    /** Columns that a filter has found not to be null are known not to be, as in Spark: schemas of state say so. */
    private static List<Attribute> withoutNulls(List<Attribute> columns, Expression condition) {
        if (condition instanceof And and) {
            return withoutNulls(withoutNulls(columns, and.left()), and.right());
        }
        if (!(condition instanceof IsNotNull check && check.child() instanceof Attribute known)) {
            return columns;
        }
        return columns.stream()
                .map(column -> column.exprId().equals(known.exprId()) ? column.withNullability(false) : column)
                .toList();
    }

    /** What rows still have before them: steps, and the operator or sink at their end. */
    private record Way(List<Step> steps, Optional<Inlet> inlet) {
        Way after(Step step) {
            List<Step> all = new ArrayList<>();
            all.add(step);
            all.addAll(steps);
            return new Way(all, inlet);
        }
    }

    private List<Path> paths(LogicalPlan plan, Way way) {
        if (plan instanceof StreamingRelationV2 leaf) {
            return List.of(new Path(inputOf(leaf), way.steps(), way.inlet()));
        }
        if (plan instanceof Union union) {
            List<Path> all = new ArrayList<>();
            Seqs.list(union.children()).forEach(child -> all.addAll(paths(child, way)));
            return all;
        }
        if (StepPlanner.isTransparent(plan)) {
            return paths(plan.children().head(), way);
        }
        if (plan instanceof Project project && jsonOnce.isDecoding(project)) {
            return paths(
                    project.child(),
                    way.after(steps.json(jsonOnce.decoders(project), jsonOnce::wanted, columns(project.child()))));
        }
        if (plan instanceof Project project && thin.contains(project)) {
            return paths(project.child(), way);
        }
        if (plan instanceof Project project) {
            return paths(project.child(), way.after(steps.project(project, columns(project.child()))));
        }
        if (plan instanceof Filter filter) {
            return paths(filter.child(), way.after(steps.filter(filter, columns(filter.child()))));
        }
        if (plan instanceof Generate generate) {
            return paths(generate.child(), way.after(steps.generate(generate, columns(generate.child()))));
        }
        if (plan instanceof Expand expand) {
            return paths(expand.child(), way.after(steps.expand(expand, columns(expand.child()))));
        }
        if (plan instanceof EventTimeWatermark watermark) {
            return paths(watermark.child(), way.after(watermark(watermark)));
        }
        if (plan instanceof Join join
                && join.left().isStreaming() != join.right().isStreaming()) {
            LogicalPlan stream = join.left().isStreaming() ? join.left() : join.right();
            return paths(stream, way.after(steps.join(join, columns(stream))));
        }
        if (plan instanceof Aggregate aggregate && aggregate.isStreaming()) {
            StreamAggregates aggregates = new StreamAggregates(steps, mode);
            int id = place(aggregates.operator(aggregate, columns(aggregate.child())), way);
            return paths(aggregate.child(), into(id, 0));
        }
        if (plan instanceof Join join && join.left().isStreaming()) {
            StreamJoins joins = new StreamJoins(steps, mode);
            int id = place(joins.operator(join, columns(join.left()), columns(join.right())), way);
            List<Path> all = new ArrayList<>(paths(join.left(), into(id, 0)));
            all.addAll(paths(join.right(), into(id, 1)));
            return all;
        }
        if (plan instanceof LocalLimit limit) {
            return paths(limit.child(), way);
        }
        StreamLimits limits = new StreamLimits(steps, mode);
        if (plan instanceof GlobalLimit limit) {
            return paths(limit.child(), into(place(limits.limit(limit, columns(limit.child())), way), 0));
        }
        if (plan instanceof Sort sort && sort.global()) {
            return paths(sort.child(), into(place(limits.sort(sort, columns(sort.child())), way), 0));
        }
        if (plan instanceof Deduplicate unique) {
            return paths(unique.child(), into(place(limits.deduplicate(unique, columns(unique.child())), way), 0));
        }
        if (plan instanceof DeduplicateWithinWatermark unique) {
            return paths(unique.child(), into(place(limits.deduplicate(unique, columns(unique.child())), way), 0));
        }
        if (StreamFunctions.isFunction(plan)) {
            SerializeFromObject results = (SerializeFromObject) plan;
            StreamFunctions functions = new StreamFunctions(steps, batchTime);
            LogicalPlan rows = functions.rows(results);
            return paths(rows, into(place(functions.operator(results, columns(rows)), way), 0));
        }
        if (plan instanceof LocalRelation nothing && nothing.data().isEmpty()) {
            return List.of();
        }
        throw steps.unsupported(plan);
    }

    /** Gives an operator its number: parents come before their children. */
    private int place(Operator operator, Way way) {
        operators.add(new OperatorNode(operator, way.steps(), way.inlet()));
        return operators.size() - 1;
    }

    private static Way into(int operator, int side) {
        return new Way(List.of(), Optional.of(new Inlet(operator, side)));
    }

    private int inputOf(StreamingRelationV2 leaf) {
        Integer input = inputOfLeaf.get(idsOf(leaf));
        if (input == null) {
            throw new IllegalStateException("the optimiser made a stream of its own: " + leaf);
        }
        return input;
    }

    private WatermarkStep watermark(EventTimeWatermark watermark) {
        Expression time = watermark.eventTime();
        // The end of a window is its event time.
        Expression micros = time.dataType() instanceof StructType ? new GetStructField(time, 1, Option.empty()) : time;
        WatermarkStep step = new WatermarkStep(
                steps.bind(micros, columns(watermark.child())),
                EventTimeWatermark.getDelayMs(watermark.delay()),
                watermark.nodeId());
        watermarks.add(0, step);
        return step;
    }
}
