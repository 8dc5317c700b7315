package dev.pawl.connectors.files;

import dev.pawl.engine.source.RawRecord;
import dev.pawl.engine.source.RowReader;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.csv.CSVHeaderChecker;
import org.apache.spark.sql.catalyst.csv.CSVOptions;
import org.apache.spark.sql.catalyst.csv.UnivocityParser;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;
import scala.collection.Iterator;

/** CSV by Catalyst's parser, with its treatment of headers and of malformed records. */
final class CsvDecoder implements RecordDecoder {
    private final CSVOptions options;
    private final StructType required;
    private final StructType parsedColumns;
    private final StructType parsedRequired;
    private final boolean prunesColumns;
    private final byte[] separator;

    CsvDecoder(CSVOptions options, StructType columns, StructType required, boolean prunesColumns) {
        this.options = options;
        this.required = required;
        this.parsedColumns = withoutCorruptRecord(columns);
        this.parsedRequired = withoutCorruptRecord(required);
        this.prunesColumns = prunesColumns;
        this.separator = SparkOptions.orElse(options.lineSeparatorInRead(), new byte[0]);
    }

    private StructType withoutCorruptRecord(StructType columns) {
        List<StructField> fields = Arrays.stream(columns.fields())
                .filter(field -> !field.name().equals(options.columnNameOfCorruptRecord()))
                .toList();
        return DataTypes.createStructType(fields);
    }

    @Override
    public RowReader open(FilePart part) throws IOException {
        UnivocityParser parser = new UnivocityParser(parsedColumns, parsedRequired, options);
        CSVHeaderChecker header = new CSVHeaderChecker(
                prunesColumns ? parsedRequired : parsedColumns,
                options,
                "CSV file: " + part.content().place().uri(),
                part.start() == 0);
        if (options.multiLine()) {
            InputStream in = part.content().readPlain();
            return new Rows(part, in, null, () -> UnivocityParser.parseStream(in, parser, header, required));
        }
        Lines lines = Lines.of(part, separator);
        Iterator<String> text = new TextIterator(lines, options.charset());
        return new Rows(part, lines, lines, () -> UnivocityParser.parseIterator(text, parser, header, required));
    }

    /** Begins to parse when first asked. */
    private interface Begin {
        Iterator<InternalRow> rows();
    }

    private static final class Rows implements RowReader {
        private final FilePart part;
        private final Closeable input;
        private final @Nullable Lines lines;
        private final Begin begin;
        private @Nullable Iterator<InternalRow> rows;
        private @Nullable InternalRow row;
        private boolean isAtBadRecord;

        /** @param lines null where a record may have several, and what is behind a bad one is not known */
        Rows(FilePart part, Closeable input, @Nullable Lines lines, Begin begin) {
            this.part = part;
            this.input = input;
            this.lines = lines;
            this.begin = begin;
        }

        @Override
        public boolean next() throws IOException {
            isAtBadRecord = false;
            try {
                Iterator<InternalRow> all = rows;
                if (all == null) {
                    all = begin.rows();
                    rows = all;
                }
                if (!all.hasNext()) {
                    return false;
                }
                row = all.next();
                return true;
            } catch (Exception e) {
                isAtBadRecord = lines != null && Malformed.isOne(e);
                throw Malformed.of(e, part, lines == null ? "" : ", " + lines.position());
            }
        }

        @Override
        public Optional<String> position() {
            return Optional.ofNullable(lines).map(Lines::position);
        }

        @Override
        public Optional<RawRecord> raw() {
            return Optional.ofNullable(lines).map(all -> KeptLines.of(all, part));
        }

        @Override
        public boolean isAtBadRecord() {
            return isAtBadRecord;
        }

        @Override
        public InternalRow row() {
            return java.util.Objects.requireNonNull(row);
        }

        @Override
        public void close() throws IOException {
            input.close();
        }
    }
}
