package dev.pawl.checkpoint.state;

import dev.pawl.checkpoint.entry.Bytes;
import dev.pawl.checkpoint.entry.StateCursor;
import java.io.IOException;
import java.util.List;

/**
 * Opens the files of a plan, as often as they are needed.
 *
 * @param others says what else can be loaded if a file cannot be read
 */
record LoadFiles(
        StateFileReader reader, SnapshotSource snapshots, StoreFiles store, LoadPlan plan, OtherVersions others) {

    boolean hasBase() {
        return plan.base().isPresent();
    }

    List<StateFileName> changes() {
        return plan.changes();
    }

    StateCursor openBase() throws IOException {
        if (plan.base().isEmpty()) {
            return new NoRows();
        }
        StateFileName base = plan.base().get();
        if (base.kind() == StateFileName.Kind.ZIP) {
            return AdvisedRows.open(
                    () -> snapshots.open(store.directory(), base.format()),
                    problem -> others.without(base.format(), problem));
        }
        return reader.snapshot(store.path(base), () -> others.without(base.format(), ""));
    }

    ChangeCursor openChanges(StateFileName file) {
        String path = store.path(file);
        return file.kind() == StateFileName.Kind.DELTA
                ? reader.delta(path, () -> others.without(file.format(), ""))
                : reader.changelog(path, () -> others.without(file.format(), ""));
    }

    /** Version 0 of every store. */
    private static final class NoRows implements StateCursor {
        @Override
        public boolean next() {
            return false;
        }

        @Override
        public Bytes key() {
            throw new IllegalStateException("there are no rows");
        }

        @Override
        public Bytes value() {
            throw new IllegalStateException("there are no rows");
        }

        @Override
        public void close() {}
    }
}
