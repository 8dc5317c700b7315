package dev.pawl.checkpoint.verify;

import dev.pawl.checkpoint.entry.StateCursor;
import dev.pawl.checkpoint.error.PawlException;
import dev.pawl.checkpoint.state.ChangeCursor;
import dev.pawl.checkpoint.state.ChangeKind;
import dev.pawl.checkpoint.state.StateFileName;
import dev.pawl.checkpoint.state.StateFileReader;
import java.io.IOException;

/** Reads a delta, snapshot or changelog from start to end, with every row in it. */
final class ChangeFileVerifier {
    private final StateFileReader reader;
    private final Findings findings;
    private final StoreRows.Partition rows;

    ChangeFileVerifier(StateFileReader reader, Findings findings, StoreRows.Partition rows) {
        this.reader = reader;
        this.findings = findings;
        this.rows = rows;
    }

    /** False if the file is damaged. */
    boolean verify(StateFileName file, Place place, Severity severity) {
        RowFaults faults = new RowFaults(file.kind().isBase() || file.version() == 1);
        try {
            read(file, place.path(), faults);
        } catch (PawlException e) {
            // What damaged bytes look like says nothing about rows.
            findings.damage(severity, place, e);
            return false;
        } catch (IOException e) {
            findings.damage(severity, place, Listings.unreadable(reader.storage(), place.path(), e));
            return false;
        }
        faults.report(findings, place);
        return true;
    }

    private void read(StateFileName file, String path, RowFaults faults) throws IOException {
        switch (file.kind()) {
            case SNAPSHOT -> {
                try (StateCursor cursor = reader.snapshot(path)) {
                    while (cursor.next()) {
                        rows.checkPut(cursor.key(), cursor.value(), faults);
                    }
                }
            }
            case DELTA -> readChanges(reader.delta(path), faults);
            case CHANGELOG -> readChanges(reader.changelog(path), faults);
            case ZIP -> throw new IllegalStateException("a snapshot of RocksDB holds no changes: " + path);
        }
    }

    private void readChanges(ChangeCursor changes, RowFaults faults) throws IOException {
        try (changes) {
            while (changes.next()) {
                if (changes.kind() == ChangeKind.DELETE) {
                    rows.checkDelete(changes.key(), faults);
                } else {
                    rows.checkPut(changes.key(), changes.value(), faults);
                }
            }
        }
    }
}
