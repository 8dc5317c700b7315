package dev.pawl.engine.operator;

import dev.pawl.engine.state.PartitionState;
import dev.pawl.engine.state.StoreSpec;
import dev.pawl.engine.step.RowConsumer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.UnsafeRow;
import org.apache.spark.sql.types.StructType;

/** All rows of a batch in order, or as many of them as are wanted; remembers nothing. For results that are complete in each batch. */
public final class SortOperator implements Operator {
    private final Optional<Comparator<InternalRow>> order;
    private final long limit;
    private final StructType row;

    /** @param order empty to leave rows in the order they came in, as are those that are equal */
    public SortOperator(Optional<Comparator<InternalRow>> order, long limit, StructType row) {
        this.order = order;
        this.limit = limit;
        this.row = row;
    }

    @Override
    public String name() {
        return "sort";
    }

    @Override
    public List<StoreSpec> stores() {
        return List.of();
    }

    @Override
    public List<Inflow> inflows() {
        return List.of(new RowsByKey(List.of(), row));
    }

    @Override
    public KeyHash keyHash() {
        return KeyHash.NONE;
    }

    @Override
    public boolean actsOnWatermark(long fromMs, long toMs) {
        return false;
    }

    @Override
    public String describe() {
        return limit == Long.MAX_VALUE ? "Sort" : "Sort, first " + limit;
    }

    @Override
    public OperatorInstance instance() {
        return new OperatorInstance() {
            private final List<InternalRow> rows = new ArrayList<>();
            private RowConsumer out = given -> {};

            @Override
            public void start(Optional<PartitionState> state, EventTimeBounds bounds, RowConsumer itsOut) {
                rows.clear();
                out = itsOut;
            }

            @Override
            public void accept(int side, UnsafeRow key, UnsafeRow given) {
                rows.add(given.copy());
            }

            @Override
            public OperatorCounts finish() throws IOException {
                order.ifPresent(rows::sort);
                for (int i = 0; i < Math.min(limit, rows.size()); i++) {
                    out.accept(rows.get(i));
                }
                rows.clear();
                return OperatorCounts.NONE;
            }
        };
    }
}
