package dev.pawl.checkpoint.view;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One entry that two versions of a view do not have in common.
 *
 * @param keys the values of {@link StateView#keyColumns()} as JSON, null where they are null
 * @param from the older value as JSON, of a list all elements; empty if there is none
 * @param to the newer value
 */
public record Difference(
        Kind kind, long partition, List<@Nullable String> keys, Optional<String> from, Optional<String> to) {
    /** What happened to the entry. */
    public enum Kind {
        ADDED,
        REMOVED,
        CHANGED;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    public Difference {
        keys = Collections.unmodifiableList(new ArrayList<>(keys));
    }
}
