package dev.pawl.engine.state;

import org.apache.spark.sql.catalyst.expressions.UnsafeRow;

/** The expiry of entries as a table holds them. */
final class TableExpiry {
    private final EntryExpiry expiry;
    private final RowForm form;
    private final UnsafeRow row;

    TableExpiry(EntryExpiry expiry, RowForm form) {
        this.expiry = expiry;
        this.form = form;
        this.row = new UnsafeRow(expiry.isOfKey() ? form.keyColumns() : form.valueColumns());
    }

    /** Whether a key expires at the same time whatever its value. */
    boolean isOfKey() {
        return expiry.isOfKey();
    }

    long micros(Slice key, Slice value) {
        if (expiry.isOfKey()) {
            form.showKey(key, row);
        } else {
            value.show(row);
        }
        return expiry.micros(row);
    }
}
