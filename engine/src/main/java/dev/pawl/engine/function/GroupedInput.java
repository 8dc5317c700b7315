package dev.pawl.engine.function;

import dev.pawl.engine.operator.Expiry;
import dev.pawl.engine.operator.Inflow;
import dev.pawl.engine.operator.KeyedConsumer;
import dev.pawl.engine.step.Expressions;
import java.io.IOException;
import java.util.List;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.catalyst.expressions.UnsafeProjection;
import org.apache.spark.sql.catalyst.expressions.UnsafeRow;
import org.apache.spark.sql.types.StructType;
import scala.Function1;

/**
 * The rows that a function is given, and the keys they are grouped by.
 *
 * @param row columns of the rows
 * @param key columns of the keys
 * @param argument what the key is made of, bound to the columns of a row
 * @param keyOf makes the key
 * @param keyRow the key as a row, bound to a row of one object
 * @param keyObject the key as an object again, bound to the columns of the key
 * @param value what the function is given of a row, bound to its columns
 * @param result what the function gives as a row, bound to a row of one object
 * @param lateness the event time of the rows
 */
public record GroupedInput(
        StructType row,
        StructType key,
        Expression argument,
        Function1<Object, Object> keyOf,
        List<Expression> keyRow,
        Expression keyObject,
        Expression value,
        List<Expression> result,
        Expiry lateness) {
    public GroupedInput {
        keyRow = List.copyOf(keyRow);
        result = List.copyOf(result);
    }

    Inflow inflow() {
        ObjectProjection arguments = ObjectProjection.of(argument);
        Expressions keys = new Expressions(keyRow);
        return new Inflow() {
            @Override
            public int columns() {
                return row.length();
            }

            @Override
            public Instance instance() {
                return new KeyedRows(arguments.instance(), keys.projection());
            }
        };
    }

    private final class KeyedRows implements Inflow.Instance {
        private final Function1<InternalRow, Object> arguments;
        private final UnsafeProjection keys;
        private final UnsafeProjection rows = UnsafeProjection.create(row);
        private final GenericInternalRow object = new GenericInternalRow(1);
        private KeyedConsumer out = (itsKey, itsRow) -> {};

        KeyedRows(Function1<InternalRow, Object> arguments, UnsafeProjection keys) {
            this.arguments = arguments;
            this.keys = keys;
        }

        @Override
        public void start(KeyedConsumer itsOut) {
            out = itsOut;
        }

        @Override
        public void check(InternalRow given) {
            keyOf(bytes(given));
        }

        @Override
        public void accept(InternalRow given) throws IOException {
            UnsafeRow bytes = bytes(given);
            out.accept(keyOf(bytes), bytes);
        }

        private UnsafeRow bytes(InternalRow given) {
            return given instanceof UnsafeRow unsafe ? unsafe : rows.apply(given);
        }

        private UnsafeRow keyOf(UnsafeRow bytes) {
            object.update(0, keyOf.apply(arguments.apply(bytes)));
            return keys.apply(object);
        }

        @Override
        public void flush() {
            // nothing is held back
        }
    }
}
