package dev.pawl.engine.plan;

import dev.pawl.checkpoint.error.ErrorCode;
import dev.pawl.checkpoint.error.PawlException;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.plans.logical.Deduplicate;
import org.apache.spark.sql.catalyst.plans.logical.DeduplicateWithinWatermark;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;

/**
 * What SQL has no words for: of rows that are equal in some columns the first one counts.
 *
 * @param columns none for all
 * @param isWithinWatermark whether a row is remembered only as long as one like it could come in time
 */
public record Deduplication(List<String> columns, boolean isWithinWatermark) implements Addition {
    public Deduplication {
        columns = List.copyOf(columns);
    }

    @Override
    public LogicalPlan on(LogicalPlan plan) {
        List<Attribute> output = Seqs.list(plan.output());
        List<Attribute> keys = new ArrayList<>();
        // As in Spark the names go through a set, whose order is that of the key in the checkpoint.
        List<String> names =
                columns.isEmpty() ? output.stream().map(Attribute::name).toList() : columns;
        for (String name : Seqs.<String>list(Seqs.<String>seq(names).toSet())) {
            List<Attribute> found = output.stream()
                    .filter(column -> column.name().equalsIgnoreCase(name))
                    .toList();
            if (found.isEmpty()) {
                throw new PawlException(
                        ErrorCode.PIPELINE_INVALID,
                        "There is no column " + name + " to drop duplicates by among "
                                + output.stream().map(Attribute::name).toList() + ".");
            }
            keys.addAll(found);
        }
        return isWithinWatermark
                ? new DeduplicateWithinWatermark(Seqs.seq(keys), plan)
                : new Deduplicate(Seqs.seq(keys), plan);
    }
}
