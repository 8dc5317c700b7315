package dev.pawl.engine.step;

import java.io.IOException;
import java.util.List;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.UnsafeProjection;

/** Makes a row of new columns from each row. */
public final class ProjectStep implements Step {
    private final Expressions columns;

    /** @param columns bound to the columns of the rows */
    public ProjectStep(List<Expression> columns) {
        this.columns = new Expressions(columns);
    }

    @Override
    public StepInstance instance(RowConsumer next) {
        UnsafeProjection projection = columns.projection();
        return new StepInstance() {
            @Override
            public void start(int seed) {
                projection.initialize(seed);
            }

            @Override
            public void accept(InternalRow row) throws IOException {
                next.accept(projection.apply(row));
            }
        };
    }

    @Override
    public String describe() {
        return "Project " + columns.describe();
    }
}
