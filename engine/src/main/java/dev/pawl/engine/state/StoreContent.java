package dev.pawl.engine.state;

import dev.pawl.checkpoint.entry.Bytes;
import dev.pawl.checkpoint.error.ErrorCode;
import dev.pawl.checkpoint.error.PawlException;
import dev.pawl.checkpoint.rocksdb.ColumnFamilies;
import dev.pawl.checkpoint.row.KeyCodec;
import dev.pawl.checkpoint.row.RowProblem;
import dev.pawl.checkpoint.state.ChangeCursor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What lies in one directory of a partition: a store, or all column families of one, each of which is a store here. */
final class StoreContent {
    private final List<StateStore> stores;
    private final boolean hasFamilies;
    private final Map<Short, StateStore> byNumber = new HashMap<>();
    /** Read by who makes snapshots. */
    private volatile ColumnFamilies families = ColumnFamilies.NONE;

    private boolean isFamilyNew;

    private StoreContent(List<StateStore> stores, boolean hasFamilies) {
        this.stores = List.copyOf(stores);
        this.hasFamilies = hasFamilies;
    }

    static StoreContent of(StateStore store) {
        return new StoreContent(List.of(store), false);
    }

    static StoreContent ofFamilies(List<StateStore> stores) {
        return new StoreContent(stores, true);
    }

    ColumnFamilies families() {
        return families;
    }

    /** Whether a family has a number that no snapshot knows yet: the version that is written next needs one. */
    boolean isFamilyNew() {
        return isFamilyNew;
    }

    void snapshotWritten() {
        isFamilyNew = false;
    }

    boolean hasFamilies() {
        return hasFamilies;
    }

    /** @param known the families of the snapshot that is read, with their numbers; those that it lacks get the next ones */
    void begin(ColumnFamilies known) {
        if (!hasFamilies) {
            return;
        }
        Map<String, Integer> ids = new LinkedHashMap<>(known.ids());
        Map<String, Boolean> internal = new LinkedHashMap<>(known.internal());
        int last = known.maxId();
        if (!ids.containsKey(StoreSpec.DEFAULT)) {
            // It comes first in Spark, also if nothing is ever in it.
            ids.put(StoreSpec.DEFAULT, ++last);
            internal.put(StoreSpec.DEFAULT, false);
        }
        for (StateStore store : stores) {
            String name = store.spec().name();
            if (!ids.containsKey(name)) {
                ids.put(name, ++last);
                internal.put(name, store.spec().isInternal());
            }
        }
        isFamilyNew = ids.size() > known.ids().size();
        families = new ColumnFamilies(ids, internal, last);
        byNumber.clear();
        stores.forEach(store -> byNumber.put(number(store), store));
    }

    private short number(StateStore store) {
        Integer number = families.ids().get(store.spec().name());
        if (number == null) {
            throw new IllegalStateException(
                    "no number for column family " + store.spec().name());
        }
        return number.shortValue();
    }

    void clear() {
        stores.forEach(StateStore::clear);
    }

    void load(Bytes key, Bytes value) throws RowProblem {
        if (!hasFamilies) {
            stores.get(0).load(key, 0, value);
            return;
        }
        short number = KeyCodec.familyId(key.shared());
        StateStore store = byNumber.get(number);
        if (store == null) {
            throw new RowProblem("it is of column family " + number + ", and the operator has " + families.ids());
        }
        store.load(key, Short.BYTES, value);
    }

    void settle() {
        stores.forEach(StateStore::settle);
    }

    long rows() {
        return stores.stream().mapToLong(StateStore::rows).sum();
    }

    /** What was changed since the last commit, as a file has it. */
    ChangeCursor changes() {
        List<ChangeCursor> all = new ArrayList<>();
        for (StateStore store : stores) {
            all.add(new FileChanges(store.table().changes(), store.form(), header(store)));
        }
        return all.size() == 1 ? all.get(0) : new ChainedChanges(all);
    }

    /** Every row as it is now, as a file has it. */
    FileRows all() {
        List<FileRows.Part> parts = new ArrayList<>();
        for (StateStore store : stores) {
            parts.add(new FileRows.Part(store, Bytes.wrap(header(store))));
        }
        return new FileRows(parts);
    }

    private byte[] header(StateStore store) {
        if (!hasFamilies) {
            return RowForm.NO_FAMILY;
        }
        short number = number(store);
        return new byte[] {(byte) number, (byte) (number >> Byte.SIZE)};
    }

    /** Fails if a version has rows and nothing says which column families they are of. */
    void requireFamilies(@Nullable String snapshot, long version, StorePlace place) {
        if (hasFamilies && snapshot == null && version > 0) {
            throw new PawlException(
                    ErrorCode.STATE_COLUMN_FAMILY_MISSING,
                    "Version " + version + " of the state in " + place
                            + " has no snapshot to begin with, which would say which column family has which number.");
        }
    }
}
