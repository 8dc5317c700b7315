package dev.pawl.checkpoint.log;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.pawl.checkpoint.json.Json;
import dev.pawl.checkpoint.json.JsonProblem;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Top-level fields of a JSON line that this version does not know: kept, so that rewriting a file loses nothing.
 *
 * @param json each field's value as JSON text, in the order of the file
 */
public record UnknownFields(Map<String, String> json) {
    public static final UnknownFields NONE = new UnknownFields(Map.of());

    public UnknownFields {
        json = Collections.unmodifiableMap(new LinkedHashMap<>(json));
    }

    static UnknownFields of(ObjectNode object, List<String> known) {
        Map<String, String> unknown = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> field : object.properties()) {
            if (!known.contains(field.getKey())) {
                unknown.put(field.getKey(), Json.format(field.getValue()));
            }
        }
        return new UnknownFields(unknown);
    }

    void addTo(ObjectNode object) {
        json.forEach((name, text) -> {
            try {
                object.set(name, Json.parse(text));
            } catch (JsonProblem e) {
                throw new IllegalStateException("unknown field " + name + " is no JSON: " + text, e);
            }
        });
    }
}
