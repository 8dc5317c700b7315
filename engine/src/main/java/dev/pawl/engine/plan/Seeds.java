package dev.pawl.engine.plan;

import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.ExpressionWithRandomSeed;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;

/**
 * Gives every random expression of a plan a seed that follows from its place. As in Spark's streams a seed that the user wrote does
 * not make batches alike; what does make a rerun alike is that each task starts from query, batch and task.
 */
final class Seeds {
    private long next = 1;
    private boolean isUsed;

    LogicalPlan fixedIn(LogicalPlan plan) {
        return plan.transformAllExpressionsWithSubqueries(new Rewrite<>(this::fixed));
    }

    boolean isUsed() {
        return isUsed;
    }

    private Expression fixed(Expression expression) {
        if (expression instanceof ExpressionWithRandomSeed random) {
            isUsed = true;
            return random.withNewSeed(next++);
        }
        return expression;
    }
}
