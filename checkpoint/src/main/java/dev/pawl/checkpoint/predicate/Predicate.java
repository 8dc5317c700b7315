package dev.pawl.checkpoint.predicate;

import dev.pawl.checkpoint.error.PawlException;
import java.time.ZoneId;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A condition such as {@code key.product = 'p7' AND value.count > 10}, with SQL's three-valued logic: a comparison with null is
 * unknown, and a row is kept only when the condition is true.
 *
 * <p>Operators: {@code = == <> != < <= > >= <=>}, {@code IS [NOT] NULL}, {@code [NOT] IN (…)}, {@code [NOT] BETWEEN … AND …},
 * {@code [NOT] LIKE}, {@code AND}, {@code OR}, {@code NOT} and parentheses. Names may be quoted with back ticks.
 */
public final class Predicate {
    /** Where the values of a row come from. */
    @FunctionalInterface
    public interface Fields {
        /** The value at a path of column and field names, null if it is null. */
        @Nullable
        Object value(List<String> path);
    }

    private final Expression expression;

    private Predicate(Expression expression) {
        this.expression = expression;
    }

    /**
     * Parses a condition.
     *
     * @param zone how date and time literals without an offset are read
     * @throws PawlException with {@code PREDICATE_INVALID} that shows where the text stops making sense
     */
    public static Predicate parse(String text, ZoneId zone) {
        return new Predicate(new PredicateParser(text, zone).parse());
    }

    public boolean matches(Fields row) {
        return Boolean.TRUE.equals(expression.evaluate(row));
    }

    /** The first parts of all paths: the columns that must be there. */
    public Set<String> columns() {
        Set<String> columns = new TreeSet<>();
        expression.paths(path -> columns.add(path.get(0)));
        return columns;
    }
}
