package dev.pawl.connectors.delta;

import dev.pawl.engine.option.OptionNames;
import dev.pawl.engine.sink.OutputMode;
import dev.pawl.engine.sink.SinkFormat;
import dev.pawl.engine.sink.SinkRequest;
import dev.pawl.engine.sink.StreamSink;
import dev.pawl.engine.source.Outside;
import java.util.Optional;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** {@code USING delta} as the target of a query. */
public final class DeltaSinkFormat implements SinkFormat {
    private final @Nullable Executor checkpoints;

    public DeltaSinkFormat() {
        this(null);
    }

    /** @param checkpoints writes the checkpoints of the tables; null for a thread of each sink's own */
    DeltaSinkFormat(@Nullable Executor checkpoints) {
        this.checkpoints = checkpoints;
    }

    @Override
    public String name() {
        return "delta";
    }

    @Override
    public Optional<OptionNames> optionNames() {
        return Optional.of(OptionNames.of(
                        "path",
                        "mergeSchema",
                        "overwriteSchema",
                        "optimizeWrite",
                        "maxRecordsPerFile",
                        "partitionOverwriteMode",
                        "replaceWhere",
                        "compression",
                        "dataChange",
                        "userMetadata",
                        "txnAppId",
                        "txnVersion")
                .passingOnDotted());
    }

    @Override
    public StreamSink open(SinkRequest request, Outside outside) {
        String location = request.options().require("path");
        DeltaTable table = new DeltaTable(location, outside.storage(location), DeltaTable.Side.SINK);
        try {
            if (request.mode() == OutputMode.UPDATE) {
                throw table.unsupported("does not take output mode Update: rows that changed cannot be replaced");
            }
            TableCheckpoints background = checkpoints == null
                    ? TableCheckpoints.inBackground(table)
                    : TableCheckpoints.on(checkpoints, table);
            return DeltaSink.open(request, table, outside, background);
        } catch (RuntimeException e) {
            table.close();
            throw e;
        }
    }
}
