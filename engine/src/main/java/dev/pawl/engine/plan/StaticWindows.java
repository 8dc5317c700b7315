package dev.pawl.engine.plan;

import dev.pawl.engine.step.AggregateCall;
import dev.pawl.engine.step.StaticRows;
import dev.pawl.engine.step.WindowBound;
import dev.pawl.engine.step.WindowCall;
import dev.pawl.engine.step.WindowRows;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalInt;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.Add;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.expressions.AttributeReference;
import org.apache.spark.sql.catalyst.expressions.BoundReference;
import org.apache.spark.sql.catalyst.expressions.CurrentRow$;
import org.apache.spark.sql.catalyst.expressions.DateAdd;
import org.apache.spark.sql.catalyst.expressions.Descending$;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.FrameLessOffsetWindowFunction;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.catalyst.expressions.InterpretedOrdering;
import org.apache.spark.sql.catalyst.expressions.NamedExpression;
import org.apache.spark.sql.catalyst.expressions.NamedExpression$;
import org.apache.spark.sql.catalyst.expressions.OffsetWindowFunction;
import org.apache.spark.sql.catalyst.expressions.RowFrame$;
import org.apache.spark.sql.catalyst.expressions.SizeBasedWindowFunction;
import org.apache.spark.sql.catalyst.expressions.SizeBasedWindowFunction$;
import org.apache.spark.sql.catalyst.expressions.SortOrder;
import org.apache.spark.sql.catalyst.expressions.SpecifiedWindowFrame;
import org.apache.spark.sql.catalyst.expressions.TimestampAddInterval;
import org.apache.spark.sql.catalyst.expressions.UnaryMinus;
import org.apache.spark.sql.catalyst.expressions.UnboundedFollowing$;
import org.apache.spark.sql.catalyst.expressions.UnboundedPreceding$;
import org.apache.spark.sql.catalyst.expressions.WindowExpression;
import org.apache.spark.sql.catalyst.expressions.aggregate.AggregateExpression;
import org.apache.spark.sql.catalyst.expressions.aggregate.AggregateFunction;
import org.apache.spark.sql.catalyst.plans.logical.Window;
import org.apache.spark.sql.catalyst.types.DataTypeUtils;
import org.apache.spark.sql.internal.SQLConf;
import org.apache.spark.sql.types.CalendarIntervalType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DateType;
import org.apache.spark.sql.types.DayTimeIntervalType;
import org.apache.spark.sql.types.IntegerType;
import org.apache.spark.sql.types.Metadata;
import org.apache.spark.sql.types.NumericType;
import org.apache.spark.sql.types.TimestampNTZType;
import org.apache.spark.sql.types.TimestampType;
import scala.Option;

/** {@code OVER (…)} on static tables. */
final class StaticWindows {
    private final StepPlanner steps;
    private final Window window;
    private final List<Attribute> columns;
    private final List<SortOrder> order;
    private final List<WindowCall> calls = new ArrayList<>();
    private final List<Attribute> callColumns = new ArrayList<>();

    StaticWindows(StepPlanner steps, Window window) {
        this.steps = steps;
        this.window = window;
        this.columns = Seqs.list(window.child().output());
        this.order = Seqs.list(window.orderSpec());
    }

    StaticRows rows(StaticRows rows) {
        List<Expression> named = new ArrayList<>();
        for (NamedExpression column : Seqs.list(window.windowExpressions())) {
            named.add(((Expression) column).transformUp(new Rewrite<>(this::called)));
        }
        List<Attribute> all = new ArrayList<>(columns);
        all.addAll(callColumns);
        List<Expression> results =
                named.stream().map(column -> steps.bind(column, all)).toList();
        List<Expression> partitions = new ArrayList<>();
        Seqs.list(window.partitionSpec()).forEach(key -> partitions.add(StaticAggregates.key(steps, key, columns)));
        return new WindowRows(
                rows, DataTypeUtils.fromAttributes(Seqs.seq(columns)), partitions, ordering(), calls, results);
    }

    private Comparator<InternalRow> ordering() {
        return new InterpretedOrdering(window.orderSpec(), Seqs.seq(columns));
    }

