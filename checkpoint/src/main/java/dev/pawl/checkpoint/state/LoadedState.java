package dev.pawl.checkpoint.state;

import dev.pawl.checkpoint.entry.Bytes;
import dev.pawl.checkpoint.entry.StateCursor;
import java.io.IOException;
import java.util.Collections;
import java.util.Iterator;
import java.util.Map;
import java.util.Optional;

/**
 * The state of one version: first the keys of the base with the changes applied, then the keys only the changes have. Where
 * the changes do not fit into memory, this is repeated for one range of key hashes after the other.
 */
final class LoadedState implements StateCursor {
    /** Streaming takes less memory, but reads files twice: not worth it for less than this. */
    private static final long HELD_BYTES_MAX = 32 << 20;

    private final LoadFiles files;
    private final LoadOptions options;
    private final int valueBytesMax;
    private PendingChanges pending;
    private StateCursor base;
    private boolean inBase = true;
    private Iterator<Map.Entry<Bytes, PendingValue>> rest = Collections.emptyIterator();
    private Bytes key = Bytes.EMPTY;
    private Bytes value = Bytes.EMPTY;

    private LoadedState(LoadFiles files, LoadOptions options, int valueBytesMax, PendingChanges pending)
            throws IOException {
        this.files = files;
        this.options = options;
        this.valueBytesMax = valueBytesMax;
        this.pending = pending;
        this.base = files.openBase();
    }

    /** Holds few changes in memory, streams many, and holds them range by range if they cannot be streamed. */
    static StateCursor open(LoadFiles files, LoadOptions options, int valueBytesMax) throws IOException {
        LoadOptions few = new LoadOptions(Math.min(options.changeBytesMax(), HELD_BYTES_MAX), options.delimiter());
        PendingChanges pending = new PendingChanges(HashRange.ALL, few, valueBytesMax, !files.hasBase());
        readChanges(files, pending, Until.TOO_MANY);
        if (!pending.range().isAll()) {
            Optional<StateCursor> streamed = StreamedState.open(files, options.changeBytesMax());
            if (streamed.isPresent()) {
                return streamed.get();
            }
            pending = new PendingChanges(HashRange.ALL, options, valueBytesMax, !files.hasBase());
            readChanges(files, pending, Until.THE_END);
        }
        return new LoadedState(files, options, valueBytesMax, pending);
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
        pending = new PendingChanges(pending.range().next(), options, valueBytesMax, !files.hasBase());
        readChanges(files, pending, Until.THE_END);
        base = files.openBase();
        inBase = true;
    }

    /** How far changes are read. */
    private enum Until {
        THE_END,
        TOO_MANY
    }

    private static void readChanges(LoadFiles files, PendingChanges changes, Until until) throws IOException {
        for (StateFileName file : files.changes()) {
            try (ChangeCursor cursor = files.openChanges(file)) {
                while (cursor.next()) {
                    changes.apply(cursor);
                    if (until == Until.TOO_MANY && !changes.range().isAll()) {
                        return;
                    }
                }
            }
        }
    }
}
