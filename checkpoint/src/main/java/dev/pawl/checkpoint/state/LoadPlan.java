package dev.pawl.checkpoint.state;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The files one version is made of.
 *
 * @param base the snapshot to start from; empty to start from empty state
 * @param changes what to apply to it, in this order
 */
public record LoadPlan(long version, Optional<StateFileName> base, List<StateFileName> changes) {
    public LoadPlan {
        changes = List.copyOf(changes);
    }

    /** All files, the base first. */
    public List<StateFileName> files() {
        List<StateFileName> files = new ArrayList<>(changes.size() + 1);
        base.ifPresent(files::add);
        files.addAll(changes);
        return files;
    }
}
