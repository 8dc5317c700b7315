package dev.pawl.checkpoint.predicate;

import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One side of a comparison. */
sealed interface Operand {
    @Nullable
    Object value(Predicate.Fields row);

    default void paths(Consumer<List<String>> consumer) {}

    /** A constant of the condition. */
    record Literal(@Nullable Object constant) implements Operand {
        @Override
        public @Nullable Object value(Predicate.Fields row) {
            return constant;
        }
    }

    /** A column or a field inside one. */
    record Path(List<String> names) implements Operand {
        public Path {
            names = List.copyOf(names);
        }

        @Override
        public @Nullable Object value(Predicate.Fields row) {
            return row.value(names);
        }

        @Override
        public void paths(Consumer<List<String>> consumer) {
            consumer.accept(names);
        }
    }
}
