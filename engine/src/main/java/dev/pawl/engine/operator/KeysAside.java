package dev.pawl.engine.operator;

import dev.pawl.engine.exchange.SortedRows;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.apache.spark.sql.catalyst.expressions.UnsafeRow;

/**
 * What a batch has of keys that came when those before them took all the room there is: kept as it came, on disk if it is much, until
 * it is the turn of these keys, one after the other. What is made of a key is what would have been made of it at once.
 */
final class KeysAside implements AutoCloseable {
    private final SortedRows rows = new SortedRows();
    private final UnsafeRow key;
    private final UnsafeRow row;

    KeysAside(int keyColumns, int rowColumns) {
        this.key = new UnsafeRow(keyColumns);
        this.row = new UnsafeRow(rowColumns);
    }

    /** Copies both. */
    void add(UnsafeRow itsKey, UnsafeRow itsRow) throws IOException {
        rows.add(itsKey, itsRow);
    }

    /** Takes what came of one key after the other. */
    interface Each {
        /** Valid during the call, as the row is: one of a key, in the order in which they came. */
        void accept(UnsafeRow key, UnsafeRow row) throws IOException;

        /** That was all of the key. */
        void end(UnsafeRow key) throws IOException;
    }

    void forEach(Each out) throws IOException {
        if (rows.isEmpty()) {
            return;
        }
        SortedRows.Cursor cursor = rows.sorted();
        boolean isMore = cursor.next();
        while (isMore) {
            byte[] itsKey = cursor.key();
            key.pointTo(itsKey, itsKey.length);
            do {
                byte[] itsRow = cursor.row();
                row.pointTo(itsRow, itsRow.length);
                out.accept(key, row);
                isMore = cursor.next();
            } while (isMore && cursor.hasKey(itsKey));
            out.end(key);
        }
        rows.clear();
    }

    void clear() {
        try {
            rows.clear();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() throws IOException {
        rows.close();
    }
}
