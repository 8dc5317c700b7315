package dev.pawl.engine.operator;

import dev.pawl.engine.step.Expressions;
import java.io.IOException;
import java.util.List;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.UnsafeProjection;
import org.apache.spark.sql.catalyst.expressions.UnsafeRow;
import org.apache.spark.sql.types.StructType;

/** Every row goes on as it is. */
final class RowsByKey implements Inflow {
    private final Expressions key;
    private final StructType row;

    /** @param key bound to the columns of the rows */
    RowsByKey(List<Expression> key, StructType row) {
        this.key = new Expressions(key);
        this.row = row;
    }

    @Override
    public int columns() {
        return row.length();
    }

    @Override
    public Instance instance() {
        UnsafeProjection keys = key.projection();
        UnsafeProjection rows = UnsafeProjection.create(row);
        return new Instance() {
            private KeyedConsumer out = (itsKey, itsRow) -> {};

            @Override
            public void start(KeyedConsumer itsOut) {
                out = itsOut;
            }

            @Override
            public void check(InternalRow given) {
                keys.apply(bytes(given));
            }

            @Override
            public void accept(InternalRow given) throws IOException {
                UnsafeRow bytes = bytes(given);
                out.accept(keys.apply(bytes), bytes);
            }

            private UnsafeRow bytes(InternalRow given) {
                return given instanceof UnsafeRow unsafe ? unsafe : rows.apply(given);
            }

            @Override
            public void flush() {
                // nothing is held back
            }
        };
    }
}
