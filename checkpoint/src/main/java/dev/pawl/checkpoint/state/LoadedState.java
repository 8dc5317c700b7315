package dev.pawl.checkpoint.state;

import dev.pawl.checkpoint.entry.Bytes;
import dev.pawl.checkpoint.entry.StateCursor;
import java.io.IOException;
import java.util.Collections;
import java.util.Iterator;
import java.util.Map;

/**
 * The state of one version: first the keys of the base with the changes applied, then the keys only the changes have. Where
 * the changes do not fit into memory, this is repeated for one range of key hashes after the other.
 */
final class LoadedState implements StateCursor {
    private final LoadFiles files;
    private final LoadOptions options;
    private final int valueBytesMax;
    private PendingChanges pending;
    private StateCursor base;
    private boolean inBase = true;
    private Iterator<Map.Entry<Bytes, PendingValue>> rest = Collections.emptyIterator();
    private Bytes key = Bytes.EMPTY;
    private Bytes value = Bytes.EMPTY;

    LoadedState(LoadFiles files, LoadOptions options, int valueBytesMax) throws IOException {
        this.files = files;
        this.options = options;
        this.valueBytesMax = valueBytesMax;
        this.pending = readChanges(HashRange.ALL);
        this.base = files.openBase();
    }

    @Override
    public boolean next() throws IOException {
        while (true) {
            if (inBase) {
                if (nextOfBase()) {
                    return true;
                }
                inBase = false;
                rest = pending.iterator();
            }
            if (nextOfRest()) {
                return true;
            }
            if (pending.range().isLast()) {
                return false;
            }
            startNextRange();
        }
    }

    @Override
    public Bytes key() {
        return key;
    }

    @Override
    public Bytes value() {
        return value;
    }

    @Override
    public void close() throws IOException {
        base.close();
    }

    private boolean nextOfBase() throws IOException {
        while (base.next()) {
            Bytes changed = pending.valueOver(base.key(), base.value());
            if (changed != null) {
                key = base.key();
                value = changed;
                return true;
            }
        }
        return false;
    }

    private boolean nextOfRest() {
        while (rest.hasNext()) {
            Map.Entry<Bytes, PendingValue> entry = rest.next();
            if (entry.getValue().kind() != ChangeKind.DELETE) {
                key = entry.getKey();
                value = entry.getValue().value();
                return true;
            }
        }
        return false;
    }

    private void startNextRange() throws IOException {
        base.close();
        pending = readChanges(pending.range().next());
        base = files.openBase();
        inBase = true;
    }

    private PendingChanges readChanges(HashRange range) throws IOException {
        PendingChanges changes = new PendingChanges(range, options, valueBytesMax, !files.hasBase());
        for (StateFileName file : files.changes()) {
            try (ChangeCursor cursor = files.openChanges(file)) {
                while (cursor.next()) {
                    changes.apply(cursor);
                }
            }
        }
        return changes;
    }
}
