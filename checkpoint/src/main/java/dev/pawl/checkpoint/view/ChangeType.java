package dev.pawl.checkpoint.view;

import dev.pawl.checkpoint.state.ChangeKind;
import java.util.Locale;

/** A change in the words of Spark's change feed. */
public enum ChangeType {
    UPDATE,
    DELETE,
    APPEND;

    static ChangeType of(ChangeKind kind) {
        return switch (kind) {
            case PUT -> UPDATE;
            case DELETE -> DELETE;
            case MERGE -> APPEND;
        };
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
