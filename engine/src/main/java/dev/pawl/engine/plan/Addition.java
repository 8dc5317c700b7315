package dev.pawl.engine.plan;

import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;

/** What a program adds to a query that SQL has no words for. */
public interface Addition {
    /** @return need not be analysed yet */
    LogicalPlan on(LogicalPlan plan);
}
