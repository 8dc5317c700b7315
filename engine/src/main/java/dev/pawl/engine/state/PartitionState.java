package dev.pawl.engine.state;

import dev.pawl.checkpoint.entry.MergeDelimiter;
import dev.pawl.checkpoint.error.ErrorCode;
import dev.pawl.checkpoint.error.PawlException;
import dev.pawl.checkpoint.operator.OperatorDirectory;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;

/**
 * All stores of one partition of one operator. A task that works on it asks and changes its stores and ends with {@link #commit};
 * if it fails before, {@link #rollback} makes the partition what it was, and the task can be tried again.
 */
public final class PartitionState {
    private final List<StoreSpec> specs;
    private final List<StateStore> stores = new ArrayList<>();
    private final List<StoreDirectory> directories = new ArrayList<>();
    private final InstantSource clock;
    private final StateMemory memory;
    private final MergeDelimiter delimiter;
    private long version;
    /** Whether only loading brings the stores back to their version. */
    private boolean isLost = true;

    private long commitMillis;

    PartitionState(StateContext context, StateFiles files, OperatorSpec operator, int partition) {
        this.specs = operator.stores();
        this.clock = context.clock();
        this.memory = context.memory();
        this.delimiter = files.format().delimiter();
        OperatorDirectory directory = new OperatorDirectory(context.checkpoint(), operator.id());
        for (StoreSpec spec : specs) {
            String name = operator.hasFamilies() ? StoreSpec.DEFAULT : spec.name();
            int number = operator.hasFamilies() ? 0 : stores.size();
            StorePlace place = new StorePlace(operator.id(), partition, number, directory.storePath(partition, name));
            RowForm form = RowForm.of(spec, files.format().layout());
            StateStore store = new StateStore(place, spec, context.settings().kind(), memory, form);
            stores.add(store);
            if (!operator.hasFamilies()) {
                directories.add(new StoreDirectory(files, place, StoreContent.of(store)));
            } else if (stores.size() == specs.size()) {
                directories.add(new StoreDirectory(files, place, StoreContent.ofFamilies(stores)));
            }
        }
    }

    /** Whether a row of one of the stores may be due by then. */
    public boolean mayBeDue(long byMs) {
        return stores.stream().anyMatch(store -> store.mayBeDue(byMs));
    }

    public StateStore store(String name) {
        for (int i = 0; i < stores.size(); i++) {
            if (specs.get(i).name().equals(name)) {
                return stores.get(i);
            }
        }
        throw new NoSuchElementException("there is no store " + name + " among " + specs);
    }

    /** What stands between the rows of a list. */
    public MergeDelimiter delimiter() {
        return delimiter;
    }

    /** The version that the changes of a batch start from. */
    public long version() {
        return version;
    }

    /**
     * Makes the changes the next version, which is on storage when this returns, also if nothing was changed. The last thing that a
     * task does: it cannot be rolled back. After an exception only {@link #rollback} is left.
     */
    public void commit() {
        if (isLost) {
            throw new IllegalStateException("a partition that is not loaded cannot be committed");
        }
        long started = clock.millis();
        for (StoreDirectory directory : directories) {
            directory.write(version + 1, memory);
        }
        isLost = true;
        for (StateStore store : stores) {
            store.commit();
            store.settle();
        }
        isLost = false;
        version++;
        commitMillis += clock.millis() - started;
    }

    /** Undoes what was changed since the last commit. */
    public void rollback() {
        for (StateStore store : stores) {
            isLost |= !store.rollback();
        }
        if (isLost) {
            load(version, new LoadProgress(clock, version, 1));
        }
    }

    /** The memory of the heap that the stores take, about. */
    public long bytes() {
        return stores.stream().mapToLong(store -> store.table().bytes()).sum();
    }

    /** Without those that Spark does not count. */
    long rows() {
        return stores.stream()
                .filter(store -> !store.spec().isInternal())
                .mapToLong(StateStore::rows)
                .sum();
    }

    /** What the stores take on the heap and in RocksDB, about. */
    long bytesInAll() {
        return stores.stream().mapToLong(store -> store.table().bytesInAll()).sum();
    }

    List<StateStore> stores() {
        return stores;
    }

    List<StoreDirectory> directories() {
        return directories;
    }

    boolean isAt(long wanted) {
        return version == wanted && !isLost;
    }

    LoadReport load(long wanted, LoadProgress progress) {
        LoadReport report = LoadReport.NOTHING;
        isLost = true;
        for (StoreDirectory directory : directories) {
            directory.content().clear();
            report = report.plus(directory.load(wanted, progress));
            directory.content().settle();
        }
        version = wanted;
        isLost = false;
        progress.partitionDone();
        return report;
    }

    /** The ids of the version committed last, in the order of the stores. */
    List<String> uniqueIds() {
        return directories.stream()
                .map(directory -> directory
                        .newestId(version)
                        .orElseThrow(() -> new PawlException(
                                ErrorCode.STATE_VERSION_NOT_COMMITTED,
                                "Version " + version + " of the state in " + directory.place() + " was not written.")))
                .toList();
    }

    /** How long commits took since this was last asked. */
    long takeCommitMillis() {
        long millis = commitMillis;
        commitMillis = 0;
        return millis;
    }

    void close() {
        stores.forEach(StateStore::close);
        isLost = true;
    }
}
