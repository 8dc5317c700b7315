package dev.pawl.cli.checkpoint;

import com.fasterxml.jackson.databind.JsonNode;
import dev.pawl.checkpoint.json.Json;
import dev.pawl.checkpoint.log.SourceKind;
import dev.pawl.checkpoint.log.SourceLogKind;
import dev.pawl.checkpoint.log.SourceOffset;
import java.util.Map;
import java.util.Optional;

/** Offsets for people: what is read from where to where. */
final class OffsetText {
    private static final String NOTHING = "-";
    private static final String ARROW = " → ";
    /** With more of them the sum says more. */
    private static final int PARTITIONS_MAX = 4;

    private OffsetText() {}

    static String of(Optional<SourceOffset> offset) {
        if (offset.isEmpty()) {
            return NOTHING;
        }
        JsonNode json = offset.get().json();
        return switch (SourceKind.of(SourceLogKind.NONE, offset)) {
            case FILE -> json.path("logOffset").asText();
            case RATE_MICRO_BATCH -> json.path("offset").asText();
            case DELTA -> delta(json);
            case KAFKA -> kafka(Json.object(), json);
            case RATE, UNKNOWN -> offset.get().text();
        };
    }

    static String range(Optional<SourceOffset> start, Optional<SourceOffset> end) {
        boolean isKafka = SourceKind.of(SourceLogKind.NONE, end) == SourceKind.KAFKA;
        if (isKafka && start.isPresent() && end.isPresent()) {
            return kafka(start.get().json(), end.get().json());
        }
        return end.isEmpty() ? NOTHING : of(start) + ARROW + of(end);
    }

    private static String delta(JsonNode offset) {
        String version = "v" + offset.path("reservoirVersion").asText();
        int index = offset.path("index").asInt(-1);
        return index < 0 ? version : version + " file " + index;
    }

    private static String kafka(JsonNode start, JsonNode end) {
        StringBuilder text = new StringBuilder();
        for (Map.Entry<String, JsonNode> topic : end.properties()) {
            JsonNode starts = start.path(topic.getKey());
            text.append(text.length() == 0 ? "" : ", ").append(topic.getKey());
            if (topic.getValue().size() > PARTITIONS_MAX) {
                text.append(' ').append(topic.getValue().size()).append(" partitions");
            } else {
                topic.getValue().properties().forEach(partition -> text.append(' ')
                        .append(partition.getKey())
                        .append(':')
                        .append(next(starts.path(partition.getKey()), partition.getValue())));
            }
            if (starts.size() > 0) {
                text.append(" (+").append(records(starts, topic.getValue())).append(')');
            }
        }
        return text.toString();
    }

    private static String next(JsonNode start, JsonNode end) {
        boolean isSame = start.isMissingNode() || start.asLong() == end.asLong();
        return isSame ? end.asText() : start.asText() + "→" + end.asText();
    }

    private static long records(JsonNode starts, JsonNode ends) {
        long records = 0;
        for (Map.Entry<String, JsonNode> partition : ends.properties()) {
            records += partition.getValue().asLong()
                    - starts.path(partition.getKey()).asLong(0);
        }
        return records;
    }
}
