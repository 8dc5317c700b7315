package dev.pawl.checkpoint.log;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Locale;
import java.util.Optional;

/** What a query reads from, as far as the source's own log and the shape of its offsets tell. */
public enum SourceKind {
    FILE,
    KAFKA,
    DELTA,
    RATE,
    RATE_MICRO_BATCH,
    UNKNOWN;

    /** @param offset the last one, if there is one */
    public static SourceKind of(SourceLogKind log, Optional<SourceOffset> offset) {
        return switch (log) {
            case FILES -> FILE;
            case KAFKA_INITIAL_OFFSET -> KAFKA;
            case RATE_START -> RATE;
            case NONE, UNKNOWN ->
                offset.map(SourceOffset::json).map(SourceKind::ofShape).orElse(UNKNOWN);
        };
    }

    private static SourceKind ofShape(JsonNode offset) {
        if (offset.has("reservoirId") && offset.has("reservoirVersion")) {
            return DELTA;
        }
        if (offset.size() == 1 && offset.path("logOffset").isIntegralNumber()) {
            return FILE;
        }
        if (offset.size() == 2
                && offset.path("offset").isIntegralNumber()
                && offset.path("timestamp").isIntegralNumber()) {
            return RATE_MICRO_BATCH;
        }
        if (isContinuousRate(offset)) {
            return RATE;
        }
        return isKafka(offset) ? KAFKA : UNKNOWN;
    }

    /** Continuous processing notes a number and a time for each partition. */
    private static boolean isContinuousRate(JsonNode offset) {
        for (JsonNode partition : offset) {
            if (partition.size() != 2 || !partition.has("value") || !partition.has("runTimeMs")) {
                return false;
            }
        }
        return offset.isObject() && !offset.isEmpty();
    }

    private static boolean isKafka(JsonNode offset) {
        boolean hasPartitions = false;
        for (JsonNode topic : offset) {
            if (!topic.isObject()) {
                return false;
            }
            for (JsonNode next : topic) {
                if (!next.isIntegralNumber()) {
                    return false;
                }
                hasPartitions = true;
            }
        }
        return offset.isObject() && hasPartitions;
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
