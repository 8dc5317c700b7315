package dev.pawl.engine.plan;

import dev.pawl.engine.function.GroupStateOperator;
import dev.pawl.engine.function.GroupedInput;
import dev.pawl.engine.function.TransformOperator;
import dev.pawl.engine.operator.Expiry;
import dev.pawl.engine.operator.Operator;
import dev.pawl.engine.step.BatchValue;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.NamedExpression;
import org.apache.spark.sql.catalyst.plans.logical.AppendColumns;
import org.apache.spark.sql.catalyst.plans.logical.FlatMapGroupsWithState;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.plans.logical.SerializeFromObject;
import org.apache.spark.sql.catalyst.plans.logical.TransformWithState;
import org.apache.spark.sql.catalyst.types.DataTypeUtils;
import org.apache.spark.sql.types.StructType;

/** Functions of Java that are given the rows of a stream key by key. */
final class StreamFunctions {
    private static final long MICROS_PER_MILLI = 1000;

    private final StepPlanner steps;
    private final LongSupplier batchTimeMs;

    StreamFunctions(StepPlanner steps, BatchValue batchTime) {
        this.steps = steps;
        this.batchTimeMs = () -> {
            Object micros = batchTime.eval(InternalRow.empty());
            return Math.floorDiv(micros == null ? 0 : (long) micros, MICROS_PER_MILLI);
        };
    }

    static boolean isFunction(LogicalPlan plan) {
        return plan instanceof SerializeFromObject results
                && (results.child() instanceof TransformWithState || results.child() instanceof FlatMapGroupsWithState);
    }

    /** The rows that a function is given, before they have keys. */
    LogicalPlan rows(SerializeFromObject results) {
        return keyed(results).child();
    }

    private AppendColumns keyed(SerializeFromObject results) {
        LogicalPlan child = results.child() instanceof TransformWithState transform
                ? transform.child()
                : ((FlatMapGroupsWithState) results.child()).child();
        if (child instanceof AppendColumns keyed) {
            return keyed;
        }
        throw steps.unsupported(child);
    }

    /** @param columns of the rows it is given */
    Operator operator(SerializeFromObject results, List<Attribute> columns) {
        AppendColumns keyed = keyed(results);
        if (results.child() instanceof TransformWithState transform) {
            return new TransformOperator(
                    input(results, keyed, transform.keyDeserializer(), transform.valueDeserializer(), columns),
                    transform.statefulProcessor(),
                    transform.timeMode(),
                    transform.outputMode(),
                    batchTimeMs);
        }
        FlatMapGroupsWithState groups = (FlatMapGroupsWithState) results.child();
        return new GroupStateOperator(
                input(results, keyed, groups.keyDeserializer(), groups.valueDeserializer(), columns),
                (key, values, state) -> groups.func().apply(key, values, state),
                groups.stateEncoder(),
                groups.timeout(),
                batchTimeMs);
    }

    private GroupedInput input(
            SerializeFromObject results,
            AppendColumns keyed,
            Expression keyObject,
            Expression value,
            List<Attribute> columns) {
        List<Attribute> keys = Seqs.list(keyed.newColumns());
        return new GroupedInput(
                schema(columns),
                schema(keys),
                steps.bind(keyed.deserializer(), columns),
                keyed.func(),
                all(Seqs.list(keyed.serializer()), List.of()),
                steps.bind(keyObject, keys),
                steps.bind(value, columns),
                all(Seqs.list(results.serializer()), Seqs.list(results.child().output())),
                new Expiry(StreamAggregates.eventTime(columns)));
    }

    private List<Expression> all(List<NamedExpression> expressions, List<Attribute> columns) {
        List<Expression> bound = new ArrayList<>();
        expressions.forEach(each -> bound.add(steps.bind((Expression) each, columns)));
        return bound;
    }

    private static StructType schema(List<Attribute> columns) {
        return DataTypeUtils.fromAttributes(Seqs.seq(columns));
    }
}
