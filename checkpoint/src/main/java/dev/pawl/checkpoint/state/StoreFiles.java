package dev.pawl.checkpoint.state;

import dev.pawl.checkpoint.error.ErrorCode;
import dev.pawl.checkpoint.error.PawlException;
import dev.pawl.checkpoint.storage.Storage;
import dev.pawl.checkpoint.storage.StorageEntry;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;

/** One listing of a store directory, and what it says about the versions of the store. Changes to the directory go unseen. */
public final class StoreFiles {
    private final String directory;
    private final NavigableSet<String> names;
    private final NavigableSet<StateFileName> files;

    private StoreFiles(String directory, NavigableSet<String> names) {
        this.directory = directory;
        this.names = names;
        NavigableSet<StateFileName> parsed = new TreeSet<>();
        for (String name : names) {
            StateFileName.parse(name).ifPresent(parsed::add);
        }
        this.files = Collections.unmodifiableNavigableSet(parsed);
    }

    /** @param directory the directory that holds the data files, below the root of the storage */
    public static StoreFiles list(Storage storage, String directory) {
        try {
            NavigableSet<String> names = new TreeSet<>();
            for (StorageEntry entry : storage.list(directory)) {
                if (entry.isFile()) {
                    names.add(entry.name());
                }
            }
            return new StoreFiles(directory, names);
        } catch (IOException e) {
            throw new PawlException(
                    ErrorCode.STORAGE_UNAVAILABLE,
                    "Directory " + directory + " below " + storage.root() + " cannot be listed.",
                    e);
        }
    }

    public static StoreFiles of(String directory, Collection<String> names) {
        return new StoreFiles(directory, new TreeSet<>(names));
    }

    /** The same listing as if one file were not there: a way to load past a damaged snapshot. */
    public StoreFiles without(String name) {
        NavigableSet<String> fewer = new TreeSet<>(names);
        fewer.remove(name);
        return new StoreFiles(directory, fewer);
    }

    public String directory() {
        return directory;
    }

    public String path(StateFileName file) {
        return directory + "/" + file.format();
    }

    /** The data files, by version. */
    public NavigableSet<StateFileName> files() {
        return files;
    }

    public boolean contains(StateFileName file) {
        return files.contains(file);
    }

    /** Every name of a file, those of side files included. */
    public Set<String> names() {
        return Collections.unmodifiableSet(names);
    }

    /** Names that mean nothing here. */
    public List<String> unknown() {
        return names.stream()
                .filter(name -> !StateFileName.isSideFile(name)
                        && StateFileName.parse(name).isEmpty())
                .toList();
    }

    /** Versions of which there is any data file, whether they can be loaded or not. */
    public NavigableSet<Long> versions() {
        NavigableSet<Long> versions = new TreeSet<>();
        for (StateFileName file : files) {
            versions.add(file.version());
        }
        return versions;
    }

    /** Versions for which all files are there, version 0 (empty state) included; for files named by version alone. */
    public NavigableSet<Long> loadable(StoreLayout layout) {
        NavigableSet<Long> loadable = new TreeSet<>();
        loadable.add(0L);
        for (long version : versions()) {
            boolean continues = contains(layout.changes(version)) && loadable.contains(version - 1);
            if (continues || contains(layout.base(version))) {
                loadable.add(version);
            }
        }
        return loadable;
    }

    /** The newest version up to this one for which all files are there. */
    public long newestLoadable(StoreLayout layout, long atMost) {
        Long newest = loadable(layout).floor(atMost);
        return newest == null ? 0 : newest;
    }

    /** A file that is not there and keeps a version from being loaded; for files named by version alone. */
    public Optional<StateFileName> firstMissing(StoreLayout layout, long version) {
        for (long next = newestBase(layout, version) + 1; next <= version; next++) {
            if (!contains(layout.changes(next))) {
                boolean writesBasesOnly =
                        files.stream().allMatch(file -> file.kind().isBase());
                return Optional.of(writesBasesOnly && !files.isEmpty() ? layout.base(version) : layout.changes(next));
            }
        }
        return Optional.empty();
    }

    /** The newest snapshot up to the version and all changes after it, just as Spark chooses. */
    public LoadPlan plan(StoreLayout layout, long version) {
        checkVersion(version);
        long base = newestBase(layout, version);
        List<StateFileName> changes = new ArrayList<>();
        for (long next = base + 1; next <= version; next++) {
            StateFileName file = layout.changes(next);
            if (!contains(file)) {
                throw new PawlException(
                        layout.changesMissing(),
                        "File " + path(file) + " does not exist, version " + version + " needs it after "
                                + (base == 0 ? "the empty state" : layout.base(base)) + ". "
                                + newestText(layout, version));
            }
            changes.add(file);
        }
        return new LoadPlan(version, base == 0 ? Optional.empty() : Optional.of(layout.base(base)), changes);
    }

    /**
     * Like {@link #plan(StoreLayout, long)} for files with unique ids, where each changelog says what it builds on.
     *
     * @param lineageOf reads the lineage of a changelog
     */
    public LoadPlan plan(long version, String uniqueId, Function<StateFileName, List<LineageItem>> lineageOf) {
        checkVersion(version);
        if (!StateFileName.isUniqueId(uniqueId)) {
            throw new PawlException(
                    ErrorCode.INVALID_CHECKPOINT_LINEAGE,
                    "Version " + version + " of the state in " + directory + " cannot have the unique id \"" + uniqueId
                            + "\".");
        }
        if (version == 0) {
            return new LoadPlan(0, Optional.empty(), List.of());
        }
        StateFileName zip = new StateFileName(version, uniqueId, StateFileName.Kind.ZIP);
        if (contains(zip)) {
            return new LoadPlan(version, Optional.of(zip), List.of());
        }
        return new LineagePlan(this, version, uniqueId, lineageOf).build();
    }

    private long newestBase(StoreLayout layout, long version) {
        for (StateFileName file : files.descendingSet()) {
            if (file.version() <= version && file.equals(layout.base(file.version()))) {
                return file.version();
            }
        }
        return 0;
    }

    private String newestText(StoreLayout layout, long version) {
        return "The newest version up to " + version + " that can be loaded is " + newestLoadable(layout, version)
                + ".";
    }

    private void checkVersion(long version) {
        if (version < 0) {
            throw new PawlException(
                    ErrorCode.UNEXPECTED_STATE_VERSION,
                    "Version " + version + " of the state in " + directory + " cannot exist.");
        }
    }
}
