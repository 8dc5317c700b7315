package dev.pawl.checkpoint;

import dev.pawl.checkpoint.error.PawlException;
import dev.pawl.checkpoint.storage.Storage;
import dev.pawl.checkpoint.storage.StorageEntry;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/** Finds the checkpoints at and below the root of a storage. */
public final class CheckpointSearch {
    /** Links that lead in circles end here, and so do trees of data that go deeper than anyone puts checkpoints. */
    private static final int DEPTH_MAX = 10;

    private static final Set<String> LOGS_OF_TABLES = Set.of("_delta_log", "_spark_metadata");

    private final Storage storage;
    private final Consumer<String> found;
    private final Consumer<PawlException> problems;

    /**
     * @param found gets the path of each checkpoint, in order; empty for the root itself
     * @param problems gets why a directory could not be looked into
     */
    public CheckpointSearch(Storage storage, Consumer<String> found, Consumer<PawlException> problems) {
        this.storage = storage;
        this.found = found;
        this.problems = problems;
    }

    /** Whether there is anything at all at the root. */
    public boolean run() {
        List<StorageEntry> entries = Checkpoint.list(storage, "");
        search("", entries, 0);
        return !entries.isEmpty();
    }

    private void search(String path, List<StorageEntry> entries, int depth) {
        if (Checkpoint.isCheckpoint(entries)) {
            found.accept(path);
            return;
        }
        if (depth == DEPTH_MAX) {
            return;
        }
        for (StorageEntry entry : entries) {
            if (entry.isDirectory() && !entry.name().startsWith(".") && !LOGS_OF_TABLES.contains(entry.name())) {
                String child = path.isEmpty() ? entry.name() : path + "/" + entry.name();
                try {
                    search(child, Checkpoint.list(storage, child), depth + 1);
                } catch (PawlException e) {
                    problems.accept(e);
                }
            }
        }
    }
}
