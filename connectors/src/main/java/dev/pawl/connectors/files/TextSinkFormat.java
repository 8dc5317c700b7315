package dev.pawl.connectors.files;

import dev.pawl.checkpoint.error.ErrorCode;
import dev.pawl.engine.option.OptionNames;
import dev.pawl.engine.sink.SinkFormat;
import dev.pawl.engine.sink.SinkRequest;
import dev.pawl.engine.sink.StreamSink;
import dev.pawl.engine.source.Outside;
import java.util.Optional;

/** Files of lines. */
public final class TextSinkFormat implements SinkFormat {
    @Override
    public String name() {
        return "text";
    }

    @Override
    public Optional<OptionNames> optionNames() {
        return Optional.of(FileOptionNames.ofTextSink());
    }

    @Override
    public boolean takesSeveralQueries() {
        return false;
    }

    @Override
    public StreamSink open(SinkRequest request, Outside outside) {
        return FileSink.open(request, name(), outside, settings -> {
            SupportedTypes.requireForText(settings.fileColumns(), ErrorCode.SINK_SCHEMA_MISMATCH);
            return new TextEncoder(request.options().text("lineSep", "\n"), SinkCompression.of(request.options()));
        });
    }
}
