package dev.pawl.connectors.delta;

import io.delta.kernel.internal.actions.AddFile;
import java.util.List;

/**
 * Files of a version that go, and files that hold what of their rows stays.
 *
 * @param removed as the version has them
 */
record Replacement(List<AddFile> removed, List<DataFile> added) {
    static final Replacement NONE = new Replacement(List.of(), List.of());

    Replacement {
        removed = List.copyOf(removed);
        added = List.copyOf(added);
    }
}
