package dev.pawl.checkpoint.state;

import dev.pawl.checkpoint.entry.Bytes;
import dev.pawl.checkpoint.entry.StateCursor;
import dev.pawl.checkpoint.error.ErrorCode;
import dev.pawl.checkpoint.error.PawlException;
import java.io.IOException;
import java.util.BitSet;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/**
 * The state of one version where the changes are too many to be held in memory: they are read twice, first to learn which is
 * the last one of its key, then for their values. In between come the keys of the base that no change is about. Where even
 * the keys are too many, this is repeated for one range of them after the other.
 */
final class StreamedState implements StateCursor {
    private final LoadFiles files;
    private final long bytesMax;
    private final Fingerprint fingerprint = new Fingerprint();
    private LastChanges last;
    private StateCursor base;
    private boolean inBase = true;
    private Iterator<StateFileName> rest;
    private ChangeCursor changes = ChangeCursor.of(List.of());
    private BitSet lastNumbers = new BitSet();
    private int number;
    private Bytes key = Bytes.EMPTY;
    private Bytes value = Bytes.EMPTY;

    private StreamedState(LoadFiles files, long bytesMax, LastChanges last) throws IOException {
        this.files = files;
        this.bytesMax = bytesMax;
        this.last = last;
        this.base = files.openBase();
        this.rest = files.changes().iterator();
    }

    /** Empty if a change is a merge, whose value is more than the last change. */
    static Optional<StateCursor> open(LoadFiles files, long bytesMax) throws IOException {
        LastChanges last = new LastChanges(HashRange.ALL, bytesMax);
        return read(files, last, new Fingerprint())
                ? Optional.of(new StreamedState(files, bytesMax, last))
                : Optional.empty();
    }

    private static boolean read(LoadFiles files, LastChanges last, Fingerprint fingerprint) throws IOException {
        int number = 0;
        for (StateFileName file : files.changes()) {
            try (ChangeCursor cursor = files.openChanges(file)) {
                while (cursor.next()) {
                    if (cursor.kind() == ChangeKind.MERGE) {
                        return false;
                    }
                    if (fingerprint.take(cursor.key(), last.range())) {
                        last.put(fingerprint, number);
                    }
                    number = next(number);
                }
            }
        }
        return true;
    }

    private static int next(int number) {
        if (number == Integer.MAX_VALUE - 1) {
            throw new PawlException(
                    ErrorCode.STATE_RECORD_TOO_LARGE,
                    "There are more than " + number + " changes since the last snapshot, the most that can be loaded.");
        }
        return number + 1;
    }

    @Override
    public boolean next() throws IOException {
        while (true) {
            if (inBase) {
                if (nextOfBase()) {
                    return true;
                }
                inBase = false;
                lastNumbers = last.numbers();
                number = 0;
            }
            if (nextOfChanges()) {
                return true;
            }
            if (last.range().isLast()) {
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
        changes.close();
        base.close();
    }

    private boolean nextOfBase() throws IOException {
        while (base.next()) {
            if (fingerprint.take(base.key(), last.range()) && !last.contains(fingerprint)) {
                key = base.key();
                value = base.value();
                return true;
            }
        }
        return false;
    }

    private boolean nextOfChanges() throws IOException {
        while (true) {
            while (changes.next()) {
                boolean isLast = lastNumbers.get(number);
                number++;
                if (isLast && changes.kind() != ChangeKind.DELETE) {
                    key = changes.key();
                    value = changes.value();
                    return true;
                }
            }
            changes.close();
            if (!rest.hasNext()) {
                changes = ChangeCursor.of(List.of());
                return false;
            }
            changes = files.openChanges(rest.next());
        }
    }

    private void startNextRange() throws IOException {
        base.close();
        last = new LastChanges(last.range().next(), bytesMax);
        if (!read(files, last, fingerprint)) {
            throw new IllegalStateException("files of " + files.store().directory() + " changed while they were read");
        }
        base = files.openBase();
        inBase = true;
        rest = files.changes().iterator();
    }
}
