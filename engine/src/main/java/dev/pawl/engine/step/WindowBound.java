package dev.pawl.engine.step;

import java.util.Comparator;
import java.util.List;
import java.util.function.Function;
import java.util.function.IntPredicate;
import org.apache.spark.sql.catalyst.InternalRow;

/** Where the frame of a row begins, or before which row of the partition it ends. */
public interface WindowBound {
    WindowBound START = (partition, row) -> 0;
    WindowBound END = (partition, row) -> partition.size();

    /** @param partition in order */
    int at(List<? extends InternalRow> partition, int row);

    /** So many rows further on; back if negative. */
    static WindowBound rows(int distance) {
        return (partition, row) -> (int) Math.max(0, Math.min(partition.size(), (long) row + distance));
    }

    /** At the first of the rows that stand at the same place of the order. */
    static WindowBound firstPeer(Comparator<InternalRow> order) {
        return (partition, row) ->
                firstOf(partition.size(), i -> order.compare(partition.get(i), partition.get(row)) >= 0);
    }

    /** Behind the last of the rows that stand at the same place of the order. */
    static WindowBound behindPeers(Comparator<InternalRow> order) {
        return (partition, row) ->
                firstOf(partition.size(), i -> order.compare(partition.get(i), partition.get(row)) > 0);
    }

    /**
     * At the first row that has reached a value.
     *
     * @param value what rows are ordered by
     * @param limit the value to be reached, for the row in the middle
     * @param isIncluded whether the frame goes on as long as the value is the same
     */
    static <V> WindowBound value(
            Function<InternalRow, V> value, Function<InternalRow, V> limit, Comparator<V> order, boolean isIncluded) {
        return (partition, row) -> {
            V reached = limit.apply(partition.get(row));
            return firstOf(partition.size(), i -> {
                int compared = order.compare(value.apply(partition.get(i)), reached);
                return isIncluded ? compared > 0 : compared >= 0;
            });
        };
    }

    /** The first number for which something is so, once it is so for all that follow. */
    private static int firstOf(int count, IntPredicate isReached) {
        int low = 0;
        int high = count;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (isReached.test(middle)) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        return low;
    }
}
