package dev.pawl.engine.step;

import java.io.IOException;
import java.util.List;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.UnsafeProjection;

/** Makes the same number of rows from each row, each with columns of its own: sliding windows, {@code UNPIVOT}, grouping sets. */
public final class ExpandStep implements Step {
    private final List<Expressions> rows;

    /** @param rows the columns of each row that is made, bound to the columns of the rows */
    public ExpandStep(List<List<Expression>> rows) {
        this.rows = rows.stream().map(Expressions::new).toList();
    }

    @Override
    public StepInstance instance(RowConsumer next) {
        List<UnsafeProjection> projections =
                rows.stream().map(Expressions::projection).toList();
        return new StepInstance() {
            @Override
            public void start(int seed) {
                projections.forEach(projection -> projection.initialize(seed));
            }

            @Override
            public void accept(InternalRow row) throws IOException {
                for (int i = 0; i < projections.size(); i++) {
                    next.accept(projections.get(i).apply(row));
                }
            }
        };
    }

    @Override
    public String describe() {
        return "Expand to " + rows.size() + " rows";
    }
}
