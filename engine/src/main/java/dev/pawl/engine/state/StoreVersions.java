package dev.pawl.engine.state;

import dev.pawl.checkpoint.error.ErrorCode;
import dev.pawl.checkpoint.error.PawlException;
import dev.pawl.checkpoint.state.LoadPlan;
import dev.pawl.checkpoint.state.StoreFiles;
import dev.pawl.checkpoint.state.Versions;
import java.util.NavigableSet;
import java.util.TreeSet;

/** What can be loaded from a choice of files whose names carry the unique ids that commits name. */
record StoreVersions(StateFiles files, CommittedIds ids, StorePlace place) implements Versions {
    static Versions of(StateFiles files, StorePlace place) {
        return files.ids()
                .<Versions>map(ids -> new StoreVersions(files, ids, place))
                .orElseGet(() -> Versions.of(files.format().layout()));
    }

    @Override
    public NavigableSet<Long> loadable(StoreFiles listed) {
        NavigableSet<Long> loadable = new TreeSet<>();
        loadable.add(0L);
        for (long version : listed.versions()) {
            if (ids.id(place, version)
                    .filter(id -> files.loader().canLoad(listed, version, id))
                    .isPresent()) {
                loadable.add(version);
            }
        }
        return loadable;
    }

    @Override
    public LoadPlan plan(StoreFiles listed, long version) {
        String id = version == 0 ? "none" : ids.id(place, version).orElseThrow(() -> unnamed(version));
        return files.loader().plan(listed, version, id);
    }

    private PawlException unnamed(long version) {
        return new PawlException(
                ErrorCode.STATE_VERSION_NOT_COMMITTED,
                "Version " + version + " of the state in " + place + " below "
                        + files.storage().root() + ": commits/" + (version - 1)
                        + " does not name the state files of this version.");
    }
}
