package dev.pawl.cli.state;

import dev.pawl.checkpoint.error.ErrorCode;
import dev.pawl.checkpoint.error.PawlException;
import dev.pawl.checkpoint.predicate.Predicate;
import dev.pawl.checkpoint.view.StateView;
import dev.pawl.checkpoint.view.ViewCursor;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The condition of {@code --where}, over all columns that a row is shown with. */
final class RowCondition {
    private final Predicate predicate;

    RowCondition(Predicate predicate) {
        this.predicate = predicate;
    }

    /** Fails if a column is in none of the views; in a view that lacks one of the others it is null. */
    void check(List<StateSelection.Part> parts, boolean isAboutChanges) {
        Set<String> known = new LinkedHashSet<>();
        for (StateSelection.Part part : parts) {
            known.addAll(part.view().columns());
        }
        known.addAll(List.of(RowColumns.PARTITION, RowColumns.OPERATOR, RowColumns.STORE));
        if (isAboutChanges) {
            known.addAll(List.of(RowColumns.BATCH, RowColumns.CHANGE));
        }
        for (String column : predicate.columns()) {
            if (known.stream().noneMatch(column::equalsIgnoreCase)) {
                throw new PawlException(
                        ErrorCode.PREDICATE_INVALID,
                        "There is no column " + column + "; there are " + String.join(", ", known) + ".");
            }
        }
    }

    boolean matches(StateSelection.Part part, ViewCursor row, long version) {
        Predicate.Fields fields = row.fields();
        return predicate.matches(path -> value(part, row, version, fields, path));
    }

    private static @Nullable Object value(
            StateSelection.Part part, ViewCursor row, long version, Predicate.Fields fields, List<String> path) {
        StateView view = part.view();
        String name = path.get(0).toLowerCase(Locale.ROOT);
        if (name.equals(RowColumns.PARTITION) || view.columns().stream().anyMatch(name::equalsIgnoreCase)) {
            return fields.value(path);
        }
        return switch (name) {
            case RowColumns.OPERATOR -> part.operator().id();
            case RowColumns.STORE -> view.label();
            case RowColumns.BATCH -> StateOptions.batchOf(version);
            case RowColumns.CHANGE -> row.changeType().map(Object::toString).orElse(null);
            default -> null;
        };
    }
}
