package dev.pawl.engine.step;

import java.util.List;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.Alias;
import org.apache.spark.sql.catalyst.expressions.CreateNamedStruct;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.catalyst.expressions.codegen.Block;
import org.apache.spark.sql.catalyst.expressions.codegen.CodeBlock;
import org.apache.spark.sql.catalyst.expressions.codegen.CodeGenerator;
import org.apache.spark.sql.catalyst.expressions.codegen.CodegenContext;
import org.apache.spark.sql.catalyst.expressions.codegen.ExprCode;
import org.apache.spark.sql.catalyst.expressions.codegen.FalseLiteral$;
import org.apache.spark.sql.catalyst.expressions.codegen.JavaCode;
import org.apache.spark.sql.catalyst.expressions.codegen.UnsafeRowWriter;
import org.apache.spark.sql.types.DataType;
import org.jspecify.annotations.Nullable;
import scala.collection.immutable.IndexedSeq;
import scala.collection.immutable.Seq;
import scala.jdk.javaapi.CollectionConverters;

/**
 * {@code named_struct} of numbers and times that is written as bytes at once: Spark's makes an object of each value, as a window of each
 * row, only to write them as bytes then. Its value is good until the next, and so is for columns of projections only, which copy it.
 */
final class UnsafeStruct extends Expression {
    private static final long serialVersionUID = 1;

    private final transient Seq<Expression> values;
    private final transient DataType type;

    private UnsafeStruct(Seq<Expression> values, DataType type) {
        this.values = values;
        this.type = type;
    }

    /** A column of a projection in the form in which it is worked out. */
    static Expression inPlaceOf(Expression column) {
        if (column instanceof Alias alias) {
            return inPlaceOf(alias.child());
        }
        return column instanceof CreateNamedStruct struct
                        && struct.valExprs().forall(value -> CodeGenerator.isPrimitiveType(value.dataType()))
                ? new UnsafeStruct(struct.valExprs(), struct.dataType())
                : column;
    }

    @Override
    public ExprCode doGenCode(CodegenContext context, ExprCode code) {
        String writerClass = UnsafeRowWriter.class.getName();
        String writer = context.addMutableState(
                writerClass,
                "struct",
                name -> name + " = new " + writerClass + "(" + values.size() + ");",
                false,
                true);
        Block all = text(writer + ".reset(); " + writer + ".zeroOutNullBytes();");
        for (int i = 0; i < values.size(); i++) {
            ExprCode value = values.apply(i).genCode(context);
            all = all.$plus(value.code())
                    .$plus(text("if (%s) { %s.setNullAt(%d); } else { %s.write(%d, %s); }"
                            .formatted(value.isNull(), writer, i, writer, i, value.value())));
        }
        String declaration = "%s %s = %s.getRow();".formatted(CodeGenerator.javaType(type), code.value(), writer);
        return code.copy(all.$plus(text(declaration)), FalseLiteral$.MODULE$, code.value());
    }

    private static Block text(String code) {
        return new CodeBlock(
                CollectionConverters.asScala(List.of("\n" + code + "\n")).toSeq(),
                CollectionConverters.asScala(List.<JavaCode>of()).toSeq());
    }

    @Override
    public Object eval(InternalRow row) {
        @Nullable Object[] all = new @Nullable Object[values.size()];
        for (int i = 0; i < all.length; i++) {
            all[i] = values.apply(i).eval(row);
        }
        return new GenericInternalRow(all);
    }

    @Override
    public Seq<Expression> children() {
        return values;
    }

    @Override
    public Expression withNewChildrenInternal(IndexedSeq<Expression> children) {
        return new UnsafeStruct(children, type);
    }

    @Override
    public boolean nullable() {
        return false;
    }

    @Override
    public DataType dataType() {
        return type;
    }

    @Override
    public int productArity() {
        return 1;
    }

    @Override
    public Object productElement(int index) {
        return values;
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
