package dev.pawl.engine.function;

import dev.pawl.engine.exchange.SortedRows;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.NoSuchElementException;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.UnsafeRow;
import scala.Function1;
import scala.collection.AbstractIterator;
import scala.collection.Iterator;

/** The rows of a partition, key by key, as objects: as many of a key as there are, one at a time. */
final class Groups {
    private final SortedRows rows;
    private final int keyColumns;
    private final int rowColumns;
    private final Function1<InternalRow, Object> value;

    /** @param value makes the object of a row */
    Groups(SortedRows rows, int keyColumns, int rowColumns, Function1<InternalRow, Object> value) {
        this.rows = rows;
        this.keyColumns = keyColumns;
        this.rowColumns = rowColumns;
        this.value = value;
    }

    /** Takes one key with its values, and need not take them all. */
    interface Group {
        void accept(UnsafeRow key, Iterator<Object> values) throws IOException;
    }

    /** @return how many keys there were */
    long forEach(Group out) throws IOException {
        long keys = 0;
        SortedRows.Cursor cursor = rows.sorted();
        boolean isMore = cursor.next();
        while (isMore) {
            byte[] bytes = cursor.key();
            UnsafeRow key = new UnsafeRow(keyColumns);
            key.pointTo(bytes, bytes.length);
            Values values = new Values(cursor, bytes);
            out.accept(key, values);
            keys++;
            isMore = values.skip();
        }
        rows.clear();
        return keys;
    }

    /** The cursor stands at the row that comes next. */
    private final class Values extends AbstractIterator<Object> {
        private final SortedRows.Cursor cursor;
        private final byte[] key;
        private boolean isAtRow = true;
        private boolean isMore = true;

        Values(SortedRows.Cursor cursor, byte[] key) {
            this.cursor = cursor;
            this.key = key;
        }

        @Override
        public boolean hasNext() {
            return isAtRow;
        }

        @Override
        public Object next() {
            if (!isAtRow) {
                throw new NoSuchElementException("the key has no more rows");
            }
            byte[] bytes = cursor.row();
            UnsafeRow row = new UnsafeRow(rowColumns);
            row.pointTo(bytes, bytes.length);
            Object object = value.apply(row);
            advance();
            return object;
        }

        private void advance() {
            try {
                isMore = cursor.next();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            isAtRow = isMore && cursor.hasKey(key);
        }

        /** Whether there is another key. */
        boolean skip() {
            while (isAtRow) {
                advance();
            }
            return isMore;
        }
    }
}
