package dev.pawl.engine.state;

import dev.pawl.checkpoint.entry.Bytes;
import dev.pawl.checkpoint.state.ChangeCursor;
import dev.pawl.checkpoint.state.ChangeKind;

/** The changes of a table as a file holds them. */
final class FileChanges implements ChangeCursor {
    private final TableChanges changes;
    private final RowForm form;
    private final byte[] family;
    private final Slice key = new Slice();
    private final Slice value = new Slice();

    /** @param family what the keys start with: the number of the column family, or nothing */
    FileChanges(TableChanges changes, RowForm form, byte[] family) {
        this.changes = changes;
        this.form = form;
        this.family = family;
    }

    @Override
    public boolean next() {
        return changes.next(key, value);
    }

    @Override
    public ChangeKind kind() {
        return changes.isRemoval() ? ChangeKind.DELETE : ChangeKind.PUT;
    }

    @Override
    public Bytes key() {
        return form.fileKey(key, family);
    }

    @Override
    public Bytes value() {
        return changes.isRemoval() ? Bytes.EMPTY : form.fileValue(value);
    }

    @Override
    public void close() {
        changes.close();
    }
}
