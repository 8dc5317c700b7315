package dev.pawl.engine.step;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.OutputStream;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.catalyst.expressions.Alias;
import org.apache.spark.sql.catalyst.expressions.And;
import org.apache.spark.sql.catalyst.expressions.BinaryArithmetic;
import org.apache.spark.sql.catalyst.expressions.BinaryComparison;
import org.apache.spark.sql.catalyst.expressions.BoundReference;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.GetStructField;
import org.apache.spark.sql.catalyst.expressions.IsNotNull;
import org.apache.spark.sql.catalyst.expressions.IsNull;
import org.apache.spark.sql.catalyst.expressions.Literal;
import org.apache.spark.sql.catalyst.expressions.Not;
import org.apache.spark.sql.catalyst.expressions.Or;
import org.apache.spark.sql.catalyst.expressions.PrettyAttribute;
import org.apache.spark.sql.catalyst.expressions.UnsafeProjection;
import org.apache.spark.sql.catalyst.expressions.codegen.GenerateUnsafeProjection;
import org.apache.spark.sql.types.ObjectType;
import org.jspecify.annotations.Nullable;
import scala.jdk.javaapi.CollectionConverters;

/**
 * Expressions that several threads work with at the same time. Many of Spark's keep state while they are evaluated, in themselves or
 * in objects that generated code refers to; Spark gives each of its tasks a copy that went through serialization, and so do we. What
 * is plain is shared: copying costs time when a query starts.
 */
public final class Expressions {
    private final List<Expression> all;
    private final boolean isPlain;
    private byte @Nullable [] serialized;
    private final List<Object> shared = new ArrayList<>();

    public Expressions(List<? extends Expression> all) {
        this.all = List.copyOf(all);
        this.isPlain = this.all.stream().allMatch(Expressions::isPlain);
    }

    private static boolean isPlain(Expression expression) {
        boolean isKnown = expression instanceof BoundReference
                || (expression instanceof Literal && !(expression.dataType() instanceof ObjectType))
                || expression instanceof BatchValue
                || expression instanceof Alias
                || expression instanceof GetStructField
                || expression instanceof BinaryComparison
                || expression instanceof BinaryArithmetic
                || expression instanceof And
                || expression instanceof Or
                || expression instanceof Not
                || expression instanceof IsNull
                || expression instanceof IsNotNull;
        return isKnown
                && CollectionConverters.asJava(expression.children()).stream().allMatch(Expressions::isPlain);
    }

    /** The expressions for a thread of its own. */
    public List<Expression> own() {
        return isPlain || all.isEmpty() ? all : copy();
    }

    /** A compiled projection for a thread of its own. */
    public UnsafeProjection projection() {
        List<Expression> columns = own().stream().map(UnsafeStruct::inPlaceOf).toList();
        return GenerateUnsafeProjection.generate(
                CollectionConverters.asScala(columns).toSeq(), true);
    }

    /** {@code #0} is the first column of the row that they are evaluated on. */
    public String describe() {
        return all.stream().map(Expressions::describe).toList().toString();
    }

    /** A column by its place has no name of its own. */
    private static String describe(Expression expression) {
        if (expression instanceof BoundReference column) {
            return "#" + column.ordinal();
        }
        List<Expression> children = new ArrayList<>();
        for (Expression child : CollectionConverters.asJava(expression.children())) {
            children.add(
                    child instanceof BoundReference || !child.children().isEmpty()
                            ? new PrettyAttribute(describe(child), child.dataType())
                            : child);
        }
        if (children.isEmpty()) {
            return expression.sql();
        }
        return expression
                .withNewChildren(CollectionConverters.asScala(children).toSeq())
                .sql();
    }

    private synchronized List<Expression> copy() {
        try {
            byte[] bytes = serialized;
            if (bytes == null) {
                ByteArrayOutputStream out = new ByteArrayOutputStream();
                try (Writer writer = new Writer(out)) {
                    writer.writeObject(all.toArray(new Expression[0]));
                }
                bytes = out.toByteArray();
                serialized = bytes;
            }
            try (Reader reader = new Reader(new ByteArrayInputStream(bytes))) {
                return List.of((Expression[]) reader.readObject());
            }
        } catch (IOException | ClassNotFoundException e) {
            throw new IllegalStateException("expressions cannot be copied: " + describe(), e);
        }
    }

    /** Stands for an object that all copies have in common. */
    private record Shared(int index) implements Serializable {}

    /** The values of a batch are the same for all; functions of Java that cannot be copied are their author's care. */
    private final class Writer extends ObjectOutputStream {
        Writer(OutputStream out) throws IOException {
            super(out);
            enableReplaceObject(true);
        }

        @Override
        protected Object replaceObject(Object object) {
            if (object instanceof Serializable && !(object instanceof BatchValue)) {
                return object;
            }
            shared.add(object);
            return new Shared(shared.size() - 1);
        }
    }

    private final class Reader extends ObjectInputStream {
        Reader(InputStream in) throws IOException {
            super(in);
            enableResolveObject(true);
        }

        @Override
        protected Object resolveObject(Object object) {
            return object instanceof Shared token ? shared.get(token.index()) : object;
        }
    }
}
