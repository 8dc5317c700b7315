package dev.pawl.checkpoint.state;

import dev.pawl.checkpoint.entry.Bytes;
import dev.pawl.checkpoint.entry.StateCursor;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/** State and changes as collections. */
final class Rows {
    private Rows() {}

    static Bytes bytes(String text) {
        return Bytes.wrap(text.getBytes(StandardCharsets.UTF_8));
    }

    /** Reads to the end; a key that comes twice is an error. */
    static NavigableMap<Bytes, Bytes> drain(StateCursor cursor) throws IOException {
        NavigableMap<Bytes, Bytes> rows = new TreeMap<>();
        try (cursor) {
            while (cursor.next()) {
                if (rows.put(cursor.key(), cursor.value()) != null) {
                    throw new AssertionError("key " + cursor.key() + " comes twice");
                }
            }
            if (cursor.next()) {
                throw new AssertionError("there is a row after the last");
            }
        }
        return rows;
    }

    static List<Change> drain(ChangeCursor cursor) throws IOException {
        List<Change> changes = new ArrayList<>();
        try (cursor) {
            while (cursor.next()) {
                changes.add(new Change(cursor.kind(), cursor.key(), cursor.value()));
            }
            if (cursor.next()) {
                throw new AssertionError("there is a change after the last");
            }
        }
        return changes;
    }

    static StateCursor cursor(Map<Bytes, Bytes> rows) {
        Iterator<Map.Entry<Bytes, Bytes>> entries = rows.entrySet().iterator();
        return new StateCursor() {
            private Map.Entry<Bytes, Bytes> current = Map.entry(Bytes.EMPTY, Bytes.EMPTY);

            @Override
            public boolean next() {
                boolean found = entries.hasNext();
                if (found) {
                    current = entries.next();
                }
                return found;
            }

            @Override
            public Bytes key() {
                return current.getKey();
            }

            @Override
            public Bytes value() {
                return current.getValue();
            }

            @Override
            public void close() {}
        };
    }

    static SnapshotSource noSnapshots() {
        return (directory, zip) -> {
            throw new AssertionError("no snapshot should be opened, but " + zip + " was");
        };
    }
}
