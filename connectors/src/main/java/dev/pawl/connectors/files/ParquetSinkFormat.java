package dev.pawl.connectors.files;

import dev.pawl.checkpoint.error.ErrorCode;
import dev.pawl.checkpoint.error.PawlException;
import dev.pawl.connectors.parquet.ParquetStyle;
import dev.pawl.connectors.parquet.TimestampEncoding;
import dev.pawl.engine.option.OptionNames;
import dev.pawl.engine.option.Options;
import dev.pawl.engine.sink.SinkFormat;
import dev.pawl.engine.sink.SinkRequest;
import dev.pawl.engine.sink.StreamSink;
import dev.pawl.engine.source.Outside;
import java.util.List;
import java.util.Optional;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.spark.sql.internal.SQLConf;
import org.apache.spark.sql.types.StructType;

/** Files of columns. */
public final class ParquetSinkFormat implements SinkFormat {
    @Override
    public String name() {
        return "parquet";
    }

    @Override
    public Optional<OptionNames> optionNames() {
        return Optional.of(FileOptionNames.ofParquetSink());
    }

    @Override
    public boolean takesSeveralQueries() {
        return false;
    }

    @Override
    public StreamSink open(SinkRequest request, Outside outside) {
        return FileSink.open(request, name(), outside, settings -> {
            StructType columns = settings.fileColumns();
            SupportedTypes.requireForParquet(columns, ErrorCode.SINK_SCHEMA_MISMATCH);
            SQLConf conf = SQLConf.get();
            TimestampEncoding timestamps = TimestampEncoding.ofSparkName(
                    conf.parquetOutputTimestampType().toString());
            return new ParquetEncoder(
                    columns,
                    ParquetStyle.ofSpark(
                            codec(request.options(), conf.parquetCompressionCodec()),
                            timestamps,
                            columns,
                            SparkVersion.WRITTEN));
        });
    }

    private static CompressionCodecName codec(Options options, String byDefault) {
        String name =
                options.findAny(List.of("compression", "parquet.compression")).orElse(byDefault);
        return ParquetStyle.codec(name)
                .orElseThrow(() -> new PawlException(
                        ErrorCode.OPTION_INVALID,
                        "Option compression of " + options.owner() + " must be none, snappy, gzip or zstd, was " + name
                                + "."));
    }
}
