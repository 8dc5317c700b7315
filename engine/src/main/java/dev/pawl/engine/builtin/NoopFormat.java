package dev.pawl.engine.builtin;

import dev.pawl.engine.option.OptionNames;
import dev.pawl.engine.sink.SinkFormat;
import dev.pawl.engine.sink.SinkRequest;
import dev.pawl.engine.sink.StreamSink;
import dev.pawl.engine.source.Outside;
import java.util.Optional;

/** {@code noop}: rows are worked out and dropped. */
public final class NoopFormat implements SinkFormat {
    @Override
    public String name() {
        return "noop";
    }

    @Override
    public Optional<OptionNames> optionNames() {
        return Optional.of(OptionNames.of());
    }

    @Override
    public StreamSink open(SinkRequest request, Outside outside) {
        return new KeepingSink("NoopTable", request.columns(), 0, (batchId, count, rows) -> {});
    }
}
