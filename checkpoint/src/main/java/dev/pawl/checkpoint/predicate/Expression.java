package dev.pawl.checkpoint.predicate;

import java.util.List;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** One node of a condition; evaluates to true, false or null for unknown. */
sealed interface Expression {
    @Nullable
    Boolean evaluate(Predicate.Fields row);

    void paths(Consumer<List<String>> consumer);

    /** Both sides must hold. */
    record And(Expression left, Expression right) implements Expression {
        @Override
        public @Nullable Boolean evaluate(Predicate.Fields row) {
            Boolean l = left.evaluate(row);
            if (Boolean.FALSE.equals(l)) {
                return false;
            }
            Boolean r = right.evaluate(row);
            if (Boolean.FALSE.equals(r)) {
                return false;
            }
            return (l == null || r == null) ? null : Boolean.TRUE;
        }

        @Override
        public void paths(Consumer<List<String>> consumer) {
            left.paths(consumer);
            right.paths(consumer);
        }
    }

    /** Negation; unknown stays unknown. */
    record Not(Expression inner) implements Expression {
        @Override
        public @Nullable Boolean evaluate(Predicate.Fields row) {
            Boolean value = inner.evaluate(row);
            return value == null ? null : Boolean.valueOf(!value);
        }

        @Override
        public void paths(Consumer<List<String>> consumer) {
            inner.paths(consumer);
        }
    }

    /** A comparison of two operands. */
    record Compare(Comparison comparison, Operand left, Operand right, ValueOrder order) implements Expression {
        @Override
        public @Nullable Boolean evaluate(Predicate.Fields row) {
            Object l = left.value(row);
            Object r = right.value(row);
            if (l == null || r == null) {
                return comparison == Comparison.NULL_SAFE_EQUAL ? Boolean.valueOf(l == r) : null;
            }
            return comparison.holds(order.compare(l, r));
        }

        @Override
        public void paths(Consumer<List<String>> consumer) {
            left.paths(consumer);
            right.paths(consumer);
        }
    }

    /** Tests for null; never unknown. */
    record IsNull(Operand operand) implements Expression {
        @Override
        public Boolean evaluate(Predicate.Fields row) {
            return operand.value(row) == null;
        }

        @Override
        public void paths(Consumer<List<String>> consumer) {
            operand.paths(consumer);
        }
    }

    /** A text against a pattern. */
    record Like(Operand operand, Pattern pattern) implements Expression {
        @Override
        public @Nullable Boolean evaluate(Predicate.Fields row) {
            Object value = operand.value(row);
            return value == null
                    ? null
                    : Boolean.valueOf(pattern.matcher(value.toString()).matches());
        }

        @Override
        public void paths(Consumer<List<String>> consumer) {
            operand.paths(consumer);
        }
    }

    /** An operand used as a condition of its own, such as a boolean column. */
    record Truth(Operand operand) implements Expression {
        @Override
        public @Nullable Boolean evaluate(Predicate.Fields row) {
            return operand.value(row) instanceof Boolean value ? value : null;
        }

        @Override
        public void paths(Consumer<List<String>> consumer) {
            operand.paths(consumer);
        }
    }
}
