package dev.pawl.engine.plan;

import dev.pawl.checkpoint.error.ErrorCode;
import dev.pawl.checkpoint.error.PawlException;
import dev.pawl.engine.step.BatchInput;
import dev.pawl.engine.step.BatchValue;
import dev.pawl.engine.step.BuildSide;
import dev.pawl.engine.step.ExpandStep;
import dev.pawl.engine.step.FilterStep;
import dev.pawl.engine.step.GenerateStep;
import dev.pawl.engine.step.JoinKind;
import dev.pawl.engine.step.JoinStep;
import dev.pawl.engine.step.JsonStep;
import dev.pawl.engine.step.LetterCase;
import dev.pawl.engine.step.ProjectStep;
import dev.pawl.engine.step.StaticRows;
import dev.pawl.engine.step.Step;
import dev.pawl.pipeline.Position;
import java.io.IOException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.Alias;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.expressions.BindReferences;
import org.apache.spark.sql.catalyst.expressions.ExprId;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.Generator;
import org.apache.spark.sql.catalyst.expressions.JsonToStructs;
import org.apache.spark.sql.catalyst.expressions.PlanExpression;
import org.apache.spark.sql.catalyst.expressions.PythonUDF;
import org.apache.spark.sql.catalyst.expressions.ScalarSubquery;
import org.apache.spark.sql.catalyst.expressions.UnsafeProjection;
import org.apache.spark.sql.catalyst.expressions.package$;
import org.apache.spark.sql.catalyst.planning.ExtractEquiJoinKeys;
import org.apache.spark.sql.catalyst.plans.ExistenceJoin;
import org.apache.spark.sql.catalyst.plans.JoinType;
import org.apache.spark.sql.catalyst.plans.logical.Expand;
import org.apache.spark.sql.catalyst.plans.logical.Filter;
import org.apache.spark.sql.catalyst.plans.logical.Generate;
import org.apache.spark.sql.catalyst.plans.logical.Join;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.plans.logical.Project;
import org.apache.spark.sql.catalyst.plans.logical.RebalancePartitions;
import org.apache.spark.sql.catalyst.plans.logical.RepartitionOperation;
import org.apache.spark.sql.catalyst.plans.logical.ResolvedHint;
import org.apache.spark.sql.catalyst.types.DataTypeUtils;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;
import scala.Option;

/** Steps from the nodes of a plan: what streams and static tables have in common. */
final class StepPlanner {
    private static final int PLAN_FIELDS_MAX = 20;

    private final Position position;
    private final List<BatchInput> batchInputs;
    private final StaticPlanner tables;
    private Map<ExprId, Expression> meanings = Map.of();

    StepPlanner(Position position, List<BatchInput> batchInputs) {
        this.position = position;
        this.batchInputs = batchInputs;
        this.tables = new StaticPlanner(this);
    }

    /** Columns that no row has, and what is to be worked out in their place. */
    void define(Map<ExprId, Expression> itsMeanings) {
        meanings = Map.copyOf(itsMeanings);
    }

    /** Whether a node only says how rows are spread over a cluster. */
    static boolean isTransparent(LogicalPlan plan) {
        return plan instanceof ResolvedHint
                || plan instanceof RepartitionOperation
                || plan instanceof RebalancePartitions;
    }

    /** The columns of the rows that a step for a node gives, from those it is given. */
    static List<Attribute> outputOf(LogicalPlan plan, Function<LogicalPlan, List<Attribute>> given) {
        return plan instanceof Join join
                ? joined(join.joinType(), given.apply(join.left()), given.apply(join.right()))
                : Seqs.list(plan.output());
    }

    private static List<Attribute> joined(JoinType join, List<Attribute> left, List<Attribute> right) {
        if (join instanceof ExistenceJoin existence) {
            List<Attribute> columns = new ArrayList<>(left);
            columns.add(existence.exists());
            return columns;
        }
        if (isLeftOnly(join)) {
            return left;
        }
        String type = join.sql();
        List<Attribute> columns = new ArrayList<>();
        columns.addAll(orNulls(left, type.equals("RIGHT OUTER") || type.equals("FULL OUTER")));
        columns.addAll(orNulls(right, !type.equals("INNER") && !type.equals("CROSS") && !type.equals("RIGHT OUTER")));
        return columns;
    }

