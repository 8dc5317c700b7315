package dev.pawl.engine.state;

import dev.pawl.checkpoint.StateFormat;
import dev.pawl.checkpoint.operator.OperatorDirectory;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;

/**
 * All stores of one partition of one operator. A task that works on it asks and changes its stores and ends with {@link #commit};
 * if it fails before, {@link #rollback} makes the partition what it was, and the task can be tried again.
 */
public final class PartitionState {
    private static final long NOT_LOADED = -1;

    private final List<StoreSpec> specs;
    private final List<StateStore> stores = new ArrayList<>();
    private final List<StoreDirectory> directories = new ArrayList<>();
    private long version = NOT_LOADED;

    PartitionState(StateContext context, StateFormat format, OperatorSpec operator, int partition) {
        this.specs = operator.stores();
        OperatorDirectory directory = new OperatorDirectory(context.checkpoint(), operator.id());
        for (StoreSpec spec : specs) {
            stores.add(new StateStore(new MemoryTable(), RowForm.of(spec, format.layout())));
            directories.add(new StoreDirectory(context, format, directory.storePath(partition, spec.name())));
        }
    }

    public StateStore store(String name) {
        for (int i = 0; i < stores.size(); i++) {
            if (specs.get(i).name().equals(name)) {
                return stores.get(i);
            }
        }
        throw new NoSuchElementException("there is no store " + name + " among " + specs);
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
        long next = version + 1;
        for (int i = 0; i < stores.size(); i++) {
            directories.get(i).commit(next, stores.get(i).table(), stores.get(i).form());
        }
        stores.forEach(store -> store.table().commit());
        version = next;
    }

    /** Undoes what was changed since the last commit. */
    public void rollback() {
        stores.forEach(store -> store.table().rollback());
    }

    /** The memory that the stores take, about. */
    public long bytes() {
        return stores.stream().mapToLong(store -> store.table().bytes()).sum();
    }

    List<StateStore> stores() {
        return stores;
    }

    LoadReport load(long wanted) {
        LoadReport report = LoadReport.NOTHING;
        if (version != wanted) {
            version = NOT_LOADED;
            for (int i = 0; i < stores.size(); i++) {
                report = report.plus(directories
                        .get(i)
                        .load(wanted, stores.get(i).table(), stores.get(i).form()));
            }
            version = wanted;
        }
        return report;
    }

    void close() {
        stores.forEach(store -> store.table().close());
        version = NOT_LOADED;
    }
}
