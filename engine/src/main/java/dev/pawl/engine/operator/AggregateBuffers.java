package dev.pawl.engine.operator;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.JoinedRow;
import org.apache.spark.sql.catalyst.expressions.MutableProjection;
import org.apache.spark.sql.catalyst.expressions.SpecificInternalRow;
import org.apache.spark.sql.catalyst.expressions.UnsafeProjection;
import org.apache.spark.sql.catalyst.expressions.UnsafeRow;
import org.apache.spark.sql.catalyst.expressions.aggregate.Collect;
import org.apache.spark.sql.catalyst.expressions.aggregate.ImperativeAggregate;
import org.apache.spark.sql.catalyst.expressions.aggregate.TypedImperativeAggregate;
import org.apache.spark.sql.catalyst.expressions.codegen.GenerateMutableProjection;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.jspecify.annotations.Nullable;
import scala.collection.immutable.Seq;
import scala.jdk.javaapi.CollectionConverters;

/** The functions of an aggregation, compiled, for one thread: makes, changes and reads buffers. */
final class AggregateBuffers {
    private final AggregateLayout layout;
    private final MutableProjection initial;
    private final MutableProjection updates;
    private final MutableProjection merges;
    private final MutableProjection values;
    private final UnsafeProjection results;
    private final UnsafeProjection stored;
    private final ImperativeAggregate[] functions;
    private final @Nullable Expression[] filters;
    private final SpecificInternalRow valueRow;
    private final boolean isExact;
    private final boolean doCollect;
    private final JoinedRow both = new JoinedRow();
    private final JoinedRow keyAndValues = new JoinedRow();

    /** A buffer that can be changed in place as bytes; null if the functions need objects. */
    private final @Nullable UnsafeRow emptyBytes;

    AggregateBuffers(AggregateLayout layout, AggregateLayout.Copies copies) {
        this.layout = layout;
        this.initial = mutable(copies.initial().own());
        this.updates = mutable(copies.updates().own());
        this.merges = mutable(copies.merges().own());
        this.values = mutable(copies.values().own());
        this.results = copies.results().projection();
        this.stored = UnsafeProjection.create(layout.buffer());
        this.functions = copies.functions().own().toArray(new ImperativeAggregate[0]);
        this.filters = new Expression[functions.length];
        List<Expression> conditions = new ArrayList<>(copies.filters().own());
        for (int i = 0; i < functions.length; i++) {
            filters[i] = layout.byHand().get(i).filter().isPresent() ? conditions.remove(0) : null;
        }
        this.valueRow = new SpecificInternalRow(layout.valueTypes());
        this.isExact = Arrays.stream(layout.buffer().fields())
                .map(StructField::dataType)
                .noneMatch(type -> type.equals(DataTypes.DoubleType) || type.equals(DataTypes.FloatType));
        this.doCollect = Arrays.stream(functions).anyMatch(Collect.class::isInstance);
        this.emptyBytes = isMutableAsBytes() ? stored.apply(objects()).copy() : null;
    }

    private static MutableProjection mutable(List<Expression> expressions) {
        Seq<Expression> seq = CollectionConverters.asScala(expressions).toSeq();
        return GenerateMutableProjection.generate(seq, true);
    }

    /** Whether merging with a buffer that has seen nothing changes nothing, not even the last digit of a fraction. */
    boolean isExact() {
        return isExact;
    }

    /** Whether it is all the same if what a batch has of a key is merged at once or in parts. */
    boolean canMergeInParts() {
        return isExact && functions.length == 0 && emptyBytes != null;
    }

    /** Whether some of them keep every row they see. */
    boolean collect() {
        return doCollect;
    }

    /** Whether they are objects, which may grow with what they have seen. */
    boolean areObjects() {
        return emptyBytes == null;
    }

    private boolean isMutableAsBytes() {
        boolean hasObjects = Arrays.stream(functions).anyMatch(TypedImperativeAggregate.class::isInstance);
        return !hasObjects
                && Arrays.stream(layout.buffer().fields())
                        .map(StructField::dataType)
                        .allMatch(UnsafeRow::isMutable);
    }

    /** Room for the buffers of keys. */
    Groups groups() {
        return emptyBytes == null
                ? new GroupObjects(this::objects, layout.buffer().length())
                : new GroupBytes(layout.key().length(), emptyBytes);
    }

    /** A buffer that has seen nothing. */
    InternalRow fresh() {
        return emptyBytes == null ? objects() : emptyBytes.copy();
    }

    private InternalRow objects() {
        SpecificInternalRow buffer = new SpecificInternalRow(layout.buffer());
        initial.target(buffer).apply(InternalRow.empty());
        for (ImperativeAggregate function : functions) {
            function.initialize(buffer);
        }
        return buffer;
    }

    /** Takes a row into account. */
    void update(InternalRow buffer, InternalRow row) {
        updates.target(buffer).apply(both.apply(buffer, row));
        for (int i = 0; i < functions.length; i++) {
            Expression filter = filters[i];
            if (filter == null || Boolean.TRUE.equals(filter.eval(row))) {
                functions[i].update(buffer, row);
            }
        }
    }

    /** Takes what another buffer has seen into account. */
    void merge(InternalRow buffer, UnsafeRow other) {
        merges.target(buffer).apply(both.apply(buffer, other));
        for (ImperativeAggregate function : functions) {
            function.merge(buffer, other);
        }
    }

    /** A buffer as it is kept and sent; it is of no use for anything else afterwards. Valid until the next call. */
    UnsafeRow stored(InternalRow buffer) {
        if (buffer instanceof UnsafeRow bytes) {
            return bytes;
        }
        for (ImperativeAggregate function : functions) {
            if (function instanceof TypedImperativeAggregate<?> typed) {
                typed.serializeAggregateBufferInPlace(buffer);
            }
        }
        return stored.apply(buffer);
    }

    /** The row of the result for a key; valid until the next call. */
    UnsafeRow result(UnsafeRow key, UnsafeRow kept) {
        InternalRow buffer = kept;
        if (functions.length > 0 || !isExact) {
            buffer = fresh();
            merge(buffer, kept);
        }
        values.target(valueRow).apply(buffer);
        for (int i = 0; i < functions.length; i++) {
            valueRow.update(layout.byHand().get(i).index(), functions[i].eval(buffer));
        }
        return results.apply(keyAndValues.apply(key, valueRow));
    }
}
