package dev.pawl.checkpoint;

import dev.pawl.checkpoint.entry.StateCursor;
import dev.pawl.checkpoint.error.ErrorCode;
import dev.pawl.checkpoint.error.ErrorKind;
import dev.pawl.checkpoint.error.PawlException;
import dev.pawl.checkpoint.operator.OperatorDirectory;
import dev.pawl.checkpoint.operator.StoreSchema;
import dev.pawl.checkpoint.rocksdb.RocksDbSnapshot;
import dev.pawl.checkpoint.row.KeyLayout;
import dev.pawl.checkpoint.state.ChangeCursor;
import dev.pawl.checkpoint.state.LoadPlan;
import dev.pawl.checkpoint.state.StateFileName;
import dev.pawl.checkpoint.state.StateLoader;
import dev.pawl.checkpoint.state.StoreFiles;
import dev.pawl.checkpoint.state.StoreLayout;
import dev.pawl.checkpoint.state.Versions;
import dev.pawl.checkpoint.storage.Storage;
import dev.pawl.checkpoint.storage.StorageEntry;
import dev.pawl.checkpoint.type.StructType;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/** The state of one store at rest: which versions each partition can load, and what they hold. */
public final class StoreState {
    private static final String SESSION_START = "sessionStartTime";
    /** Where the RocksDB provider keeps the write-ahead logs that a snapshot needs. */
    private static final String LOGS = "logs";

    private static final String CHANGELOG_CONF =
            "spark.sql.streaming.stateStore.rocksdb.changelogCheckpointing.enabled";

    private final StoreId id;
    private final OperatorDirectory directory;
    private final Schemas schemas;
    private final OptionalInt prefixColumns;
    private final Partitions partitions;
    private final Access access;
    private final Map<Long, StoreFiles> files = new HashMap<>();

    /**
     * What is needed to read the files of a store.
     *
     * @param storeIndex the place of the store among those of its operator in the commit log
     */
    record Access(Storage storage, StateFormat format, StateLoader loader, UniqueIds uniqueIds, int storeIndex) {}

    /**
     * The schemas of a store.
     *
     * @param path the file they are from, be it there or not
     */
    record Schemas(String path, List<StoreSchema> all) {
        Schemas {
            all = List.copyOf(all);
        }
    }

    /** The partitions that have a directory, and those that must have one. */
    record Partitions(List<Long> found, List<Long> expected) {}

    /** The root of the checkpoint, for messages. */
    public String storageRoot() {
        return access.storage().root();
    }

    StoreState(
            StoreId id,
            OperatorDirectory directory,
            Schemas schemas,
            OptionalInt prefixColumns,
            Partitions partitions,
            Access access) {
        this.id = id;
        this.directory = directory;
        this.schemas = schemas;
        this.prefixColumns = prefixColumns;
        this.partitions = partitions;
        this.access = access;
    }

    public StoreId id() {
        return id;
    }

    /** The schemas of the store, one for each column family if it has them; empty if no schema file is there. */
    public List<StoreSchema> schemas() {
        return schemas.all();
    }

    /** The file with the schemas, below the checkpoint; that it is there is not said. */
    public String schemaPath() {
        return schemas.path();
    }

    /** How many leading key columns are encoded apart in RocksDB; empty where no operator metadata says. */
    public OptionalInt prefixColumns() {
        return prefixColumns;
    }

    /** How RocksDB keys of a schema are laid out. */
    public KeyLayout keyLayout(StoreSchema schema, StructType key) {
        return schema.layout().orElseGet(() -> {
            // Spark 3.5 writes no operator metadata; of its operators only session windows use a prefix: all columns
            // but one.
            boolean isSession =
                    key.size() > 1 && key.field(key.size() - 1).name().equals(SESSION_START);
            int prefix = prefixColumns.orElse(isSession ? key.size() - 1 : 0);
            return prefix == 0 ? new KeyLayout.NoPrefix() : new KeyLayout.PrefixScan(prefix);
        });
    }

    /** The partitions that have a directory, in ascending order. */
    public List<Long> partitions() {
        return partitions.found();
    }

    /** The same for a version with state, or an error if one of those is not there that must be. */
    public List<Long> partitionsAt(long version) {
        if (version > 0) {
            for (long partition : partitions.expected()) {
                requirePresent(partition);
            }
        }
        return partitions.found();
    }

    /** Those that are there and those that must be, in ascending order. */
    public List<Long> partitionsKnown() {
        NavigableSet<Long> known = new TreeSet<>(partitions.expected());
        known.addAll(partitions.found());
        return List.copyOf(known);
    }

