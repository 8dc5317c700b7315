package dev.pawl.engine.state;

/**
 * What it took to bring stores to a version.
 *
 * @param stores how many were not there already
 * @param files snapshots, deltas and changelogs that were read
 * @param changelogs how many of these are deltas or changelogs
 * @param snapshotsPassedOver damaged snapshots that older ones stood in for
 * @param bytes read from storage
 */
public record LoadReport(
        int stores, long rows, long files, long changelogs, int snapshotsPassedOver, long bytes, long millis) {
    static final LoadReport NOTHING = new LoadReport(0, 0, 0, 0, 0, 0, 0);

    LoadReport plus(LoadReport that) {
        return new LoadReport(
                stores + that.stores,
                rows + that.rows,
                files + that.files,
                changelogs + that.changelogs,
                snapshotsPassedOver + that.snapshotsPassedOver,
                bytes + that.bytes,
                millis + that.millis);
    }
}
