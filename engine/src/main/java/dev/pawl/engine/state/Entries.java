package dev.pawl.engine.state;

import org.apache.spark.sql.catalyst.expressions.UnsafeRow;

/**
 * A walk over a store, in no particular order; starts before the first key.
 *
 * <p>The store may be changed meanwhile in any way. The walk shows the keys that were there when it began, each once, with the
 * values they have when it comes by, and passes over those that were removed by then; it does not show keys that are new.
 */
public final class Entries implements AutoCloseable {
    private final TableCursor cursor;
    private final RowForm form;
    private final UnsafeRow keyRow;
    private final UnsafeRow valueRow;
    private final Slice key = new Slice();
    private final Slice value = new Slice();

    Entries(TableCursor cursor, RowForm form) {
        this.cursor = cursor;
        this.form = form;
        this.keyRow = new UnsafeRow(form.keyColumns());
        this.valueRow = new UnsafeRow(form.valueColumns());
    }

    /** Moves to the next key; false at the end. */
    public boolean next() {
        if (!cursor.next(key, value)) {
            return false;
        }
        form.showKey(key, keyRow);
        value.show(valueRow);
        return true;
    }

    /** Read only, and valid until the next call of {@link #next} or change of the store. */
    public UnsafeRow key() {
        return keyRow;
    }

    /** Read only, and valid until the next call of {@link #next} or change of the store. */
    public UnsafeRow value() {
        return valueRow;
    }

    @Override
    public void close() {
        cursor.close();
    }
}
