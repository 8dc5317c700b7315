package dev.pawl.engine.plan;

import dev.pawl.engine.operator.DeduplicateOperator;
import dev.pawl.engine.operator.Expiry;
import dev.pawl.engine.operator.LimitOperator;
import dev.pawl.engine.operator.Operator;
import dev.pawl.engine.operator.SortOperator;
import dev.pawl.engine.sink.OutputMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.InterpretedOrdering;
import org.apache.spark.sql.catalyst.plans.logical.Aggregate;
import org.apache.spark.sql.catalyst.plans.logical.Deduplicate;
import org.apache.spark.sql.catalyst.plans.logical.DeduplicateWithinWatermark;
import org.apache.spark.sql.catalyst.plans.logical.EventTimeWatermark;
import org.apache.spark.sql.catalyst.plans.logical.GlobalLimit;
import org.apache.spark.sql.catalyst.plans.logical.Sort;
import org.apache.spark.sql.catalyst.types.DataTypeUtils;
import org.apache.spark.sql.types.StructType;

/** Which rows of a stream go on, and in which order: {@code LIMIT}, {@code ORDER BY}, {@code dropDuplicates}. */
final class StreamLimits {
    private final StepPlanner steps;
    private final OutputMode mode;

    StreamLimits(StepPlanner steps, OutputMode mode) {
        this.steps = steps;
        this.mode = mode;
    }

    /** @param columns of the rows it is given */
    Operator limit(GlobalLimit limit, List<Attribute> columns) {
        long rows = ((Number) limit.limitExpr().eval(InternalRow.empty())).longValue();
        // A complete result is limited anew in each batch; rows on their way to it are rows of a stream.
        boolean isOfResult = mode == OutputMode.COMPLETE
                && limit.child().exists(node -> node instanceof Aggregate && node.isStreaming());
        return isOfResult
                ? new SortOperator(Optional.empty(), rows, schema(columns))
                : new LimitOperator(rows, schema(columns));
    }

    Operator sort(Sort sort, List<Attribute> columns) {
        return new SortOperator(
                Optional.of(new InterpretedOrdering(sort.order(), Seqs.seq(columns))), Long.MAX_VALUE, schema(columns));
    }

    Operator deduplicate(Deduplicate plan, List<Attribute> columns) {
        List<Attribute> keys = Seqs.list(plan.keys());
        return operator(keys, columns, new Expiry(StreamAggregates.eventTime(keys)), Optional.empty());
    }

    Operator deduplicate(DeduplicateWithinWatermark plan, List<Attribute> columns) {
        Attribute time = columns.stream()
                .filter(column -> column.metadata().contains(EventTimeWatermark.delayKey()))
                .findFirst()
                .orElseThrow(() -> steps.unsupported("dropDuplicatesWithinWatermark needs a watermark."));
        return operator(
                Seqs.list(plan.keys()),
                columns,
                Expiry.never(),
                Optional.of(new DeduplicateOperator.Lifetime(
                        StreamAggregates.eventTime(columns).orElseThrow(),
                        time.metadata().getLong(EventTimeWatermark.delayKey()))));
    }

    private Operator operator(
            List<Attribute> keys,
            List<Attribute> columns,
            Expiry expiry,
            Optional<DeduplicateOperator.Lifetime> lifetime) {
        List<Expression> bound = new ArrayList<>();
        keys.forEach(key -> bound.add(steps.bind(key, columns)));
        return new DeduplicateOperator(
                bound,
                schema(keys),
                schema(columns),
                new Expiry(StreamAggregates.eventTime(columns)),
                expiry,
                lifetime);
    }

    private static StructType schema(List<Attribute> columns) {
        return DataTypeUtils.fromAttributes(Seqs.seq(columns));
    }
}
