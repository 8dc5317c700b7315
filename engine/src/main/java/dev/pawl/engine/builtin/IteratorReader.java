package dev.pawl.engine.builtin;

import dev.pawl.engine.source.RowReader;
import java.util.Iterator;
import org.apache.spark.sql.catalyst.InternalRow;

/** Rows that are made on the way. */
final class IteratorReader implements RowReader {
    private final Iterator<InternalRow> rows;
    private InternalRow row = InternalRow.empty();

    IteratorReader(Iterator<InternalRow> rows) {
        this.rows = rows;
    }

    @Override
    public boolean next() {
        if (!rows.hasNext()) {
            return false;
        }
        row = rows.next();
        return true;
    }

    @Override
    public InternalRow row() {
        return row;
    }

    @Override
    public void close() {}
}
