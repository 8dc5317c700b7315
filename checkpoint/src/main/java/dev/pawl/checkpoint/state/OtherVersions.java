package dev.pawl.checkpoint.state;

import dev.pawl.checkpoint.error.PawlException;
import java.util.Optional;

/** Says what can be loaded in place of a version that cannot. */
record OtherVersions(StoreFiles store, long version, Versions versions, SnapshotSource snapshots) {
    /**
     * @param name the file that cannot be read, or the snapshot that cannot because of one of its tables
     * @param problem names the table, if it is one: other snapshots may need it too
     */
    String without(String name, String problem) {
        long newest = newest(store.without(name), problem);
        if (newest == 0) {
            return "Without this file, no version up to " + version + " can be loaded.";
        }
        return newest == version
                ? "Version " + version + " can also be loaded without this file."
                : "Without this file, the newest version up to " + version + " that can be loaded is " + newest + ".";
    }

    /** Where the files of the version itself do not add up. */
    String before() {
        long newest = newest(without(store, version), "");
        return newest == 0
                ? "No version up to " + version + " can be loaded."
                : "The newest version up to " + version + " that can be loaded is " + newest + ".";
    }

    private long newest(StoreFiles files, String problem) {
        StoreFiles sound = files;
        while (true) {
            Long newest = versions.loadable(sound).floor(version);
            if (newest == null || newest == 0) {
                return 0;
            }
            try {
                Optional<StateFileName> zip =
                        versions.plan(sound, newest).base().filter(base -> base.kind() == StateFileName.Kind.ZIP);
                if (zip.isEmpty() || isSound(zip.get(), problem)) {
                    return newest;
                }
                sound = sound.without(zip.get().format());
            } catch (PawlException e) {
                sound = without(sound, newest);
            }
        }
    }

    private boolean isSound(StateFileName zip, String problem) {
        try {
            return snapshots.tables(store.directory(), zip.format()).stream().noneMatch(problem::contains);
        } catch (PawlException e) {
            return false;
        }
    }

    private static StoreFiles without(StoreFiles files, long version) {
        StoreFiles fewer = files;
        for (StateFileName file : files.files()) {
            if (file.version() == version) {
                fewer = fewer.without(file.format());
            }
        }
        return fewer;
    }
}
