package dev.pawl.connectors.delta;

import io.delta.kernel.internal.actions.AddFile;

/**
 * A data file where a stream comes by it.
 *
 * @param isInitial whether it is counted among the files of the first snapshot, not those of the version's commit
 * @param index in the snapshot or the commit
 */
record StreamFile(long version, boolean isInitial, int index, AddFile file) {
    /** Relative to the table. */
    String path() {
        return TableScan.path(file);
    }

    /** As text for people: {@code version 5, file 3}. */
    String position() {
        return position(index);
    }

    /** Behind it. */
    String nextPosition() {
        return position(index + 1);
    }

    private String position(int at) {
        return (isInitial ? "snapshot " : "version ") + version + ", file " + at;
    }
}
