package dev.pawl.connectors.files;

import dev.pawl.engine.option.OptionNames;
import dev.pawl.engine.sink.SinkFormat;
import dev.pawl.engine.sink.SinkRequest;
import dev.pawl.engine.sink.StreamSink;
import dev.pawl.engine.source.Outside;
import java.util.Optional;

/** Files of JSON lines. */
public final class JsonSinkFormat implements SinkFormat {
    @Override
    public String name() {
        return "json";
    }

    @Override
    public Optional<OptionNames> optionNames() {
        return Optional.of(FileOptionNames.ofJsonSink());
    }

    @Override
    public boolean takesSeveralQueries() {
        return false;
    }

    @Override
    public StreamSink open(SinkRequest request, Outside outside) {
        return FileSink.open(
                request,
                name(),
                outside,
                settings -> new JsonEncoder(
                        settings.fileColumns(),
                        SparkOptions.jsonWrite(request.options()),
                        SinkCompression.of(request.options())));
    }
}
