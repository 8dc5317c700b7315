package dev.pawl.checkpoint.state;

import java.util.NavigableSet;

/** What can be loaded from a choice of the files of one store. */
public interface Versions {
    /** The versions for which every file is there, by name. */
    NavigableSet<Long> loadable(StoreFiles files);

    /** The files of a version; fails if one is not there. */
    LoadPlan plan(StoreFiles files, long version);

    /** Versions of files that are named by version alone. */
    static Versions of(StoreLayout layout) {
        return new Versions() {
            @Override
            public NavigableSet<Long> loadable(StoreFiles files) {
                return files.loadable(layout);
            }

            @Override
            public LoadPlan plan(StoreFiles files, long version) {
                return files.plan(layout, version);
            }
        };
    }
}
