package dev.pawl.engine.step;

import java.util.List;
import java.util.OptionalInt;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.jspecify.annotations.Nullable;

/** One window function over the rows of a partition. */
public interface WindowCall {
    /** @param partition in order */
    Values on(List<? extends InternalRow> partition);

    /** The values of the function, asked for row by row, in order. */
    interface Values {
        @Nullable
        Object of(int row);
    }

    /**
     * An aggregate function over a frame.
     *
     * @param sizePlace where in the buffer the number of rows of the partition stands
     */
    static WindowCall framed(
            AggregateCall call, int bufferWidth, OptionalInt sizePlace, WindowBound from, WindowBound to) {
        return partition -> new Values() {
            private final InternalRow buffer = new GenericInternalRow(bufferWidth);
            private AggregateCall.Part part = call.new Part();
            private int first = -1;
            private int next;

            @Override
            public @Nullable Object of(int row) {
                int begin = from.at(partition, row);
                int end = Math.max(begin, to.at(partition, row));
                // A frame that only grows is not worked out anew.
                if (begin != first || end < next) {
                    first = begin;
                    next = begin;
                    sizePlace.ifPresent(place -> buffer.update(place, partition.size()));
                    call.initialize(buffer);
                    part = call.new Part();
                }
                while (next < end) {
                    part.add(buffer, partition.get(next++));
                }
                return InternalRow.copyValue(call.result(buffer));
            }
        };
    }

    /**
     * The value some rows away.
     *
     * @param input bound to the columns of the rows
     * @param distance back if negative
     * @param otherwise where there is no such row, bound to the columns of the rows
     * @param ignoresNulls whether rows without a value are not counted
     */
    static WindowCall distant(Expression input, int distance, Expression otherwise, boolean ignoresNulls) {
        return partition -> row -> {
            int step = ignoresNulls && distance != 0 ? Integer.signum(distance) : distance;
            int left = ignoresNulls ? Math.abs(distance) : 1;
            for (long at = (long) row + step; at >= 0 && at < partition.size(); at += step) {
                Object value = input.eval(partition.get((int) at));
                left -= ignoresNulls && value == null ? 0 : 1;
                if (left <= 0) {
                    return InternalRow.copyValue(value);
                }
            }
            return InternalRow.copyValue(otherwise.eval(partition.get(row)));
        };
    }
}
