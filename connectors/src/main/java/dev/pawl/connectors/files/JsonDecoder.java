package dev.pawl.connectors.files;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import dev.pawl.engine.source.RawRecord;
import dev.pawl.engine.source.RowReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.json.JSONOptions;
import org.apache.spark.sql.catalyst.json.JacksonParser;
import org.apache.spark.sql.catalyst.util.FailureSafeParser;
import org.apache.spark.sql.sources.Filter;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.unsafe.types.UTF8String;
import org.jspecify.annotations.Nullable;
import scala.Function1;
import scala.Function2;
import scala.collection.Iterator;
import scala.jdk.javaapi.CollectionConverters;

/** JSON by Catalyst's parser, with its treatment of malformed records. */
final class JsonDecoder implements RecordDecoder {
    private static final scala.collection.immutable.Seq<Filter> NO_FILTERS =
            CollectionConverters.asScala(List.<Filter>of()).toSeq();

    private final JSONOptions options;
    private final byte[] separator;
    private final Charset charset;
    private final StructType required;
    /** Without the column of malformed records, which the parser does not look for. */
    private final StructType parsed;
    /** Parsers are costly to make and serve one thread at a time. */
    private final ConcurrentLinkedQueue<JacksonParser> idle = new ConcurrentLinkedQueue<>();

    JsonDecoder(JSONOptions options, byte[] separator, Charset charset, StructType required) {
        this.options = options;
        this.separator = separator;
        this.charset = charset;
        this.required = required;
        List<StructField> fields = Arrays.stream(required.fields())
                .filter(field -> !field.name().equals(options.columnNameOfCorruptRecord()))
                .toList();
        this.parsed = DataTypes.createStructType(fields);
    }

    @Override
    public RowReader open(FilePart part) throws IOException {
        JacksonParser pooled = idle.poll();
        JacksonParser parser = pooled == null ? new JacksonParser(parsed, options, true, NO_FILTERS) : pooled;
        return options.multiLine() ? new WholeFile(part, parser) : new LineRecords(part, parser);
    }

    private <T> FailureSafeParser<T> safe(
            JacksonParser parser, Function2<JsonFactory, T, JsonParser> open, Function1<T, UTF8String> literal) {
        return new FailureSafeParser<>(
                record -> parser.parse(record, open, literal),
                options.parseMode(),
                required,
                options.columnNameOfCorruptRecord());
    }

    private JsonParser parserOf(JsonFactory factory, Lines lines) {
        try {
            return parser(factory, options, charset, lines);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Without an encoding bytes that are no characters make a record malformed; with one they become {@code �}. The bytes are the record's
     * alone: Spark takes the text of nested values out of them by their place in the record.
     */
    static JsonParser parser(JsonFactory factory, JSONOptions options, Charset charset, Lines line) throws IOException {
        return options.encoding().isEmpty()
                ? factory.createParser(Arrays.copyOfRange(line.bytes(), line.start(), line.start() + line.length()))
                : factory.createParser(new String(line.bytes(), line.start(), line.length(), charset));
    }

    static JsonParser parser(JsonFactory factory, JSONOptions options, Charset charset, InputStream file)
            throws IOException {
        return options.encoding().isEmpty()
                ? factory.createParser(file)
                : factory.createParser(new InputStreamReader(file, charset));
    }

    private UTF8String textOf(Lines lines) {
        byte[] bytes = Arrays.copyOfRange(lines.bytes(), lines.start(), lines.start() + lines.length());
        return UTF8String.fromBytes(bytes);
    }

    private final class LineRecords implements RowReader {
        private final FilePart part;
        private final JacksonParser parser;
        private final Lines lines;
        private final FailureSafeParser<Lines> records;
        private Iterator<InternalRow> rows = scala.collection.Iterator$.MODULE$.empty();
        private @Nullable InternalRow row;
        private int rowOfLine;
        private boolean isAtBadRecord;

        LineRecords(FilePart part, JacksonParser parser) throws IOException {
            this.part = part;
            this.parser = parser;
            this.lines = Lines.of(part, separator);
            this.records = safe(parser, JsonDecoder.this::parserOf, JsonDecoder.this::textOf);
        }

        @Override
        public boolean next() throws IOException {
            isAtBadRecord = false;
            try {
                while (!rows.hasNext()) {
                    if (!lines.next()) {
                        return false;
                    }
                    rowOfLine = -1;
                    rows = records.parse(lines);
                }
                row = rows.next();
                rowOfLine++;
                return true;
            } catch (Exception e) {
                isAtBadRecord = Malformed.isOne(e);
                throw Malformed.of(e, part, ", " + lines.position());
            }
        }

        @Override
        public Optional<String> position() {
            return Optional.of(lines.position());
        }

        @Override
        public Optional<RawRecord> raw() {
            boolean isOneOfSeveral = !isAtBadRecord && (rowOfLine > 0 || rows.hasNext());
            return Optional.of(isOneOfSeveral ? KeptLines.of(lines, part, rowOfLine) : KeptLines.of(lines, part));
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
            idle.add(parser);
            lines.close();
        }
    }

    private final class WholeFile implements RowReader {
        private final FilePart part;
        private final JacksonParser parser;
        private final InputStream in;
        private @Nullable Iterator<InternalRow> rows;
        private @Nullable InternalRow row;

        WholeFile(FilePart part, JacksonParser parser) throws IOException {
            this.part = part;
            this.parser = parser;
            this.in = part.content().readPlain();
        }

        @Override
        public boolean next() throws IOException {
            try {
                Iterator<InternalRow> all = rows;
                if (all == null) {
                    all = records().parse(in);
                    rows = all;
                }
                if (!all.hasNext()) {
                    return false;
                }
                row = all.next();
                return true;
            } catch (Exception e) {
                throw Malformed.of(e, part, "");
            }
        }

        private FailureSafeParser<InputStream> records() {
            Function2<JsonFactory, InputStream, JsonParser> open = (factory, stream) -> {
                try {
                    return parser(factory, options, charset, stream);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            };
            Function1<InputStream, UTF8String> literal = stream -> {
                try (InputStream again = part.content().readPlain()) {
                    return UTF8String.fromBytes(again.readAllBytes());
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            };
            return safe(parser, open, literal);
        }

        @Override
        public InternalRow row() {
            return java.util.Objects.requireNonNull(row);
        }

        @Override
        public void close() throws IOException {
            idle.add(parser);
            in.close();
        }
    }
}
