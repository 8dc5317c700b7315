package dev.pawl.engine.run;

import dev.pawl.engine.step.EventTimes;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * What one trigger of a query did; the only source of what logs, listeners and meters show.
 *
 * @param sinceLastTriggerMs 0 for the first
 * @param durationMs by the names Spark gives to the parts of a trigger
 * @param watermarkMs empty if the query has none
 * @param badRecords how many became dead letters; empty if the query has none
 */
public record QueryProgress(
        String id,
        String runId,
        Optional<String> name,
        Instant timestamp,
        long batchId,
        long batchDurationMs,
        long sinceLastTriggerMs,
        Map<String, Long> durationMs,
        EventTimes eventTimes,
        Optional<Long> watermarkMs,
        List<OperatorProgress> stateOperators,
        List<SourceProgress> sources,
        String sinkDescription,
        long numOutputRows,
        OptionalLong badRecords) {
    public QueryProgress {
        durationMs = Collections.unmodifiableMap(new LinkedHashMap<>(durationMs));
        stateOperators = List.copyOf(stateOperators);
        sources = List.copyOf(sources);
    }

    public long numInputRows() {
        return sources.stream().mapToLong(SourceProgress::numInputRows).sum();
    }

    /** Empty if no time has passed. */
    OptionalDouble inputRowsPerSecond(long rows) {
        return perSecond(rows, sinceLastTriggerMs);
    }

    OptionalDouble processedRowsPerSecond(long rows) {
        return perSecond(rows, batchDurationMs);
    }

    private static OptionalDouble perSecond(long rows, long millis) {
        return millis <= 0 ? OptionalDouble.empty() : OptionalDouble.of(rows * 1000.0 / millis);
    }

    /** As Spark's {@code StreamingQueryProgress} prints itself, in one line. */
    public String json() {
        return ProgressJson.format(this);
    }
}
