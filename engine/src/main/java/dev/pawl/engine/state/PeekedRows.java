package dev.pawl.engine.state;

import dev.pawl.checkpoint.entry.Bytes;
import dev.pawl.checkpoint.entry.StateCursor;
import java.io.IOException;
import java.util.Optional;

/** Rows of which it is known whether there are any before the first one is asked for. */
final class PeekedRows implements StateCursor {
    private final StateCursor rows;
    private Optional<Boolean> first = Optional.empty();

    PeekedRows(StateCursor rows) {
        this.rows = rows;
    }

    boolean isEmpty() throws IOException {
        boolean isThere = rows.next();
        first = Optional.of(isThere);
        return !isThere;
    }

    @Override
    public boolean next() throws IOException {
        if (first.isPresent()) {
            boolean isThere = first.get();
            first = Optional.empty();
            return isThere;
        }
        return rows.next();
    }

    @Override
    public Bytes key() {
        return rows.key();
    }

    @Override
    public Bytes value() {
        return rows.value();
    }

    @Override
    public void close() throws IOException {
        rows.close();
    }
}