    /** The columns of a side that may find no partner. */
    private static List<Attribute> orNulls(List<Attribute> columns, boolean isOptional) {
        return isOptional
                ? columns.stream().map(column -> column.withNullability(true)).toList()
                : columns;
    }

    private static boolean isLeftOnly(JoinType type) {
        return type.sql().equals("LEFT SEMI") || type.sql().equals("LEFT ANTI");
    }

    static Expression bound(Expression expression, List<Attribute> columns) {
        return BindReferences.bindReference(expression, package$.MODULE$.AttributeSeq(Seqs.seq(columns)), false);
    }

    /** Binds an expression, its subqueries replaced. */
    Expression bind(Expression expression, List<Attribute> columns) {
        Expression known = withoutSubqueries(expression);
        Option<Expression> unknown = known.find(StepPlanner::cannotBeEvaluated);
        if (unknown.isDefined()) {
            throw PlanErrors.unsupported(
                    position, unknown.get().prettyName() + " is not supported here: " + unknown.get() + ".");
        }
        return bound(defined(known, columns).transformUp(new Rewrite<>(LetterCase::of)), columns);
    }

    private Expression defined(Expression expression, List<Attribute> columns) {
        if (meanings.isEmpty()) {
            return expression;
        }
        Set<ExprId> there = columns.stream().map(Attribute::exprId).collect(Collectors.toSet());
        return expression.transformDown(new Rewrite<>(part -> part instanceof Attribute column
                        && !there.contains(column.exprId())
                        && meanings.containsKey(column.exprId())
                ? defined(meanings.get(column.exprId()), columns)
                : part));
    }

    /** Spark turns some expressions into others only when it plans for its cluster. */
    private static boolean cannotBeEvaluated(Expression expression) {
        return expression instanceof PlanExpression || expression instanceof PythonUDF;
    }

    PawlException unsupported(String what) {
        return PlanErrors.unsupported(position, what);
    }

    PawlException unsupported(LogicalPlan plan) {
        return PlanErrors.unsupported(
                position, plan.nodeName() + " is not supported here: " + plan.simpleString(PLAN_FIELDS_MAX) + ".");
    }

    private List<Expression> bindAll(List<?> expressions, List<Attribute> columns) {
        List<Expression> all = new ArrayList<>();
        expressions.forEach(expression -> all.add(bind((Expression) expression, columns)));
        return all;
    }

    Step project(Project project, List<Attribute> columns) {
        return new ProjectStep(bindAll(Seqs.list(project.projectList()), columns));
    }

    Step json(List<Alias> decoders, Function<Alias, BitSet> wanted, List<Attribute> columns) {
        List<JsonToStructs> bound = new ArrayList<>();
        decoders.forEach(decoder -> bound.add((JsonToStructs) bind(decoder.child(), columns)));
        return new JsonStep(bound, decoders.stream().map(wanted).toList());
    }

    Step filter(Filter filter, List<Attribute> columns) {
        return new FilterStep(bind(filter.condition(), columns));
    }

    Step generate(Generate generate, List<Attribute> columns) {
        Expression generator = bind((Expression) generate.generator(), columns);
        return new GenerateStep(
                (Generator) generator,
                bindAll(Seqs.list(generate.requiredChildOutput()), columns),
                generate.generatorOutput().size(),
                generate.outer());
    }

    Step expand(Expand expand, List<Attribute> columns) {
        List<List<Expression>> rows = new ArrayList<>();
        Seqs.list(expand.projections()).forEach(row -> rows.add(bindAll(Seqs.list(row), columns)));
        return new ExpandStep(rows);
    }

