package dev.pawl.engine.state;

import dev.pawl.checkpoint.entry.Bytes;
import dev.pawl.checkpoint.entry.StateCursor;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** All rows of some stores as a file holds them, one store after the other. */
final class FileRows implements StateCursor {
    private final List<Part> parts;
    private int at = -1;
    private @Nullable TableCursor cursor;
    private final Slice key = new Slice();
    private final Slice value = new Slice();

    /** @param family what the keys of the store start with */
    record Part(StateStore store, Bytes family) {}

    FileRows(List<Part> parts) {
        this.parts = List.copyOf(parts);
    }

    @Override
    public boolean next() {
        while (true) {
            if (cursor != null && cursor.next(key, value)) {
                return true;
            }
            close();
            if (at + 1 >= parts.size()) {
                return false;
            }
            at++;
            cursor = parts.get(at).store().table().all();
        }
    }

    @Override
    public Bytes key() {
        Part part = parts.get(at);
        return part.store().form().fileKey(key, part.family().shared());
    }

    @Override
    public Bytes value() {
        return parts.get(at).store().form().fileValue(value);
    }

    @Override
    public void close() {
        if (cursor != null) {
            cursor.close();
            cursor = null;
        }
    }
}
