package dev.pawl.engine.plan;

import dev.pawl.engine.step.BatchValue;
import org.apache.spark.sql.catalyst.expressions.Cast;
import org.apache.spark.sql.catalyst.expressions.CurrentDate;
import org.apache.spark.sql.catalyst.expressions.CurrentTimestampLike;
import org.apache.spark.sql.catalyst.expressions.EvalMode;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.LocalTimestamp;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.types.DataTypes;

/** Puts the time of the batch in place of the current time. */
final class BatchTimes {
    private final BatchValue batchTime;

    BatchTimes(BatchValue batchTime) {
        this.batchTime = batchTime;
    }

    LogicalPlan putInto(LogicalPlan plan) {
        return plan.transformAllExpressionsWithSubqueries(new Rewrite<>(this::replaced));
    }

    private Expression replaced(Expression expression) {
        if (expression instanceof CurrentTimestampLike) {
            return batchTime;
        }
        if (expression instanceof CurrentDate date) {
            return new Cast(batchTime, DataTypes.DateType, date.timeZoneId(), EvalMode.ANSI());
        }
        if (expression instanceof LocalTimestamp local) {
            return new Cast(batchTime, DataTypes.TimestampNTZType, local.timeZoneId(), EvalMode.ANSI());
        }
        return expression;
    }
}