    /** A join of a stream with a static side. */
    Step join(Join join, List<Attribute> streamColumns) {
        boolean isStreamLeft = join.left().isStreaming();
        return staticJoin(join, isStreamLeft ? JoinStep.Side.LEFT : JoinStep.Side.RIGHT, streamColumns);
    }

    /** A join of two static sides. */
    Step staticJoin(Join join, JoinStep.Side side, List<Attribute> columns) {
        return join(join, kind(join.joinType(), side), side, columns);
    }

    /** A join of this kind, whatever that of the plan is. */
    Step join(Join join, JoinKind kind, JoinStep.Side side, List<Attribute> streamColumns) {
        boolean isStreamLeft = side == JoinStep.Side.LEFT;
        LogicalPlan table = isStreamLeft ? join.right() : join.left();
        List<Attribute> tableColumns = Seqs.list(table.output());
        List<Expression> leftKeys = List.of();
        List<Expression> rightKeys = List.of();
        Optional<Expression> condition = Seqs.optional(join.condition());
        var keys = ExtractEquiJoinKeys.unapply(join);
        if (keys.isDefined()) {
            leftKeys = Seqs.list(keys.get()._2());
            rightKeys = Seqs.list(keys.get()._3());
            condition = Seqs.optional(keys.get()._4());
        }
        BuildSide build = new BuildSide(
                tables.rows(table),
                bindAll(isStreamLeft ? rightKeys : leftKeys, tableColumns),
                DataTypeUtils.fromAttributes(Seqs.seq(tableColumns)));
        batchInputs.add(build);
        List<Attribute> both = new ArrayList<>(isStreamLeft ? streamColumns : tableColumns);
        both.addAll(isStreamLeft ? tableColumns : streamColumns);
        return new JoinStep(
                kind,
                side,
                bindAll(isStreamLeft ? leftKeys : rightKeys, streamColumns),
                build,
                condition.map(expression -> bind(expression, both)));
    }

    private JoinKind kind(JoinType type, JoinStep.Side streamSide) {
        // It has no name in SQL.
        if (type instanceof ExistenceJoin) {
            return JoinKind.EXISTENCE;
        }
        String name = type.sql();
        boolean isLeft = streamSide == JoinStep.Side.LEFT;
        if (name.equals("INNER") || name.equals("CROSS")) {
            return JoinKind.INNER;
        }
        if (name.equals(isLeft ? "LEFT OUTER" : "RIGHT OUTER")) {
            return JoinKind.OUTER;
        }
        if (isLeft && name.equals("LEFT SEMI")) {
            return JoinKind.SEMI;
        }
        if (isLeft && name.equals("LEFT ANTI")) {
            return JoinKind.ANTI;
        }
        if (isLeft && name.equals("LEFT SINGLE")) {
            return JoinKind.SINGLE;
        }
        throw unsupported("a " + name + " join with this side static is not supported.");
    }

    /** Scalar subqueries become values that are worked out once for each batch. */
    private Expression withoutSubqueries(Expression expression) {
        return expression.transformUp(new Rewrite<>(node -> {
            if (!(node instanceof ScalarSubquery subquery)) {
                return node;
            }
            StaticRows rows = tables.rows(subquery.plan());
            StructType columns = DataTypeUtils.fromAttributes(subquery.plan().output());
            BatchValue value = new BatchValue(subquery.dataType());
            batchInputs.add(() -> value.set(single(rows, columns)));
            return value;
        }));
    }

    private static @Nullable Object single(StaticRows rows, StructType columns) throws IOException {
        UnsafeProjection copy = UnsafeProjection.create(columns);
        List<InternalRow> found = new ArrayList<>();
        rows.produce(row -> {
            found.add(copy.apply(row).copy());
            if (found.size() > 1) {
                throw new PawlException(
                        ErrorCode.SCALAR_SUBQUERY_TOO_MANY_ROWS, "A scalar subquery gave more than one row.");
            }
        });
        return found.isEmpty() ? null : found.get(0).get(0, columns.apply(0).dataType());
    }
}
