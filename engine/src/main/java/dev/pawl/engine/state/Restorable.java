package dev.pawl.engine.state;

import dev.pawl.checkpoint.Checkpoint;
import dev.pawl.checkpoint.error.PawlException;
import dev.pawl.checkpoint.state.StateFileName;
import dev.pawl.checkpoint.state.StoreFiles;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableSet;
import java.util.TreeSet;

/**
 * Says which batches can be restored where a store cannot be brought to a version.
 *
 * @param damaged snapshots that were found damaged
 */
record Restorable(StoreDirectory directory, StoreFiles listed, List<StateFileName> damaged) {

    /** @param failures what came of each way to load the version, the first one first */
    PawlException explain(long version, List<PawlException> failures) {
        PawlException first = failures.get(0);
        NavigableSet<Long> loadable = new TreeSet<>(directory.versions().loadable(sound(version)));
        loadable.remove(0L);
        String advice = loadable.isEmpty() ? "No version of this store can be loaded." : batches(loadable);
        PawlException explained = new PawlException(first.code(), first.what() + " " + advice, first);
        failures.subList(1, failures.size()).forEach(explained::addSuppressed);
        return explained;
    }

    private String batches(NavigableSet<Long> loadable) {
        if (!Checkpoint.isCheckpoint(directory.access().storage())) {
            return "Versions that can be loaded: " + ranges(List.copyOf(loadable)) + ".";
        }
        List<Long> batches =
                new ArrayList<>(Checkpoint.open(directory.access().storage()).restorableBatches());
        batches.removeIf(batch -> !loadable.contains(batch + 1));
        return batches.isEmpty()
                ? "No batch can be restored."
                : "Batches that can be restored: " + ranges(batches) + ".";
    }

    /** Without all that is damaged among what the version needs. */
    private StoreFiles sound(long version) {
        StoreFiles sound = listed;
        for (StateFileName base : damaged) {
            sound = sound.without(base.format());
        }
        try {
            for (StateFileName changes :
                    directory.versions().plan(sound, version).changes()) {
                if (!directory.access().isReadable(listed, changes)) {
                    sound = sound.without(changes.format());
                }
            }
        } catch (PawlException e) {
            // Something is missing: the rest is judged by its names.
            return sound;
        }
        return sound;
    }

    static String ranges(List<Long> numbers) {
        StringBuilder text = new StringBuilder();
        int from = 0;
        for (int i = 0; i < numbers.size(); i++) {
            boolean isLast = i + 1 == numbers.size() || numbers.get(i + 1) != numbers.get(i) + 1;
            if (isLast) {
                text.append(text.isEmpty() ? "" : ", ").append(numbers.get(from));
                if (i > from) {
                    text.append('-').append(numbers.get(i));
                }
                from = i + 1;
            }
        }
        return text.toString();
    }
}
