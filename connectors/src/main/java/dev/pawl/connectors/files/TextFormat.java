package dev.pawl.connectors.files;

import dev.pawl.checkpoint.error.ErrorCode;
import dev.pawl.engine.option.Options;
import dev.pawl.engine.source.RawRecord;
import dev.pawl.engine.source.RowReader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.unsafe.types.UTF8String;

/** A row is a line, or with {@code wholetext} a file. */
final class TextFormat implements RecordFormat {
    private final byte[] separator;
    private final boolean isWholeText;

    TextFormat(Options options) {
        String lineSep = options.text("lineSep", "");
        if (lineSep.isEmpty() && options.find("lineSep").isPresent()) {
            throw options.invalid("lineSep", "not empty");
        }
        this.separator = lineSep.getBytes(StandardCharsets.UTF_8);
        this.isWholeText = options.flag("wholetext", false);
    }

    @Override
    public String name() {
        return "text";
    }

    @Override
    public Optional<StructType> fixedColumns() {
        return Optional.of(new StructType().add("value", DataTypes.StringType));
    }

    @Override
    public void check(StructType columns) {
        SupportedTypes.requireForText(columns, ErrorCode.SOURCE_UNSUPPORTED);
    }

    @Override
    public StructType infer(List<FileContent> files) {
        throw new IllegalStateException("the columns of text are known");
    }

    @Override
    public boolean isSplittable(FileContent file) {
        return !isWholeText && !file.isCompressed();
    }

    @Override
    public Optional<byte[]> lineEnd() {
        return isWholeText ? Optional.empty() : Optional.of(Lines.endOf(separator));
    }

    @Override
    public RecordDecoder decoder(StructType columns, StructType required) {
        int width = required.size();
        return part -> isWholeText ? new WholeText(part, width) : new TextLines(part, separator, width);
    }

    private static final class TextLines implements RowReader {
        private final FilePart part;
        private final Lines lines;
        private final GenericInternalRow row;

        TextLines(FilePart part, byte[] separator, int width) throws IOException {
            this.part = part;
            this.lines = Lines.of(part, separator);
            this.row = new GenericInternalRow(width);
        }

        @Override
        public boolean next() throws IOException {
            if (!lines.next()) {
                return false;
            }
            if (row.numFields() > 0) {
                row.update(0, UTF8String.fromBytes(lines.bytes(), lines.start(), lines.length()));
            }
            return true;
        }

        @Override
        public InternalRow row() {
            return row;
        }

        @Override
        public Optional<String> position() {
            return Optional.of(lines.position());
        }

        @Override
        public Optional<RawRecord> raw() {
            return Optional.of(KeptLines.of(lines, part));
        }

        @Override
        public void close() throws IOException {
            lines.close();
        }
    }

    private static final class WholeText implements RowReader {
        private final FileContent file;
        private final GenericInternalRow row;
        private boolean isRead;

        WholeText(FilePart part, int width) {
            this.file = part.content();
            this.row = new GenericInternalRow(width);
        }

        @Override
        public boolean next() throws IOException {
            if (isRead) {
                return false;
            }
            isRead = true;
            try (InputStream in = file.readPlain()) {
                byte[] bytes = in.readAllBytes();
                if (row.numFields() > 0) {
                    row.update(0, UTF8String.fromBytes(bytes));
                }
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
