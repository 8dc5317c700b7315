package dev.pawl.engine.function;

import dev.pawl.engine.exchange.SortedRows;
import dev.pawl.engine.state.StateStore;
import java.io.IOException;
import java.util.function.Function;
import org.apache.spark.sql.catalyst.expressions.UnsafeRow;

/** What is due in a store, gathered before anything is done about it: sorted, and on disk if it is much. */
final class DueKeys implements AutoCloseable {
    private static final byte[] NO_ROW = new byte[0];

    private final SortedRows gathered = new SortedRows();

    /** Takes one that is due; the bytes stay as they are. */
    interface Due {
        void accept(byte[] bytes) throws IOException;
    }

    /**
     * Every key of a store that is due by then, once.
     *
     * @param bytes of a key; in their order they are given
     */
    void forEach(StateStore store, long byMs, Function<UnsafeRow, byte[]> bytes, Due out) throws IOException {
        store.due(byMs, (key, row) -> gathered.add(bytes.apply(key), NO_ROW));
        SortedRows.Cursor cursor = gathered.sorted();
        byte[] last = NO_ROW;
        while (cursor.next()) {
            // A store may come by a key twice.
            if (!cursor.hasKey(last)) {
                last = cursor.key();
                out.accept(last);
            }
        }
        gathered.clear();
    }

    @Override
    public void close() throws IOException {
        gathered.close();
    }
}
