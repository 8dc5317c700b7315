package dev.pawl.checkpoint.state;

import dev.pawl.checkpoint.entry.Bytes;
import dev.pawl.checkpoint.entry.StateCursor;
import java.io.IOException;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * Opens the files of a plan, as often as they are needed.
 *
 * @param advice what else can be loaded if the file of this name cannot be read
 */
record LoadFiles(
        StateFileReader reader,
        SnapshotSource snapshots,
        StoreFiles store,
        LoadPlan plan,
        UnaryOperator<String> advice) {

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
                    () -> snapshots.open(store.directory(), base.format()), () -> advice.apply(base.format()));
        }
        return reader.snapshot(store.path(base), () -> advice.apply(base.format()));
    }

    ChangeCursor openChanges(StateFileName file) {
        String path = store.path(file);
        return file.kind() == StateFileName.Kind.DELTA
                ? reader.delta(path, () -> advice.apply(file.format()))
                : reader.changelog(path, () -> advice.apply(file.format()));
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
