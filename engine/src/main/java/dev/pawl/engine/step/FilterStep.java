package dev.pawl.engine.step;

import java.io.IOException;
import java.util.List;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.BasePredicate;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.Predicate;

/** Lets rows pass for which a condition is true. */
public final class FilterStep implements Step {
    private final Expressions condition;

    /** @param condition bound to the columns of the rows */
    public FilterStep(Expression condition) {
        this.condition = new Expressions(List.of(condition));
    }

    @Override
    public StepInstance instance(RowConsumer next) {
        BasePredicate predicate = Predicate.create(condition.own().get(0));
        return new StepInstance() {
            @Override
            public void start(int seed) {
                predicate.initialize(seed);
            }

            @Override
            public void accept(InternalRow row) throws IOException {
                if (predicate.eval(row)) {
                    next.accept(row);
                }
            }
        };
    }

    @Override
    public String describe() {
        return "Filter " + condition.describe();
    }
}
