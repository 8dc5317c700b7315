package dev.pawl.engine.function;

import dev.pawl.engine.step.Expressions;
import java.util.List;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.codegen.GenerateSafeProjection;
import org.apache.spark.sql.types.DataType;
import scala.Function1;
import scala.jdk.javaapi.CollectionConverters;
import scala.runtime.AbstractFunction1;

/**
 * How objects are made of rows.
 *
 * @param expression bound to the columns of the rows
 */
record ObjectProjection(Expressions expression, DataType type) {
    static ObjectProjection of(Expression expression) {
        return new ObjectProjection(new Expressions(List.of(expression)), expression.dataType());
    }

    /** For one thread. */
    @SuppressWarnings("unchecked") // Java cannot name the type that Scala declares.
    Function1<InternalRow, Object> instance() {
        Function1<InternalRow, InternalRow> projection =
                (Function1<InternalRow, InternalRow>) GenerateSafeProjection.generate(
                        CollectionConverters.asScala(expression.own()).toSeq());
        return new AbstractFunction1<>() {
            @Override
            public Object apply(InternalRow row) {
                return projection.apply(row).get(0, type);
            }
        };
    }
}
