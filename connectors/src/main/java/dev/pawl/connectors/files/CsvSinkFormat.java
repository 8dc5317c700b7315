package dev.pawl.connectors.files;

import dev.pawl.checkpoint.error.ErrorCode;
import dev.pawl.engine.option.OptionNames;
import dev.pawl.engine.sink.SinkFormat;
import dev.pawl.engine.sink.SinkRequest;
import dev.pawl.engine.sink.StreamSink;
import dev.pawl.engine.source.Outside;
import java.util.Optional;

/** Files of comma-separated values. */
public final class CsvSinkFormat implements SinkFormat {
    @Override
    public String name() {
        return "csv";
    }

    @Override
    public Optional<OptionNames> optionNames() {
        return Optional.of(FileOptionNames.ofCsvSink());
    }

    @Override
    public boolean takesSeveralQueries() {
        return false;
    }

    @Override
    public StreamSink open(SinkRequest request, Outside outside) {
        return FileSink.open(request, name(), outside, settings -> {
            SupportedTypes.requireForCsv(settings.fileColumns(), ErrorCode.SINK_SCHEMA_MISMATCH);
            return new CsvEncoder(
                    settings.fileColumns(),
                    SparkOptions.csv(request.options(), false),
                    request.options().text("extension", "csv"),
                    SinkCompression.of(request.options()));
        });
    }
}
