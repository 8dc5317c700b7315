package dev.pawl.engine.state;

/**
 * What it took to bring stores to a version.
 *
 * @param stores how many were not there already
 * @param files snapshots, deltas and changelogs
 * @param changelogs how many of the files are deltas or changelogs
 */
public record LoadReport(int stores, long rows, long files, long changelogs, long millis) {
    static final LoadReport NOTHING = new LoadReport(0, 0, 0, 0, 0);

    LoadReport plus(LoadReport that) {
        return new LoadReport(
                stores + that.stores,
                rows + that.rows,
                files + that.files,
                changelogs + that.changelogs,
                Math.max(millis, that.millis));
    }
}
