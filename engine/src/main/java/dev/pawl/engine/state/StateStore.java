package dev.pawl.engine.state;

import org.apache.spark.sql.catalyst.expressions.UnsafeRow;
import org.jspecify.annotations.Nullable;

/** One store of one partition while a batch works on it. Used by one thread at a time. */
public final class StateStore {
    private final Table table;
    private final RowForm form;
    private final UnsafeRow found;
    private final Slice key = new Slice();
    private final Slice value = new Slice();
    private long updated;
    private long removed;

    StateStore(Table table, RowForm form) {
        this.table = table;
        this.form = form;
        this.found = new UnsafeRow(form.valueColumns());
    }

    /** The value of a key: read only, and valid until the store is asked or changed again. */
    public @Nullable UnsafeRow get(UnsafeRow keyRow) {
        form.tableKey(keyRow, key);
        if (!table.get(key, value)) {
            return null;
        }
        value.show(found);
        return found;
    }

    /** Copies both rows. */
    public void put(UnsafeRow keyRow, UnsafeRow valueRow) {
        form.tableKey(keyRow, key);
        value.set(valueRow);
        table.put(key, value);
        updated++;
    }

    /** A key that is not there is no error. */
    public void remove(UnsafeRow keyRow) {
        form.tableKey(keyRow, key);
        table.remove(key);
        removed++;
    }

    /** Every key. */
    public Entries all() {
        return new Entries(table.all(), form);
    }

    /** The keys whose first columns are these. */
    public Entries withPrefix(UnsafeRow prefix) {
        form.tablePrefix(prefix, key);
        return new Entries(table.withPrefix(key), form);
    }

    /** How many keys there are. */
    public long rows() {
        return table.rows();
    }

    Table table() {
        return table;
    }

    RowForm form() {
        return form;
    }

    /** How many puts there were since this was last asked. */
    long takeUpdated() {
        long count = updated;
        updated = 0;
        return count;
    }

    /** How many removals there were since this was last asked. */
    long takeRemoved() {
        long count = removed;
        removed = 0;
        return count;
    }
}
