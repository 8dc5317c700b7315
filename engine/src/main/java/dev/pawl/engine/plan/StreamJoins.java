package dev.pawl.engine.plan;

import dev.pawl.engine.operator.Expiry;
import dev.pawl.engine.operator.JoinSide;
import dev.pawl.engine.operator.Operator;
import dev.pawl.engine.operator.StreamJoinKind;
import dev.pawl.engine.operator.StreamJoinOperator;
import dev.pawl.engine.sink.OutputMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.apache.spark.sql.catalyst.expressions.And;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.expressions.BoundReference;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.GetStructField;
import org.apache.spark.sql.catalyst.expressions.NamedExpression;
import org.apache.spark.sql.catalyst.planning.ExtractEquiJoinKeys;
import org.apache.spark.sql.catalyst.plans.logical.EventTimeWatermark;
import org.apache.spark.sql.catalyst.plans.logical.Join;
import org.apache.spark.sql.catalyst.types.DataTypeUtils;
import org.apache.spark.sql.types.StructType;
import scala.Option;

/** Joins of two streams. */
final class StreamJoins {
    private static final int WINDOW_END = 1;

    private final StepPlanner steps;
    private final OutputMode mode;

    StreamJoins(StepPlanner steps, OutputMode mode) {
        this.steps = steps;
        this.mode = mode;
    }

    /**
     * @param left the columns of the rows on the left
     * @param right those on the right
     */
    Operator operator(Join join, List<Attribute> left, List<Attribute> right) {
        if (mode != OutputMode.APPEND) {
            // What a query says itself was refused before; this is what Spark's optimiser made of a correlated subquery.
            throw steps.unsupported("a correlated subquery that joins the stream with itself is not supported.");
        }
        var keys = ExtractEquiJoinKeys.unapply(join);
        if (keys.isEmpty()) {
            throw steps.unsupported("a join of two streams needs an equality between columns of both.");
        }
        List<Expression> leftKeys = Seqs.list(keys.get()._2());
        List<Expression> rightKeys = Seqs.list(keys.get()._3());
        Optional<Expression> condition = Seqs.optional(keys.get()._4());
        Conjuncts conjuncts = new Conjuncts(condition, join);
        OptionalInt timeKey = timeKey(leftKeys, rightKeys);
        List<Attribute> both = new ArrayList<>(left);
        both.addAll(right);
        return new StreamJoinOperator(
                kind(join),
                side("left", left, leftKeys, conjuncts.left, timeKey, right, condition),
                side("right", right, rightKeys, conjuncts.right, timeKey, left, condition),
                conjuncts.both.map(expression -> steps.bind(expression, both)));
    }

    private StreamJoinKind kind(Join join) {
        return switch (join.joinType().sql()) {
            case "INNER", "CROSS" -> StreamJoinKind.INNER;
            case "LEFT OUTER" -> StreamJoinKind.LEFT_OUTER;
            case "RIGHT OUTER" -> StreamJoinKind.RIGHT_OUTER;
            case "FULL OUTER" -> StreamJoinKind.FULL_OUTER;
            case "LEFT SEMI" -> StreamJoinKind.LEFT_SEMI;
            default -> throw steps.unsupported("a " + join.joinType().sql() + " join of two streams is not supported.");
        };
    }

    private JoinSide side(
            String name,
            List<Attribute> columns,
            List<Expression> keys,
            Optional<Expression> condition,
            OptionalInt timeKey,
            List<Attribute> otherColumns,
            Optional<Expression> joinCondition) {
        StructType key = new StructType();
        List<Expression> bound = new ArrayList<>();
        for (int i = 0; i < keys.size(); i++) {
            key = key.add("field" + i, keys.get(i).dataType(), keys.get(i).nullable());
            bound.add(steps.bind(keys.get(i), columns));
        }
        Expiry lateness = new Expiry(StreamAggregates.eventTime(columns));
        Expiry keyExpiry = Expiry.never();
        Expiry rowExpiry = Expiry.never();
        RowWatermark rowWatermark = new RowWatermark(columns, otherColumns, joinCondition);
        if (timeKey.isPresent()) {
            int at = timeKey.getAsInt();
            keyExpiry = new Expiry(Optional.of(time(
                    new BoundReference(at, keys.get(at).dataType(), keys.get(at).nullable()))));
        } else if (lateness.isPossible() && rowWatermark.isKnown()) {
            rowExpiry = lateness;
        }
        return new JoinSide(
                name,
                DataTypeUtils.fromAttributes(Seqs.seq(columns)),
                bound,
                key,
                condition.map(expression -> steps.bind(expression, columns)),
                lateness,
                keyExpiry,
                rowExpiry,
                rowWatermark);
    }

    private static Expression time(Expression column) {
        return column.dataType() instanceof StructType
                ? new GetStructField(column, WINDOW_END, Option.empty())
                : column;
    }

    /** A key that is an event time of either side: then so it is for both. */
    private static OptionalInt timeKey(List<Expression> left, List<Expression> right) {
        for (List<Expression> keys : List.of(left, right)) {
            for (int i = 0; i < keys.size(); i++) {
                if (keys.get(i) instanceof NamedExpression named
                        && named.metadata().contains(EventTimeWatermark.delayKey())) {
                    return OptionalInt.of(i);
                }
            }
        }
        return OptionalInt.empty();
    }

    /** The parts of a condition, by the sides they are about. What is not the same at each evaluation is about pairs. */
    private static final class Conjuncts {
        private Optional<Expression> left = Optional.empty();
        private Optional<Expression> right = Optional.empty();
        private Optional<Expression> both = Optional.empty();

        Conjuncts(Optional<Expression> condition, Join join) {
            condition.ifPresent(all -> split(all, join));
        }

        private void split(Expression condition, Join join) {
            if (condition instanceof And and) {
                split(and.left(), join);
                split(and.right(), join);
                return;
            }
            boolean isOfLeft = condition.references().subsetOf(join.left().outputSet());
            boolean isOfRight = condition.references().subsetOf(join.right().outputSet());
            if (!condition.deterministic() || !(isOfLeft || isOfRight)) {
                both = and(both, condition);
                return;
            }
            if (isOfLeft) {
                left = and(left, condition);
            }
            if (isOfRight) {
                right = and(right, condition);
            }
        }

        private static Optional<Expression> and(Optional<Expression> one, Expression other) {
            return Optional.of(
                    one.<Expression>map(first -> new And(first, other)).orElse(other));
        }
    }
}
