package dev.pawl.engine.state;

/** Changes without the removals. */
final class PutRows implements TableCursor {
    private final TableChanges changes;

    PutRows(TableChanges changes) {
        this.changes = changes;
    }

    @Override
    public boolean next(Slice key, Slice value) {
        while (changes.next(key, value)) {
            if (!changes.isRemoval()) {
                return true;
            }
        }
        return false;
    }

    @Override
    public void close() {
        changes.close();
    }
}
