package dev.pawl.engine.plan;

import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.expressions.ExprId;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.GetStructField;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.types.StructType;

/** Which fields of its struct columns a plan asks for. */
final class AskedFields {
    static final AskedFields NONE = new AskedFields();

    private final Map<ExprId, BitSet> byColumn = new HashMap<>();

    private AskedFields() {}

    static AskedFields of(LogicalPlan plan) {
        AskedFields asked = new AskedFields();
        plan.foreach(node -> {
            node.expressions().foreach(expression -> {
                asked.note(expression);
                return null;
            });
            return null;
        });
        return asked;
    }

    private void note(Expression expression) {
        if (expression instanceof GetStructField field && field.child() instanceof Attribute column) {
            places(column.exprId()).set(field.ordinal());
        } else if (expression instanceof Attribute column && column.dataType() instanceof StructType struct) {
            places(column.exprId()).set(0, struct.length());
        } else {
            Seqs.list(expression.children()).forEach(this::note);
        }
    }

    private BitSet places(ExprId column) {
        return byColumn.computeIfAbsent(column, unseen -> new BitSet());
    }

    /** Those of a column by their places. */
    BitSet of(ExprId column) {
        return (BitSet) byColumn.getOrDefault(column, new BitSet()).clone();
    }
}