    /** An error if a partition is not there that must be. */
    public void requirePresent(long partition) {
        if (partitions.expected().contains(partition) && !partitions.found().contains(partition)) {
            throw new PawlException(
                    ErrorCode.STATE_PARTITION_MISSING,
                    "Directory " + path(partition) + " below " + storageRoot() + " does not exist, but " + id + " has "
                            + partitions.expected().size() + " partitions.");
        }
    }

    /** The directory of a partition's files, below the checkpoint. */
    public String path(long partition) {
        return directory.storePath(partition, id.name());
    }

    public StoreFiles files(long partition) {
        return files.computeIfAbsent(partition, p -> StoreFiles.list(access.storage(), path(p)));
    }

    /** Whether a file is left over from an attempt at a batch that another attempt committed. */
    public boolean isOfLostAttempt(long partition, StateFileName file) {
        return access.uniqueIds().isOfLostAttempt(id, access.storeIndex(), partition, file);
    }

    /** The versions of a partition for which every file is there, by name; 0 is the empty state before the first batch. */
    public NavigableSet<Long> loadable(long partition) {
        return loadable(partition, files(partition));
    }

    /** The same for a choice of the files of a partition. */
    public NavigableSet<Long> loadable(long partition, StoreFiles listed) {
        if (!access.uniqueIds().areUsed(listed)) {
            return listed.loadable(access.format().layout());
        }
        NavigableSet<Long> loadable = new TreeSet<>();
        loadable.add(0L);
        for (long version : listed.versions()) {
            access.uniqueIds()
                    .id(id, access.storeIndex(), partition, version)
                    .filter(uniqueId -> access.loader().canLoad(listed, version, uniqueId))
                    .ifPresent(uniqueId -> loadable.add(version));
        }
        return loadable;
    }

    /** The same where some files are there, but damaged: loading chooses files by name, and does not go around them. */
    public NavigableSet<Long> loadable(long partition, StoreFiles listed, Set<StateFileName> damaged) {
        NavigableSet<Long> loadable = loadable(partition, listed);
        if (!damaged.isEmpty()) {
            loadable.removeIf(
                    version -> plan(partition, listed, version).files().stream().anyMatch(damaged::contains));
        }
        return loadable;
    }

    /** The files that a version is read from, oldest first. */
    public List<StateFileName> filesOf(long partition, long version) {
        return plan(partition, files(partition), version).files();
    }

    private LoadPlan plan(long partition, StoreFiles listed, long version) {
        return access.uniqueIds().areUsed(listed) && version > 0
                ? access.loader().plan(listed, version, uniqueId(partition, version))
                : listed.plan(access.format().layout(), version);
    }

    /** The versions that every partition can load; the empty state before the first batch is not among them. */
    public NavigableSet<Long> loadable() {
        NavigableSet<Long> everywhere = new TreeSet<>();
        for (int i = 0; i < partitions.found().size(); i++) {
            NavigableSet<Long> here = loadable(partitions.found().get(i));
            if (i == 0) {
                everywhere.addAll(here);
            } else {
                everywhere.retainAll(here);
            }
        }
        everywhere.remove(0L);
        return everywhere;
    }

    /** The room the files of all partitions take, side files included. */
    public PartSize size() {
        long count = 0;
        long bytes = 0;
        for (long partition : partitions.found()) {
            String path = path(partition);
            for (String directory : List.of(path, path + "/" + RocksDbSnapshot.SST_DIRECTORY, path + "/" + LOGS)) {
                for (StorageEntry entry : Checkpoint.list(access.storage(), directory)) {
                    if (entry.isFile()) {
                        count++;
                        bytes += entry.size();
                    }
                }
            }
        }
        return new PartSize(id.name(), count, bytes);
    }

    /** What keeps a version from being loaded; empty if every file it needs is there, by name. */
    public Optional<LoadObstacle> obstacle(long partition, long version, StoreFiles listed) {
        try {
            if (access.uniqueIds().areUsed(listed) && version > 0) {
                String uniqueId = uniqueId(partition, version);
                Optional<StateFileName> missing = access.loader().firstMissing(listed, version, uniqueId);
                if (missing.isPresent()) {
                    return missing.map(file -> missing(listed, file));
                }
                access.loader().plan(listed, version, uniqueId);
                return Optional.empty();
            }
            return listed.firstMissing(access.format().layout(), version).map(file -> missing(listed, file));
        } catch (PawlException e) {
            return Optional.of(new LoadObstacle(path(partition), e.code(), e.what()));
        }
    }

    private LoadObstacle missing(StoreFiles listed, StateFileName file) {
        ErrorCode code = access.format().layout() == StoreLayout.HDFS
                ? ErrorCode.CANNOT_READ_DELTA_FILE_NOT_EXISTS
                : ErrorCode.CANNOT_READ_STREAMING_STATE_FILE;
        return new LoadObstacle(
                listed.path(file), code, "File " + listed.path(file) + " is missing, and nothing replaces it.");
    }

