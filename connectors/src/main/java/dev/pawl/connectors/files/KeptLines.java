package dev.pawl.connectors.files;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.pawl.engine.source.RawDecoder;
import dev.pawl.engine.source.RawRecord;
import dev.pawl.engine.source.RowReader;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.catalyst.InternalRow;

/**
 * Lines outside of their files: the line without its end is the content, and the origin is
 * <pre>{"file":"file:///in/day=2024-01-01/a.json","partitions":"day=2024-01-01","row":1}</pre>
 * where {@code row} is there for one of several rows that a line has, counted from 0.
 */
final class KeptLines implements RawDecoder {
    private static final String FILE = "file";
    private static final String PARTITIONS = "partitions";
    private static final String ROW = "row";

    private final TableReader table;
    private final byte[] lineEnd;

    KeptLines(TableReader table, byte[] lineEnd) {
        this.table = table;
        this.lineEnd = lineEnd.clone();
    }

    static RawRecord of(Lines lines, FilePart part) {
        return RawRecord.of(
                Arrays.copyOfRange(lines.bytes(), lines.start(), lines.start() + lines.length()), origin(part));
    }

    /** One row of a line that has several. */
    static RawRecord of(Lines lines, FilePart part, int row) {
        RawRecord whole = of(lines, part);
        return RawRecord.of(whole.content().orElse(null), whole.origin().put(ROW, row));
    }

    private static ObjectNode origin(FilePart part) {
        ObjectNode origin = JsonNodeFactory.instance.objectNode();
        origin.put(FILE, part.content().place().uri());
        return origin.put(PARTITIONS, part.partitions());
    }

    /** The line stands in the middle of a file: no header is before it. */
    @Override
    public RowReader open(RawRecord record) throws IOException {
        byte[] line = record.content().orElse(new byte[0]);
        int start = lineEnd.length + 1;
        byte[] file = new byte[start + line.length];
        System.arraycopy(lineEnd, 0, file, 1, lineEnd.length);
        System.arraycopy(line, 0, file, start, line.length);
        ObjectNode origin = record.origin();
        Place place = Place.ofLog(origin.required(FILE).textValue());
        FileContent content = new FileContent(new MemoryFile(file), place.name(), place);
        FilePart part = new FilePart(
                content, 1, Long.MAX_VALUE, origin.required(PARTITIONS).textValue(), FileVersion.ANY);
        RowReader rows = new FileSplit(List.of(part), table).open();
        return origin.has(ROW) ? new OneOf(rows, origin.get(ROW).intValue()) : rows;
    }

    /** One row of several. */
    private static final class OneOf implements RowReader {
        private final RowReader rows;
        private final int wanted;
        private boolean isRead;

        OneOf(RowReader rows, int wanted) {
            this.rows = rows;
            this.wanted = wanted;
        }

        @Override
        public boolean next() throws IOException {
            if (isRead) {
                return false;
            }
            isRead = true;
            for (int i = 0; i < wanted; i++) {
                if (!rows.next()) {
                    return false;
                }
            }
            return rows.next();
        }

        @Override
        public InternalRow row() {
            return rows.row();
        }

        @Override
        public Optional<String> position() {
            return rows.position();
        }

        @Override
        public boolean isAtBadRecord() {
            return rows.isAtBadRecord();
        }

        @Override
        public void close() throws IOException {
            rows.close();
        }
    }
}
