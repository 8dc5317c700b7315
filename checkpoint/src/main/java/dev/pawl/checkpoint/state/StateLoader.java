package dev.pawl.checkpoint.state;

import dev.pawl.checkpoint.entry.StateCursor;
import dev.pawl.checkpoint.error.ErrorKind;
import dev.pawl.checkpoint.error.PawlException;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Loads any version of a store from its files, in memory that does not grow with the state.
 *
 * <p>The order of keys is not defined. Damage can show with any call of {@code next()}: until it has returned false, the
 * rows seen are not yet known to be right.
 */
public final class StateLoader {
    private final StateFileReader reader;
    private final SnapshotSource snapshots;
    private final LoadOptions options;
    private final Map<String, List<LineageItem>> lineages = new ConcurrentHashMap<>();

    /** @param snapshots opens the zips of RocksDB layouts */
    public StateLoader(StateFileReader reader, SnapshotSource snapshots, LoadOptions options) {
        this.reader = reader;
        this.snapshots = snapshots;
        this.options = options;
    }

    /** The state of a store whose files are named by version alone. */
    public StateCursor load(StoreFiles store, StoreLayout layout, long version) throws IOException {
        Versions versions = Versions.of(layout);
        return load(store, versions.plan(store, version), versions);
    }

    /** The state of a store whose files carry unique ids (checkpoint format 2), which {@code versions} knows. */
    public StateCursor load(StoreFiles store, long version, Versions versions) throws IOException {
        LoadPlan plan;
        try {
            plan = versions.plan(store, version);
        } catch (PawlException e) {
            if (e.code().kind() != ErrorKind.DAMAGED) {
                throw e;
            }
            OtherVersions others = new OtherVersions(store, version, versions, snapshots);
            throw new PawlException(e.code(), StateFileInput.sentences(e.what(), others::before), e);
        }
        return load(store, plan, versions);
    }

    private StateCursor load(StoreFiles store, LoadPlan plan, Versions versions) throws IOException {
        OtherVersions others = new OtherVersions(store, plan.version(), versions, snapshots);
        LoadFiles files = new LoadFiles(reader, snapshots, store, plan, others);
        return LoadedState.open(files, options, reader.recordBytesMax());
    }

    /** The files a version with a unique id is made of. */
    public LoadPlan plan(StoreFiles store, long version, String uniqueId) {
        return store.plan(version, uniqueId, changelog -> lineage(store, changelog));
    }

    /** A file that is not there and keeps a version with a unique id from being loaded. */
    public Optional<StateFileName> firstMissing(StoreFiles store, long version, String uniqueId) {
        StateFileName head = new StateFileName(version, uniqueId, StateFileName.Kind.CHANGELOG);
        if (store.contains(new StateFileName(version, uniqueId, StateFileName.Kind.ZIP))) {
            return Optional.empty();
        }
        if (!store.contains(head)) {
            return Optional.of(head);
        }
        List<LineageItem> lineage = lineage(store, head);
        for (int i = lineage.size() - 1; i >= 0; i--) {
            LineageItem item = lineage.get(i);
            if (store.contains(new StateFileName(item.version(), item.uniqueId(), StateFileName.Kind.ZIP))) {
                return Optional.empty();
            }
            StateFileName changelog = new StateFileName(item.version(), item.uniqueId(), StateFileName.Kind.CHANGELOG);
            if (!store.contains(changelog)) {
                return Optional.of(changelog);
            }
        }
        return Optional.empty();
    }

    /** The changes of one version alone, in the order of the file. */
    public ChangeCursor changes(StoreFiles store, StoreLayout layout, long version) {
        StateFileName file = layout.changes(version);
        OtherVersions others = new OtherVersions(store, version, Versions.of(layout), snapshots);
        return switch (layout) {
            case HDFS -> reader.delta(store.path(file), () -> others.without(file.format(), ""));
            case ROCKSDB -> reader.changelog(store.path(file), () -> others.without(file.format(), ""));
        };
    }

    /** The changes of one version alone, as the attempt with this unique id made them. */
    public ChangeCursor changes(StoreFiles store, long version, String uniqueId, Versions versions) {
        StateFileName file = new StateFileName(version, uniqueId, StateFileName.Kind.CHANGELOG);
        OtherVersions others = new OtherVersions(store, version, versions, snapshots);
        return reader.changelog(store.path(file), () -> others.without(file.format(), ""));
    }

    /** A file with a unique id never changes, and several questions lead to the same one. */
    private List<LineageItem> lineage(StoreFiles store, StateFileName changelog) {
        return lineages.computeIfAbsent(
                store.path(changelog), path -> reader.changelogHeader(path).lineage());
    }

    /**
     * Whether every file of a version is there, by name. That the version before can be loaded says nothing: each changelog
     * has its own lineage, which starts at the newest snapshot of its time.
     */
    public boolean canLoad(StoreFiles store, long version, String uniqueId) {
        try {
            plan(store, version, uniqueId);
            return true;
        } catch (PawlException e) {
            return false;
        }
    }
}
