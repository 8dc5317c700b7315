package dev.pawl.connectors.files;

import dev.pawl.checkpoint.error.ErrorCode;
import dev.pawl.checkpoint.error.PawlException;
import dev.pawl.connectors.avro.AvroStyle;
import dev.pawl.engine.option.OptionNames;
import dev.pawl.engine.option.Options;
import dev.pawl.engine.sink.SinkFormat;
import dev.pawl.engine.sink.SinkRequest;
import dev.pawl.engine.sink.StreamSink;
import dev.pawl.engine.source.Outside;
import java.util.Optional;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.file.CodecFactory;
import org.apache.spark.sql.internal.SQLConf;
import org.apache.spark.sql.types.StructType;

/** Files of records with their schema in front. */
public final class AvroSinkFormat implements SinkFormat {
    @Override
    public String name() {
        return "avro";
    }

    @Override
    public Optional<OptionNames> optionNames() {
        return Optional.of(FileOptionNames.ofAvroSink());
    }

    @Override
    public boolean takesSeveralQueries() {
        return false;
    }

    @Override
    public StreamSink open(SinkRequest request, Outside outside) {
        return FileSink.open(request, name(), outside, settings -> {
            SupportedTypes.requireForAvro(settings.fileColumns(), ErrorCode.SINK_SCHEMA_MISMATCH);
            return new AvroEncoder(style(settings.fileColumns(), request.options()));
        });
    }

    private static AvroStyle style(StructType columns, Options options) {
        SQLConf conf = SQLConf.get();
        String codecName = options.find("compression").orElse(conf.avroCompressionCodec());
        CodecFactory codec = AvroStyle.codec(codecName)
                .orElseThrow(() -> new PawlException(
                        ErrorCode.OPTION_INVALID,
                        "Option compression of " + options.owner()
                                + " must be uncompressed, snappy, deflate, bzip2, xz or" + " zstandard, was "
                                + codecName + "."));
        try {
            Optional<String> schema = AvroOptions.schema(options);
            return schema.isPresent()
                    ? AvroStyle.ofSchema(
                            columns,
                            schema.get(),
                            AvroOptions.match(options, conf.caseSensitiveAnalysis()),
                            codec,
                            SparkVersion.WRITTEN)
                    : AvroStyle.ofColumns(
                            columns,
                            options.text("recordName", "topLevelRecord"),
                            options.text("recordNamespace", ""),
                            codec,
                            SparkVersion.WRITTEN);
        } catch (AvroRuntimeException e) {
            throw new PawlException(
                    ErrorCode.SINK_SCHEMA_MISMATCH, "Avro cannot have these columns: " + e.getMessage() + ".", e);
        }
    }
}
