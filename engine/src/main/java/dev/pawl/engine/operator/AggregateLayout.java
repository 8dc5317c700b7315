package dev.pawl.engine.operator;

import dev.pawl.engine.step.Expressions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.aggregate.ImperativeAggregate;
import org.apache.spark.sql.types.StructType;

/**
 * The functions of an aggregation as expressions over its buffer: one row with a few columns for each function.
 *
 * @param groupings the key, bound to the columns of the rows
 * @param key names and types of the key's columns
 * @param buffer those of the buffer's columns
 * @param initial what the columns of the buffer begin with; of functions written by hand nothing is said here
 * @param updates what a row makes of them, bound to the buffer and then the row
 * @param merges what another buffer makes of them, bound to the buffer and then the other one
 * @param values the value of each function, bound to the buffer
 * @param byHand functions that are no expressions
 * @param results the columns of the result, bound to the key and then the values
 */
public record AggregateLayout(
        List<Expression> groupings,
        StructType key,
        StructType buffer,
        List<Expression> initial,
        List<Expression> updates,
        List<Expression> merges,
        List<Expression> values,
        StructType valueTypes,
        List<ByHand> byHand,
        List<Expression> results) {

    /**
     * A function that is code, as {@code collect_list}.
     *
     * @param index which value of the aggregation it gives
     * @param function knows its place in the buffer, its arguments are bound to the columns of the rows
     * @param filter which rows count, bound to the columns of the rows
     */
    public record ByHand(int index, ImperativeAggregate function, Optional<Expression> filter) {}

    public AggregateLayout {
        groupings = List.copyOf(groupings);
        initial = List.copyOf(initial);
        updates = List.copyOf(updates);
        merges = List.copyOf(merges);
        values = List.copyOf(values);
        byHand = List.copyOf(byHand);
        results = List.copyOf(results);
    }

    /** The expressions in a form that several threads can have copies of. */
    Copies copies() {
        List<Expression> functions = new ArrayList<>();
        List<Expression> filters = new ArrayList<>();
        for (ByHand each : byHand) {
            functions.add(each.function());
            each.filter().ifPresent(filters::add);
        }
        return new Copies(
                new Expressions(groupings),
                new Expressions(initial),
                new Expressions(updates),
                new Expressions(merges),
                new Expressions(values),
                new Expressions(functions),
                new Expressions(filters),
                new Expressions(results));
    }

    record Copies(
            Expressions groupings,
            Expressions initial,
            Expressions updates,
            Expressions merges,
            Expressions values,
            Expressions functions,
            Expressions filters,
            Expressions results) {}
}
