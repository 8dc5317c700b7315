package dev.pawl.engine.plan;

import dev.pawl.engine.step.AggregateCall;
import dev.pawl.engine.step.AggregateRows;
import dev.pawl.engine.step.StaticRows;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.catalyst.expressions.Alias;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.expressions.AttributeReference;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.NamedExpression;
import org.apache.spark.sql.catalyst.expressions.SessionWindow;
import org.apache.spark.sql.catalyst.expressions.aggregate.AggregateExpression;
import org.apache.spark.sql.catalyst.expressions.aggregate.AggregateFunction;
import org.apache.spark.sql.catalyst.expressions.aggregate.DeclarativeAggregate;
import org.apache.spark.sql.catalyst.expressions.aggregate.ImperativeAggregate;
import org.apache.spark.sql.catalyst.expressions.aggregate.NoOp$;
import org.apache.spark.sql.catalyst.optimizer.NormalizeFloatingNumbers$;
import org.apache.spark.sql.catalyst.planning.PhysicalAggregation;
import org.apache.spark.sql.catalyst.plans.logical.Aggregate;
import org.apache.spark.sql.catalyst.util.UnsafeRowUtils;

/** {@code GROUP BY} on static tables. */
final class StaticAggregates {
    private final StepPlanner steps;

    StaticAggregates(StepPlanner steps) {
        this.steps = steps;
    }

    StaticRows rows(Aggregate aggregate, StaticRows rows, List<Attribute> columns) {
        var parts = PhysicalAggregation.unapply(aggregate);
        if (parts.isEmpty()) {
            throw steps.unsupported(aggregate);
        }
        List<NamedExpression> groupings = Seqs.list(parts.get()._1());
        List<AggregateExpression> calls = Seqs.list(parts.get()._2());
        List<Attribute> buffer = new ArrayList<>();
        List<Attribute> results = new ArrayList<>();
        groupings.forEach(grouping -> results.add(grouping.toAttribute()));
        for (AggregateExpression call : calls) {
            buffer.addAll(Seqs.list(call.aggregateFunction().aggBufferAttributes()));
            results.add(call.resultAttribute());
        }
        List<AggregateCall> compiled = new ArrayList<>();
        int offset = 0;
        for (AggregateExpression call : calls) {
            compiled.add(call(call, offset, buffer, columns));
            offset += call.aggregateFunction().aggBufferAttributes().size();
        }
        List<Expression> keys = new ArrayList<>();
        groupings.forEach(grouping -> keys.add(key(grouping, columns)));
        List<Expression> output = new ArrayList<>();
        Seqs.list(parts.get()._3()).forEach(result -> output.add(steps.bind((Expression) result, results)));
        return new AggregateRows(rows, keys, compiled, buffer.size(), output);
    }

    private Expression key(NamedExpression grouping, List<Attribute> columns) {
        if (grouping.metadata().contains(SessionWindow.marker())) {
            throw steps.unsupported("session_window of a static table is not supported.");
        }
        return key(steps, grouping instanceof Alias alias ? alias.child() : (Expression) grouping, columns);
    }

    /** Keys are compared by their bytes: what is equal has to have the same ones. */
    static Expression key(StepPlanner steps, Expression key, List<Attribute> columns) {
        if (!UnsafeRowUtils.isBinaryStable(key.dataType())) {
            throw steps.unsupported(
                    "GROUP BY or DISTINCT with a collation on a static table is not supported: " + key.sql() + ".");
        }
        return steps.bind(NormalizeFloatingNumbers$.MODULE$.normalize(key), columns);
    }

    private static List<Expression> childrenOf(Expression expression) {
        return Seqs.list(expression.children());
    }

    /**
     * @param offset where in the buffer the place of the function begins
     * @param buffer the places of all functions
     */
    AggregateCall call(AggregateExpression call, int offset, List<Attribute> buffer, List<Attribute> columns) {
        List<Attribute> both = new ArrayList<>(buffer);
        both.addAll(columns);
        AggregateFunction function = call.aggregateFunction();
        Optional<Expression> filter = Seqs.optional(call.filter()).map(condition -> steps.bind(condition, columns));
        List<Expression> distinct = new ArrayList<>();
        if (call.isDistinct()) {
            childrenOf(function).forEach(child -> distinct.add(key(steps, child, columns)));
        }
        if (function instanceof DeclarativeAggregate declarative) {
            List<Expression> initial = new ArrayList<>();
            Seqs.list(declarative.initialValues()).forEach(value -> initial.add(steps.bind(value, buffer)));
            List<Expression> updates = new ArrayList<>();
            List<AttributeReference> places = Seqs.list(declarative.aggBufferAttributes());
            List<Expression> changes = Seqs.list(declarative.updateExpressions());
            for (int i = 0; i < changes.size(); i++) {
                boolean isKept = changes.get(i).equals(NoOp$.MODULE$);
                updates.add(steps.bind(isKept ? places.get(i) : changes.get(i), both));
            }
            return AggregateCall.declarative(
                    filter, distinct, initial, updates, steps.bind(declarative.evaluateExpression(), buffer), offset);
        }
        ImperativeAggregate placed = ((ImperativeAggregate) function)
                .withNewMutableAggBufferOffset(offset)
                .withNewInputAggBufferOffset(offset);
        return AggregateCall.imperative(filter, distinct, (ImperativeAggregate) steps.bind(placed, columns));
    }
}
