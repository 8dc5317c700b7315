package dev.pawl.engine.run;

import dev.pawl.checkpoint.kept.KeptPipeline;
import dev.pawl.engine.deadletter.BadRecordLimits;
import dev.pawl.engine.deadletter.LetterTarget;
import dev.pawl.engine.plan.CompiledQuery;
import dev.pawl.engine.sink.StreamSink;
import java.util.Optional;
import java.util.function.Function;

/**
 * What a query is started with.
 *
 * @param name as users know it
 * @param checkpoint its location
 * @param sink opens the target, once it is known who the query is and where it goes on
 * @param badRecords what becomes of records that the query cannot take; empty if they fail it
 * @param text what the checkpoint keeps of the pipeline; empty for a query that has no text
 */
public record QueryStart(
        Optional<String> name,
        String checkpoint,
        CompiledQuery query,
        SinkOpening sink,
        Optional<LetterPlan> badRecords,
        Trigger trigger,
        RunSettings settings,
        Optional<KeptPipeline> text) {
    /** Opens the target of a query. */
    public interface SinkOpening {
        StreamSink open(String queryId, long nextBatchId);
    }

    /**
     * Where bad records go.
     *
     * @param target opens the place, once the id of the query is known
     */
    public record LetterPlan(BadRecordLimits limits, Function<String, LetterTarget> target) {}
}