    /** In place of a call over a window: the column that has what it gives. */
    private Expression called(Expression expression) {
        if (!(expression instanceof WindowExpression over)) {
            return expression;
        }
        AttributeReference column = new AttributeReference(
                "call" + calls.size(),
                over.dataType(),
                true,
                Metadata.empty(),
                NamedExpression$.MODULE$.newExprId(),
                Seqs.seq(List.of()));
        calls.add(call(over));
        callColumns.add(column);
        return column;
    }

    private WindowCall call(WindowExpression over) {
        Expression function = over.windowFunction();
        if (function instanceof FrameLessOffsetWindowFunction) {
            OffsetWindowFunction distant = (OffsetWindowFunction) function;
            return WindowCall.distant(
                    steps.bind(distant.input(), columns),
                    (int) distant.offset().eval(InternalRow.empty()),
                    // In Java it cannot be called by its name, default.
                    steps.bind(Seqs.list(function.children()).get(2), columns),
                    distant.ignoreNulls());
        }
        if (!(over.windowSpec().frameSpecification() instanceof SpecifiedWindowFrame frame)) {
            throw steps.unsupported("a window without a frame is not supported: " + over.sql() + ".");
        }
        AggregateExpression aggregate;
        if (function instanceof AggregateExpression call) {
            aggregate = call;
        } else if (function instanceof AggregateFunction call) {
            aggregate = call.toAggregateExpression();
        } else {
            throw steps.unsupported("the window function " + function.prettyName() + " is not supported here.");
        }
        List<Attribute> buffer =
                new ArrayList<>(Seqs.list(aggregate.aggregateFunction().aggBufferAttributes()));
        OptionalInt size = OptionalInt.empty();
        if (aggregate.aggregateFunction() instanceof SizeBasedWindowFunction) {
            size = OptionalInt.of(buffer.size());
            buffer.add(SizeBasedWindowFunction$.MODULE$.n());
        }
        AggregateCall call = new StaticAggregates(steps).call(aggregate, 0, buffer, columns);
        return WindowCall.framed(
                call, buffer.size(), size, bound(frame, frame.lower(), true), bound(frame, frame.upper(), false));
    }

    // --- frames -----------------------------------------------------------------------------------------------------

    private WindowBound bound(SpecifiedWindowFrame frame, Expression bound, boolean isLower) {
        if (bound.equals(UnboundedPreceding$.MODULE$)) {
            return WindowBound.START;
        }
        if (bound.equals(UnboundedFollowing$.MODULE$)) {
            return WindowBound.END;
        }
        boolean isCurrent = bound.equals(CurrentRow$.MODULE$);
        if (frame.frameType().equals(RowFrame$.MODULE$)) {
            int distance = isCurrent ? 0 : (int) bound.eval(InternalRow.empty());
            return WindowBound.rows(isLower ? distance : distance + 1);
        }
        if (isCurrent) {
            return isLower ? WindowBound.firstPeer(ordering()) : WindowBound.behindPeers(ordering());
        }
        SortOrder by = order.get(0);
        Expression distance = by.direction().equals(Descending$.MODULE$) ? new UnaryMinus(bound) : bound;
        Expression value = steps.bind(by.child(), columns);
        Expression limit = steps.bind(moved(by.child(), distance), columns);
        SortOrder byValue = new SortOrder(
                new BoundReference(0, value.dataType(), true), by.direction(), by.nullOrdering(), Seqs.seq(List.of()));
        Comparator<InternalRow> comparison = new InterpretedOrdering(Seqs.seq(List.of(byValue)));
        return WindowBound.value(
                row -> new GenericInternalRow(new Object[] {value.eval(row)}),
                row -> new GenericInternalRow(new Object[] {limit.eval(row)}),
                comparison,
                !isLower);
    }

    private Expression moved(Expression value, Expression distance) {
        DataType type = value.dataType();
        if (type instanceof DateType && distance.dataType() instanceof IntegerType) {
            return new DateAdd(value, distance);
        }
        boolean isTime = type instanceof TimestampType || type instanceof TimestampNTZType;
        if (isTime
                && (distance.dataType() instanceof DayTimeIntervalType
                        || distance.dataType() instanceof CalendarIntervalType)) {
            return new TimestampAddInterval(
                    value, distance, Option.apply(SQLConf.get().sessionLocalTimeZone()));
        }
        if (type instanceof NumericType && type.equals(distance.dataType())) {
            return new Add(value, distance);
        }
        throw steps.unsupported("a window over a range of "
                + distance.dataType().simpleString() + " around a " + type.simpleString() + " is not supported.");
    }
}
