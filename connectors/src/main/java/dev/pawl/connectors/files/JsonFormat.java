package dev.pawl.connectors.files;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import dev.pawl.engine.option.Options;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.nio.charset.MalformedInputException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.catalyst.json.JSONOptions;
import org.apache.spark.sql.catalyst.json.JsonInferSchema;
import org.apache.spark.sql.catalyst.util.DropMalformedMode$;
import org.apache.spark.sql.catalyst.util.FailFastMode$;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import scala.Function2;

/** A record is a line, or with {@code multiLine} a file. */
final class JsonFormat implements RecordFormat {
    private final JSONOptions options;
    private final byte[] separator;
    private final Charset charset;

    JsonFormat(Options options) {
        this.options = SparkOptions.jsonRead(options);
        this.separator = SparkOptions.orElse(this.options.lineSeparatorInRead(), new byte[0]);
        this.charset = Charset.forName(SparkOptions.orElse(this.options.encoding(), StandardCharsets.UTF_8.name()));
    }

    @Override
    public String name() {
        return "json";
    }

    @Override
    public Optional<StructType> fixedColumns() {
        return Optional.empty();
    }

    @Override
    public void check(StructType columns) {
        SupportedTypes.requireCorruptRecordIsText(columns, options.columnNameOfCorruptRecord());
    }

    @Override
    public boolean isSplittable(FileContent file) {
        return !options.multiLine() && !file.isCompressed();
    }

    @Override
    public Optional<byte[]> lineEnd() {
        return options.multiLine() ? Optional.empty() : Optional.of(Lines.endOf(separator));
    }

    @Override
    public RecordDecoder decoder(StructType columns, StructType required) {
        return new JsonDecoder(options, separator, charset, required);
    }

    @Override
    public StructType infer(List<FileContent> files) throws IOException {
        JsonInferSchema inference = new JsonInferSchema(options);
        Function2<DataType, DataType, DataType> merge =
                org.apache.spark.sql.catalyst.json.JsonInferSchema$.MODULE$.compatibleRootType(
                        options.columnNameOfCorruptRecord(), options.parseMode());
        JsonFactory factory = options.buildJsonFactory();
        DataType type = DataTypes.NullType;
        for (FileContent file : files) {
            FilePart whole = FilePart.whole(file);
            if (options.multiLine()) {
                try (InputStream in = file.readPlain();
                        JsonParser parser = factory.createParser(in)) {
                    type = merge(type, inference, merge, parser, whole);
                }
                continue;
            }
            try (Lines lines = Lines.of(whole, separator)) {
                while (lines.next()) {
                    String line = new String(lines.bytes(), lines.start(), lines.length(), charset);
                    try (JsonParser parser = factory.createParser(line)) {
                        type = merge(type, inference, merge, parser, whole);
                    }
                }
            }
        }
        DataType canonical = SparkOptions.orElse(inference.canonicalizeType(type, options), new StructType());
        return canonical instanceof StructType columns ? columns : new StructType();
    }

    private DataType merge(
            DataType soFar,
            JsonInferSchema inference,
            Function2<DataType, DataType, DataType> merge,
            JsonParser parser,
            FilePart file)
            throws IOException {
        try {
            parser.nextToken();
            return merge.apply(soFar, inference.inferField(parser));
        } catch (JsonProcessingException | MalformedInputException e) {
            if (options.parseMode() == DropMalformedMode$.MODULE$) {
                return soFar;
            }
            if (options.parseMode() == FailFastMode$.MODULE$) {
                throw new dev.pawl.checkpoint.error.PawlException(
                        dev.pawl.checkpoint.error.ErrorCode.MALFORMED_RECORD_IN_PARSING,
                        "Malformed records are detected in schema inference. Parse Mode: FAILFAST. File: "
                                + file.content().place().uri() + ".",
                        e);
            }
            StructField corrupt =
                    DataTypes.createStructField(options.columnNameOfCorruptRecord(), DataTypes.StringType, true);
            return merge.apply(soFar, DataTypes.createStructType(List.of(corrupt)));
        }
    }
}
