package dev.pawl.spark;

import java.util.function.UnaryOperator;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import scala.runtime.AbstractPartialFunction;

/** A rule for Spark's plans that leaves what it does not know as it is. */
final class Rewrite extends AbstractPartialFunction<LogicalPlan, LogicalPlan> {
    private final UnaryOperator<LogicalPlan> rule;

    Rewrite(UnaryOperator<LogicalPlan> rule) {
        this.rule = rule;
    }

    @Override
    public boolean isDefinedAt(LogicalPlan plan) {
        return true;
    }

    @Override
    public LogicalPlan apply(LogicalPlan plan) {
        return rule.apply(plan);
    }
}
