package dev.pawl.engine.plan;

import dev.pawl.engine.operator.AggregateLayout;
import dev.pawl.engine.operator.AggregateOperator;
import dev.pawl.engine.operator.Expiry;
import dev.pawl.engine.operator.Operator;
import dev.pawl.engine.operator.SessionOperator;
import dev.pawl.engine.sink.OutputMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.GetStructField;
import org.apache.spark.sql.catalyst.expressions.If;
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
import org.apache.spark.sql.catalyst.plans.logical.EventTimeWatermark;
import org.apache.spark.sql.catalyst.types.DataTypeUtils;
import org.apache.spark.sql.types.StructType;
import scala.Option;

/** {@code GROUP BY} on streams. */
final class StreamAggregates {
    private static final int WINDOW_END = 1;

    private final StepPlanner steps;
    private final OutputMode mode;

    StreamAggregates(StepPlanner steps, OutputMode mode) {
        this.steps = steps;
        this.mode = mode;
    }

    /** @param columns of the rows it is given */
    Operator operator(Aggregate aggregate, List<Attribute> columns) {
        var parts = PhysicalAggregation.unapply(aggregate);
        if (parts.isEmpty()) {
            throw steps.unsupported(aggregate);
        }
        List<NamedExpression> groupings = Seqs.list(parts.get()._1());
        List<AggregateExpression> calls = Seqs.list(parts.get()._2());
        List<NamedExpression> results = Seqs.list(parts.get()._3());
        Optional<NamedExpression> session = groupings.stream()
                .filter(grouping -> grouping.metadata().contains(SessionWindow.marker()))
                .findFirst();
        if (session.isPresent()) {
            return sessions(groupings, session.get(), calls, results, columns);
        }
        Expiry expiry = expiry(groupings);
        if (mode == OutputMode.APPEND && !expiry.isPossible()) {
            // What a query says itself was refused before; this is what Spark's optimiser made of a correlated subquery.
            throw steps.unsupported("a correlated subquery that asks the stream for its distinct values is not supported.");
        }
        return new AggregateOperator(layout(groupings, calls, results, columns), expiry, mode);
    }

    private Operator sessions(
            List<NamedExpression> groupings,
            NamedExpression session,
            List<AggregateExpression> calls,
            List<NamedExpression> results,
            List<Attribute> columns) {
        if (groupings.size() == 1) {
            throw steps.unsupported("session_window of a stream needs another column beside it in GROUP BY.");
        }
        if (mode == OutputMode.UPDATE) {
            throw steps.unsupported("session_window of a stream cannot be written in output mode update.");
        }
        List<NamedExpression> sessionLast = new ArrayList<>(groupings);
        sessionLast.remove(session);
        sessionLast.add(session);
        List<Integer> order = sessionLast.stream().map(groupings::indexOf).toList();
        return new SessionOperator(layout(sessionLast, calls, results, columns), order, expiry(sessionLast), mode);
    }

    private static Expiry expiry(List<NamedExpression> groupings) {
        return new Expiry(
                eventTime(groupings.stream().map(NamedExpression::toAttribute).toList()));
    }

    private AggregateLayout layout(
            List<NamedExpression> groupings,
            List<AggregateExpression> calls,
            List<NamedExpression> results,
            List<Attribute> columns) {
        Slots slots = new Slots(calls, columns);
        List<Expression> keys = new ArrayList<>();
        List<Attribute> key = new ArrayList<>();
        for (NamedExpression grouping : groupings) {
            keys.add(steps.bind(NormalizeFloatingNumbers$.MODULE$.normalize((Expression) grouping), columns));
            key.add(grouping.toAttribute());
        }
        List<Attribute> known = new ArrayList<>(key);
        calls.forEach(call -> known.add(call.resultAttribute()));
        List<Expression> output = new ArrayList<>();
        results.forEach(result -> output.add(steps.bind((Expression) result, known)));
        return new AggregateLayout(
                keys,
                schema(key),
                schema(slots.buffer),
                slots.initial,
                slots.updates,
                slots.merges,
                slots.values,
                schema(known.subList(key.size(), known.size())),
                slots.byHand,
                output);
    }

