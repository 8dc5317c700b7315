package dev.pawl.connectors.files;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.pawl.checkpoint.error.ErrorCode;
import dev.pawl.checkpoint.error.PawlException;
import dev.pawl.checkpoint.storage.StorageEntry;
import dev.pawl.engine.source.RawDecoder;
import dev.pawl.engine.source.RawRecord;
import dev.pawl.engine.source.RowReader;
import java.io.IOException;
import java.util.Arrays;
import java.util.Optional;
import org.apache.spark.sql.catalyst.InternalRow;
import org.jspecify.annotations.Nullable;

/**
 * Lines outside of their files: the line without its end is the content, and the origin is
 * <pre>{"file":"file:///in/day=2024-01-01/a.json","partitions":"day=2024-01-01","row":1,
 * "size":120,"modifiedMs":1767225600000,"start":0,"length":120}</pre>
 * where {@code row} is there for one of several rows that a line has, counted from 0, and the second line has what the column
 * {@code _metadata} said of the file: it may be gone when the line is read again.
 */
final class KeptLines implements RawDecoder {
    private static final String FILE = "file";
    private static final String PARTITIONS = "partitions";
    private static final String ROW = "row";
    private static final String SIZE = "size";
    private static final String MODIFIED = "modifiedMs";
    private static final String START = "start";
    private static final String LENGTH = "length";

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

    /** The same with what the file is like, if that is known; a record of another kind as it is. */
    static RawRecord withFile(RawRecord record, FilePart part, Optional<StorageEntry> file) {
        ObjectNode origin = record.origin();
        if (file.isEmpty() || !origin.has(FILE)) {
            return record;
        }
        long size = file.get().size();
        origin.put(SIZE, size);
        origin.put(MODIFIED, file.get().modifiedMillis());
        origin.put(START, part.start());
        origin.put(LENGTH, Math.min(part.end(), size) - part.start());
        return RawRecord.of(record.content().orElse(null), origin);
    }

    /** The line stands in the middle of a file: no header is before it. The file itself need not be there any more. */
    @Override
    public RowReader open(RawRecord record) throws IOException {
        byte[] line = record.content().orElse(new byte[0]);
        int start = lineEnd.length + 1;
        byte[] file = new byte[start + line.length];
        System.arraycopy(lineEnd, 0, file, 1, lineEnd.length);
        System.arraycopy(line, 0, file, start, line.length);
        ObjectNode origin = record.origin();
        Place place = Place.ofLog(origin.required(FILE).textValue());
        String partitions = origin.required(PARTITIONS).textValue();
        FileContent content = new FileContent(new MemoryFile(file), place.name(), uncompressed(place));
        FilePart part = new FilePart(content, 1, Long.MAX_VALUE, partitions, FileVersion.ANY);
        PartitionedRow around = table.partitionedRow(partitions, () -> metadata(place, origin));
        RowReader rows = new Rows(table.decoder().open(part), around, content);
        return origin.has(ROW) ? new OneOf(rows, origin.get(ROW).intValue()) : rows;
    }

    /** The line was taken out of a file that may be compressed, and is not. */
    private static Place uncompressed(Place place) {
        String name = place.name();
        String extension = Compression.ofName(name).extension();
        return place.parent().child(name.substring(0, name.length() - extension.length()));
    }

    private static InternalRow metadata(Place place, ObjectNode origin) {
        if (!origin.has(SIZE)) {
            throw new PawlException(
                    ErrorCode.REPLAY_UNFIT,
                    "The dead letters cannot be replayed: one has a line of file " + place.uri()
                            + " without the size and the time that the file had, which column _metadata of the query tells.");
        }
        return FileMetadata.of(
                place,
                origin.get(SIZE).longValue(),
                origin.get(START).longValue(),
                origin.get(LENGTH).longValue(),
                origin.get(MODIFIED).longValue());
    }

    /** The rows of the line, with what the query reads beside them. */
    private final class Rows implements RowReader {
        private final RowReader rows;
        private final @Nullable PartitionedRow around;
        private final FileContent content;

        Rows(RowReader rows, @Nullable PartitionedRow around, FileContent content) {
            this.rows = rows;
            this.around = around;
            this.content = content;
        }

        @Override
        public boolean next() throws IOException {
            try {
                return rows.next();
            } catch (IOException | RuntimeException e) {
                throw Unreadable.of(e, content, table.format());
            }
        }

        @Override
        public InternalRow row() {
            return around == null ? rows.row() : around.of(rows.row());
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
