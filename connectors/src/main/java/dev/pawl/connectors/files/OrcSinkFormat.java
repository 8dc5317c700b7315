package dev.pawl.connectors.files;

import dev.pawl.checkpoint.error.ErrorCode;
import dev.pawl.checkpoint.error.PawlException;
import dev.pawl.connectors.orc.OrcStyle;
import dev.pawl.engine.option.OptionNames;
import dev.pawl.engine.option.Options;
import dev.pawl.engine.sink.SinkFormat;
import dev.pawl.engine.sink.SinkRequest;
import dev.pawl.engine.sink.StreamSink;
import dev.pawl.engine.source.Outside;
import java.util.List;
import java.util.Optional;
import org.apache.orc.CompressionKind;
import org.apache.spark.sql.internal.SQLConf;

/** Files of columns, by stripes of rows. */
public final class OrcSinkFormat implements SinkFormat {
    @Override
    public String name() {
        return "orc";
    }

    @Override
    public Optional<OptionNames> optionNames() {
        return Optional.of(FileOptionNames.ofOrcSink());
    }

    @Override
    public boolean takesSeveralQueries() {
        return false;
    }

    @Override
    public StreamSink open(SinkRequest request, Outside outside) {
        return FileSink.open(request, name(), outside, settings -> {
            SupportedTypes.requireForOrc(settings.fileColumns(), ErrorCode.SINK_SCHEMA_MISMATCH);
            return new OrcEncoder(new OrcStyle(settings.fileColumns(), codec(request.options()), SparkVersion.WRITTEN));
        });
    }

    private static CompressionKind codec(Options options) {
        String name = options.findAny(List.of("compression", "orc.compress"))
                .orElse(SQLConf.get().orcCompressionCodec());
        return OrcStyle.codec(name)
                .orElseThrow(() -> new PawlException(
                        ErrorCode.OPTION_INVALID,
                        "Option compression of " + options.owner()
                                + " must be none, snappy, zlib, zstd, lz4 or lzo, was " + name + "."));
    }
}
