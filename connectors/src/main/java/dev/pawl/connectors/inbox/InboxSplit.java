package dev.pawl.connectors.inbox;

import dev.pawl.engine.source.RowReader;
import dev.pawl.engine.source.Split;
import java.io.IOException;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.unsafe.types.UTF8String;

/**
 * Records of some files of the log.
 *
 * @param first of the batch; a file may begin before
 * @param last of the batch; a file may end after
 */
record InboxSplit(InboxLog log, List<Long> files, long first, long last, StructType required) implements Split {
    InboxSplit {
        files = List.copyOf(files);
    }

    @Override
    public String description() {
        return "records " + first + " to " + last + " of " + log.place();
    }

    @Override
    public RowReader open() {
        return new Reader();
    }

    private final class Reader implements RowReader {
        private final Iterator<Long> rest = files.iterator();
        private final String[] columns = required.fieldNames();
        private final GenericInternalRow row = new GenericInternalRow(columns.length);
        private List<InboxFile.Entry> records = List.of();
        private int at;

        @Override
        public boolean next() throws IOException {
            while (at >= records.size()) {
                if (!rest.hasNext()) {
                    return false;
                }
                long file = rest.next();
                List<InboxFile.Entry> all = log.read(file).records();
                int from = Math.toIntExact(Math.max(0, first - file));
                int to = Math.toIntExact(Math.min(all.size(), last - file + 1));
                records = all.subList(from, to);
                at = 0;
            }
            InboxFile.Entry record = records.get(at++);
            for (int i = 0; i < columns.length; i++) {
                boolean isValue = columns[i].equals(InboxTable.VALUE);
                row.update(i, isValue ? UTF8String.fromBytes(record.value()) : (Object) record.receivedMicros());
            }
            return true;
        }

        @Override
        public InternalRow row() {
            return row;
        }

        @Override
        public void close() {}
    }
}