    /** All keys of a partition at a version, as raw bytes in no particular order. */
    public StateCursor load(long partition, long version) {
        StoreFiles listed = files(partition);
        try {
            return access.uniqueIds().areUsed(listed) && version > 0
                    ? access.loader().load(listed, version, versions(partition))
                    : access.loader().load(listed, access.format().layout(), version);
        } catch (IOException e) {
            throw new PawlException(
                    ErrorCode.STORAGE_UNAVAILABLE,
                    "Version " + version + " of " + id + ", partition " + partition + " below "
                            + access.storage().root() + " cannot be read: " + e.getMessage() + ".",
                    e);
        }
    }

    /** What one version changed in a partition, in the order it was written. */
    public ChangeCursor changes(long partition, long version) {
        StoreFiles listed = files(partition);
        if (!listed.files().isEmpty()
                && listed.files().stream().allMatch(file -> file.kind() == StateFileName.Kind.ZIP)) {
            throw new PawlException(
                    ErrorCode.STATE_QUESTION_UNANSWERABLE,
                    "Directory " + path(partition) + " below "
                            + access.storage().root()
                            + " keeps a snapshot of each version and no changes: the query ran without "
                            + CHANGELOG_CONF + ". `pawl state diff` compares two versions.");
        }
        return access.uniqueIds().areUsed(listed)
                ? access.loader().changes(listed, version, uniqueId(partition, version), versions(partition))
                : access.loader().changes(listed, access.format().layout(), version);
    }

    public StateFormat format() {
        return access.format();
    }

    /**
     * The numbers in front of a partition's keys at a version, by name of the column family; empty in a store without column
     * families. Only snapshots hold them: a family gets its number in the version that has one because of it.
     */
    public Map<String, Integer> columnFamilies(long partition, long version) {
        return snapshots(partition, version)
                .findFirst()
                .map(zip -> columnFamilies(partition, zip))
                .orElseGet(Map::of);
    }

    /**
     * The number in front of the keys of a column family. Other versions are asked where the snapshot of this one does not
     * know the family: a query can add a state variable when it starts again, which has no keys before.
     */
    public Optional<Integer> columnFamily(long partition, long version, String name) {
        boolean isFirst = true;
        for (StateFileName zip : snapshots(partition, version).toList()) {
            try {
                Integer number = columnFamilies(partition, zip).get(name);
                if (number != null) {
                    return Optional.of(number);
                }
            } catch (PawlException e) {
                if (isFirst || e.code().kind() != ErrorKind.DAMAGED) {
                    throw e;
                }
            }
            isFirst = false;
        }
        return Optional.empty();
    }

    /** The snapshot that says the numbers of a version, then those of later versions, then those of earlier ones. */
    private Stream<StateFileName> snapshots(long partition, long version) {
        List<StateFileName> zips = files(partition).files().stream()
                .filter(file -> file.kind() == StateFileName.Kind.ZIP && !isOfLostAttempt(partition, file))
                .toList();
        int upTo = (int) zips.stream().filter(zip -> zip.version() <= version).count();
        List<StateFileName> earlier = new ArrayList<>(zips.subList(0, upTo));
        Collections.reverse(earlier);
        return Stream.of(
                        earlier.subList(0, Math.min(1, upTo)),
                        zips.subList(upTo, zips.size()),
                        earlier.subList(Math.min(1, upTo), upTo))
                .flatMap(List::stream);
    }

    private Map<String, Integer> columnFamilies(long partition, StateFileName zip) {
        return RocksDbSnapshot.open(
                        access.storage(),
                        path(partition),
                        zip.format(),
                        access.format().delimiter())
                .metadata()
                .columnFamilies()
                .ids();
    }

    /** Versions whose files carry the unique ids that the commit log names. */
    private Versions versions(long partition) {
        return new Versions() {
            @Override
            public NavigableSet<Long> loadable(StoreFiles files) {
                return StoreState.this.loadable(partition, files);
            }

            @Override
            public LoadPlan plan(StoreFiles files, long version) {
                return access.loader().plan(files, version, uniqueId(partition, version));
            }
        };
    }

    private String uniqueId(long partition, long version) {
        return access.uniqueIds()
                .id(id, access.storeIndex(), partition, version)
                .orElseThrow(() -> new PawlException(
                        ErrorCode.STATE_VERSION_NOT_COMMITTED,
                        "Version " + version + " of " + id + ", partition " + partition + " below "
                                + access.storage().root() + ": commits/" + (version - 1)
                                + " does not name the state files of this version."));
    }
}
