package dev.pawl.engine.step;

import java.util.List;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.codegen.CodegenContext;
import org.apache.spark.sql.catalyst.expressions.codegen.CodegenFallback;
import org.apache.spark.sql.catalyst.expressions.codegen.ExprCode;
import org.apache.spark.sql.types.DataType;
import org.jspecify.annotations.Nullable;
import scala.collection.immutable.IndexedSeq;
import scala.collection.immutable.Seq;
import scala.jdk.javaapi.CollectionConverters;

/**
 * A value that is the same for a whole batch and unknown before, as an expression: the time of the batch, or the result of a
 * subquery on a static table.
 */
public final class BatchValue extends Expression implements CodegenFallback {
    private final DataType type;

    // Set by the query's thread before it hands out the tasks of a batch.
    private final @Nullable Object[] value = new Object[1];

    public BatchValue(DataType type) {
        this.type = type;
    }

    public void set(@Nullable Object newValue) {
        value[0] = newValue;
    }

    @Override
    public @Nullable Object eval(InternalRow row) {
        return value[0];
    }

    @Override
    public ExprCode doGenCode(CodegenContext context, ExprCode code) {
        return CodegenFallback.super.doGenCode(context, code);
    }

    @Override
    public Seq<Expression> children() {
        return CollectionConverters.asScala(List.<Expression>of()).toSeq();
    }

    @Override
    public Expression withNewChildrenInternal(IndexedSeq<Expression> children) {
        return this;
    }

    @Override
    public boolean nullable() {
        return true;
    }

    @Override
    public boolean foldable() {
        return false;
    }

    @Override
    public DataType dataType() {
        return type;
    }

    @Override
    public String prettyName() {
        return "batch_value";
    }

    @Override
    public int productArity() {
        return 0;
    }

    @Override
    public Object productElement(int index) {
        throw new IndexOutOfBoundsException(index);
    }

    @Override
    public boolean canEqual(Object other) {
        return other == this;
    }

    @Override
    public boolean equals(Object other) {
        return other == this;
    }

    @Override
    public int hashCode() {
        return System.identityHashCode(this);
    }
}
