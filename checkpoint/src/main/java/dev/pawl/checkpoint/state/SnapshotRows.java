package dev.pawl.checkpoint.state;

import dev.pawl.checkpoint.entry.Bytes;
import dev.pawl.checkpoint.entry.StateCursor;
import java.io.IOException;

/** The rows of a snapshot file: its records, none of which is a delete. */
final class SnapshotRows implements StateCursor {
    private final StateFileInput file;
    private final RecordChanges records;

    SnapshotRows(StateFileInput file) {
        this.file = file;
        this.records = new RecordChanges(file, RecordFormat.PAIRS);
    }

    @Override
    public boolean next() {
        boolean found = records.next();
        if (found && records.kind() == ChangeKind.DELETE) {
            throw file.damaged(new IOException("value size cannot be " + RecordFormat.NO_LENGTH));
        }
        return found;
    }

    @Override
    public Bytes key() {
        return records.key();
    }

    @Override
    public Bytes value() {
        return records.value();
    }

    @Override
    public void close() throws IOException {
        records.close();
    }
}
