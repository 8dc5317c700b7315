package dev.pawl.connectors.files;

import com.univocity.parsers.csv.CsvParser;
import dev.pawl.checkpoint.error.ErrorCode;
import dev.pawl.engine.option.Options;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.catalyst.csv.CSVExprUtils;
import org.apache.spark.sql.catalyst.csv.CSVInferSchema;
import org.apache.spark.sql.catalyst.csv.CSVOptions;
import org.apache.spark.sql.catalyst.csv.UnivocityParser;
import org.apache.spark.sql.internal.SQLConf;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;
import scala.collection.Iterator;

/** A record is a line, or with {@code multiLine} may have line ends in quotes. */
final class CsvFormat implements RecordFormat {
    private final Options given;
    private final CSVOptions options;
    private final boolean isCaseSensitive;
    private final boolean prunesColumns;

    CsvFormat(Options given) {
        SQLConf conf = SQLConf.get();
        this.given = given;
        this.isCaseSensitive = conf.caseSensitiveAnalysis();
        this.prunesColumns = conf.csvColumnPruning();
        this.options = SparkOptions.csv(given, false);
    }

    @Override
    public String name() {
        return "csv";
    }

    @Override
    public Optional<StructType> fixedColumns() {
        return Optional.empty();
    }

    @Override
    public void check(StructType columns) {
        SupportedTypes.requireForCsv(columns, ErrorCode.SOURCE_UNSUPPORTED);
        SupportedTypes.requireCorruptRecordIsText(columns, options.columnNameOfCorruptRecord());
    }

    @Override
    public boolean isSplittable(FileContent file) {
        return !options.multiLine() && !file.isCompressed();
    }

    @Override
    public Optional<byte[]> lineEnd() {
        return options.multiLine()
                ? Optional.empty()
                : Optional.of(Lines.endOf(SparkOptions.orElse(options.lineSeparatorInRead(), new byte[0])));
    }

    @Override
    public RecordDecoder decoder(StructType columns, StructType required) {
        boolean asksForCorrupt = Arrays.asList(required.fieldNames()).contains(options.columnNameOfCorruptRecord());
        CSVOptions forReading = SparkOptions.csv(given, prunesColumns && !asksForCorrupt);
        return new CsvDecoder(forReading, columns, required, prunesColumns && !asksForCorrupt);
    }

    @Override
    public StructType infer(List<FileContent> files) throws IOException {
        CSVInferSchema inference = new CSVInferSchema(options);
        String @Nullable [] header = null;
        DataType @Nullable [] types = null;
        for (FileContent file : files) {
            FilePart whole = FilePart.whole(file);
            CsvParser tokenizer = new CsvParser(options.asParserSettings());
            try (CsvTokens tokens = new CsvTokens(whole, tokenizer, options)) {
                Iterator<String[]> rows = tokens.rows();
                boolean isFirst = true;
                while (rows.hasNext()) {
                    String[] row = rows.next();
                    if (row == null) {
                        continue;
                    }
                    if (header == null) {
                        header = header(row);
                        types = new DataType[header.length];
                        Arrays.fill(types, options.inferSchemaFlag() ? DataTypes.NullType : DataTypes.StringType);
                    }
                    if (!options.inferSchemaFlag()) {
                        return columns(header, types);
                    }
                    if (!isFirst || !options.headerFlag()) {
                        types = inference.inferRowType(types, row);
                    }
                    isFirst = false;
                }
            }
        }
        if (header == null || types == null) {
            return new StructType();
        }
        return DataTypes.createStructType(inference.toStructFields(types, header));
    }

    private static StructType columns(String[] header, DataType @Nullable [] types) {
        List<StructField> fields = new ArrayList<>();
        for (int i = 0; i < header.length; i++) {
            DataType type = types == null ? DataTypes.StringType : types[i];
            fields.add(DataTypes.createStructField(header[i], type, true));
        }
        return DataTypes.createStructType(fields);
    }

    /** Names that are all there and differ, as Spark makes them of a first line. */
    private String[] header(String[] row) {
        String[] names = new String[row.length];
        Map<String, Integer> counts = new HashMap<>();
        for (String name : row) {
            if (name != null) {
                counts.merge(key(name), 1, Integer::sum);
            }
        }
        for (int i = 0; i < row.length; i++) {
            String name = row[i];
            if (!options.headerFlag() || name == null || name.isEmpty() || name.equals(options.nullValue())) {
                names[i] = "_c" + i;
            } else {
                names[i] = counts.getOrDefault(key(name), 1) > 1 ? name + i : name;
            }
        }
        return names;
    }

    private String key(String name) {
        return isCaseSensitive ? name : name.toLowerCase(Locale.ROOT);
    }

    /** The cells of a file. */
    private static final class CsvTokens implements AutoCloseable {
        private final FilePart part;
        private final CsvParser tokenizer;
        private final CSVOptions options;
        private @Nullable InputStream in;
        private @Nullable Lines lines;

        CsvTokens(FilePart part, CsvParser tokenizer, CSVOptions options) {
            this.part = part;
            this.tokenizer = tokenizer;
            this.options = options;
        }

        Iterator<String[]> rows() throws IOException {
            if (options.multiLine()) {
                InputStream stream = part.content().readPlain();
                in = stream;
                return UnivocityParser.tokenizeStream(stream, false, tokenizer, options.charset());
            }
            Lines opened = Lines.of(part, SparkOptions.orElse(options.lineSeparatorInRead(), new byte[0]));
            lines = opened;
            return CSVExprUtils.filterCommentAndEmpty(new TextIterator(opened, options.charset()), options)
                    .map(tokenizer::parseLine);
        }

        @Override
        public void close() throws IOException {
            if (in != null) {
                in.close();
            }
            if (lines != null) {
                lines.close();
            }
        }
    }
}
