package dev.pawl.checkpoint.state;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.pawl.checkpoint.json.Json;
import dev.pawl.checkpoint.json.JsonProblem;
import java.util.ArrayList;
import java.util.List;

/**
 * One of the versions a changelog builds on, with the attempt that won. A lineage is stored as
 * {@code [{"version":3,"checkpointUniqueId":"…"},…]}.
 */
public record LineageItem(long version, String uniqueId) {
    private static final String VERSION = "version";
    private static final String UNIQUE_ID = "checkpointUniqueId";

    public LineageItem {
        if (version < 0 || !StateFileName.isUniqueId(uniqueId)) {
            throw new IllegalArgumentException("not a version and its unique id: " + version + ", " + uniqueId);
        }
    }

    static List<LineageItem> parse(String text) throws JsonProblem {
        if (!(Json.parse(text) instanceof ArrayNode array)) {
            throw new JsonProblem("expected a JSON array");
        }
        List<LineageItem> items = new ArrayList<>();
        for (JsonNode node : array) {
            long version = Json.number(node, VERSION);
            String uniqueId = Json.text(node, UNIQUE_ID);
            if (version < 0 || !StateFileName.isUniqueId(uniqueId)) {
                throw new JsonProblem("expected a version and its unique id, found " + version + ", " + uniqueId);
            }
            items.add(new LineageItem(version, uniqueId));
        }
        return items;
    }

    static String format(List<LineageItem> lineage) {
        ArrayNode array = Json.array();
        for (LineageItem item : lineage) {
            array.add(Json.object().put(VERSION, item.version).put(UNIQUE_ID, item.uniqueId));
        }
        return Json.format(array);
    }
}
