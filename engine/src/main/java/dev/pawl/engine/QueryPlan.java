package dev.pawl.engine;

import dev.pawl.checkpoint.kept.KeptPipeline;
import dev.pawl.checkpoint.log.RecordedConfs;
import dev.pawl.checkpoint.storage.Storage;
import dev.pawl.engine.deadletter.BadRecords;
import dev.pawl.engine.option.Options;
import dev.pawl.engine.plan.CompiledQuery;
import dev.pawl.engine.restart.QueryOutline;
import dev.pawl.engine.restart.StartCheck;
import dev.pawl.engine.restart.StartReport;
import dev.pawl.engine.run.Trigger;
import dev.pawl.engine.sink.OutputMode;
import dev.pawl.engine.sink.SinkFormat;
import dev.pawl.engine.state.StoreKind;
import dev.pawl.pipeline.Position;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * One query of a pipeline, compiled, with everything it is to be started with.
 *
 * @param name of its streaming table or flow
 * @param checkpoint its location; empty for a sink whose rows nobody could miss, which gets one that goes with the process
 * @param badRecords where records go that the query cannot take; empty if they fail it
 * @param kept the text it is from, which its checkpoint shall keep; empty for a query that has none
 */
public record QueryPlan(
        Position position,
        String name,
        CompiledQuery query,
        SinkFormat sink,
        Options sinkOptions,
        List<String> partitionColumns,
        OutputMode mode,
        Trigger trigger,
        Optional<String> checkpoint,
        Optional<BadRecords> badRecords,
        Optional<KeptPipeline> kept) {
    public QueryPlan {
        partitionColumns = List.copyOf(partitionColumns);
    }

    /** Property of a streaming table: where its query keeps state while it runs. */
    static final String STATE_STORE = "stateStore";

    /** Where the query keeps its state while it runs. */
    StoreKind stores() {
        return switch (sinkOptions.text(STATE_STORE, "memory").strip().toLowerCase(Locale.ROOT)) {
            case "memory" -> StoreKind.MEMORY;
            case "rocksdb" -> StoreKind.ROCKSDB;
            default -> throw sinkOptions.invalid(STATE_STORE, "memory or rocksdb");
        };
    }

    /** The same query with another trigger. */
    public QueryPlan withTrigger(Trigger other) {
        return new QueryPlan(
                position, name, query, sink, sinkOptions, partitionColumns, mode, other, checkpoint, badRecords, kept);
    }

    /** The same query, whose checkpoint keeps a text. */
    public QueryPlan keeping(KeptPipeline text) {
        return new QueryPlan(
                position,
                name,
                query,
                sink,
                sinkOptions,
                partitionColumns,
                mode,
                trigger,
                checkpoint,
                badRecords,
                Optional.of(text));
    }

    /** Compares it with its checkpoint, of which it reads logs and descriptions; writes nothing. */
    public StartReport check(Storage checkpointFiles) {
        return StartCheck.of(checkpointFiles, query);
    }

    /** The same for a checkpoint that does not exist yet. */
    public StartReport checkNew() {
        return StartCheck.ofNew(checkpoint.orElse("of " + name), query);
    }

    /** What it does, for people. */
    public QueryOutline outline() {
        return QueryOutline.of(query);
    }

    /** How a new checkpoint of it would keep its state. */
    public RecordedConfs confs() {
        return RecordedConfs.complete(StartCheck.chosenConfs(query));
    }
}