    private static StructType schema(List<Attribute> attributes) {
        return DataTypeUtils.fromAttributes(Seqs.seq(attributes));
    }

    /** The column of the key that the watermark is about; of a window its end. */
    static Optional<Expression> eventTime(List<Attribute> key) {
        return key.stream()
                .filter(column -> column.metadata().contains(EventTimeWatermark.delayKey()))
                .findFirst()
                .map(column -> {
                    Expression bound = StepPlanner.bound(column, key);
                    return column.dataType() instanceof StructType
                            ? new GetStructField(bound, WINDOW_END, Option.empty())
                            : bound;
                });
    }

    /** The columns of the buffer, function by function, and what becomes of them. */
    private final class Slots {
        private final List<Attribute> columns;
        private final List<Attribute> buffer = new ArrayList<>();
        private final List<Attribute> bufferAndRow;
        private final List<Attribute> bufferAndOther;
        private final List<Expression> initial = new ArrayList<>();
        private final List<Expression> updates = new ArrayList<>();
        private final List<Expression> merges = new ArrayList<>();
        private final List<Expression> values = new ArrayList<>();
        private final List<AggregateLayout.ByHand> byHand = new ArrayList<>();

        Slots(List<AggregateExpression> calls, List<Attribute> columns) {
            this.columns = columns;
            List<Attribute> other = new ArrayList<>();
            for (AggregateExpression call : calls) {
                buffer.addAll(Seqs.list(call.aggregateFunction().aggBufferAttributes()));
                other.addAll(Seqs.list(call.aggregateFunction().inputAggBufferAttributes()));
            }
            this.bufferAndRow = new ArrayList<>(buffer);
            bufferAndRow.addAll(columns);
            this.bufferAndOther = new ArrayList<>(buffer);
            bufferAndOther.addAll(other);
            int offset = 0;
            for (int i = 0; i < calls.size(); i++) {
                AggregateExpression call = calls.get(i);
                Optional<Expression> filter = Seqs.optional(call.filter());
                AggregateFunction function = call.aggregateFunction();
                int width = function.aggBufferAttributes().size();
                if (function instanceof DeclarativeAggregate declarative) {
                    add(declarative, filter);
                } else {
                    add((ImperativeAggregate) function, i, offset, filter);
                }
                offset += width;
            }
        }

        private void add(DeclarativeAggregate function, Optional<Expression> filter) {
            Seqs.list(function.initialValues()).forEach(value -> initial.add(steps.bind(value, buffer)));
            List<Attribute> places = new ArrayList<>(Seqs.list(function.aggBufferAttributes()));
            List<Expression> changes = Seqs.list(function.updateExpressions());
            for (int i = 0; i < changes.size(); i++) {
                Expression change = changes.get(i);
                Expression place = places.get(i);
                Expression filtered = filter.<Expression>map(condition -> new If(condition, change, place))
                        .orElse(change);
                updates.add(change.equals(NoOp$.MODULE$) ? change : steps.bind(filtered, bufferAndRow));
            }
            Seqs.list(function.mergeExpressions()).forEach(merge -> merges.add(steps.bind(merge, bufferAndOther)));
            values.add(steps.bind(function.evaluateExpression(), buffer));
        }

        private void add(ImperativeAggregate function, int index, int offset, Optional<Expression> filter) {
            for (int i = 0; i < function.aggBufferAttributes().size(); i++) {
                initial.add(NoOp$.MODULE$);
                updates.add(NoOp$.MODULE$);
                merges.add(NoOp$.MODULE$);
            }
            values.add(NoOp$.MODULE$);
            ImperativeAggregate placed =
                    function.withNewMutableAggBufferOffset(offset).withNewInputAggBufferOffset(offset);
            byHand.add(new AggregateLayout.ByHand(
                    index,
                    (ImperativeAggregate) steps.bind(placed, columns),
                    filter.map(condition -> steps.bind(condition, columns))));
        }
    }
}
