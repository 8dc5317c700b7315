package dev.pawl.engine.step;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.JoinedRow;
import org.apache.spark.sql.catalyst.expressions.UnsafeProjection;
import org.apache.spark.sql.catalyst.expressions.UnsafeRow;
import org.apache.spark.sql.catalyst.expressions.aggregate.ImperativeAggregate;
import org.apache.spark.sql.catalyst.expressions.codegen.GenerateUnsafeProjection;
import org.jspecify.annotations.Nullable;
import scala.jdk.javaapi.CollectionConverters;

/** One aggregate function over static rows. */
public abstract class AggregateCall {
    private final Optional<Expression> filter;
    private final List<Expression> distinct;

    private AggregateCall(Optional<Expression> filter, List<Expression> distinct) {
        this.filter = filter;
        this.distinct = List.copyOf(distinct);
    }

    /**
     * A function that is made of expressions.
     *
     * @param filter which rows count, bound to the columns of the rows
     * @param distinct if not empty, only the first row of each combination of these counts
     * @param initial bound to the columns of the buffer
     * @param updates bound to the columns of the buffer, then those of the row
     * @param result bound to the columns of the buffer
     */
    public static AggregateCall declarative(
            Optional<Expression> filter,
            List<Expression> distinct,
            List<Expression> initial,
            List<Expression> updates,
            Expression result,
            int offset) {
        return new AggregateCall(filter, distinct) {
            @Override
            void initialize(InternalRow buffer) {
                for (int i = 0; i < initial.size(); i++) {
                    buffer.update(offset + i, initial.get(i).eval(buffer));
                }
            }

            @Override
            void update(InternalRow buffer, InternalRow row) {
                InternalRow both = new JoinedRow(buffer, row);
                List<@Nullable Object> values = new ArrayList<>();
                updates.forEach(update -> values.add(copied(update.eval(both))));
                for (int i = 0; i < values.size(); i++) {
                    buffer.update(offset + i, values.get(i));
                }
            }

            @Override
            @Nullable
            Object result(InternalRow buffer) {
                return result.eval(buffer);
            }
        };
    }

    /** A function written by hand; it knows its place in the buffer. */
    public static AggregateCall imperative(
            Optional<Expression> filter, List<Expression> distinct, ImperativeAggregate function) {
        return new AggregateCall(filter, distinct) {
            @Override
            void initialize(InternalRow buffer) {
                function.initialize(buffer);
            }

            @Override
            void update(InternalRow buffer, InternalRow row) {
                function.update(buffer, row);
            }

            @Override
            @Nullable
            Object result(InternalRow buffer) {
                return function.eval(buffer);
            }
        };
    }

    private static @Nullable Object copied(@Nullable Object value) {
        return InternalRow.copyValue(value);
    }

    abstract void initialize(InternalRow buffer);

    abstract void update(InternalRow buffer, InternalRow row);

    abstract @Nullable Object result(InternalRow buffer);

    /** The call at work on one group. */
    final class Part {
        private final Set<UnsafeRow> seen = new HashSet<>();
        private final @Nullable UnsafeProjection key = distinct.isEmpty()
                ? null
                : GenerateUnsafeProjection.generate(
                        CollectionConverters.asScala(distinct).toSeq(), true);

        void add(InternalRow buffer, InternalRow row) {
            if (filter.isPresent() && !Boolean.TRUE.equals(filter.get().eval(row))) {
                return;
            }
            if (key != null) {
                UnsafeRow values = key.apply(row);
                if (!seen.add(values.copy())) {
                    return;
                }
            }
            update(buffer, row);
        }
    }
}
