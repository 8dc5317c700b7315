package dev.pawl.checkpoint.operator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.pawl.checkpoint.json.Json;
import dev.pawl.checkpoint.json.JsonProblem;
import dev.pawl.checkpoint.row.KeyLayout;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How a state schema file of version 3 names the key layout of a column family. */
final class KeyLayoutJson {
    private static final String TYPE = "keyStateEncoderType";
    private static final String PREFIX_COLUMNS = "numColsPrefixKey";
    private static final String ORDINALS = "orderingOrdinals";
    private static final String NO_PREFIX = "NoPrefixKeyStateEncoderSpec";
    private static final String PREFIX_SCAN = "PrefixKeyScanStateEncoderSpec";
    private static final String RANGE_SCAN = "RangeKeyScanStateEncoderSpec";

    private KeyLayoutJson() {}

    static KeyLayout parse(String text) throws JsonProblem {
        ObjectNode json = Json.parseObject(text);
        String type = Json.text(json, TYPE);
        return switch (type) {
            case NO_PREFIX -> new KeyLayout.NoPrefix();
            case PREFIX_SCAN -> new KeyLayout.PrefixScan(columnNumber(json.get(PREFIX_COLUMNS)));
            case RANGE_SCAN -> {
                List<Integer> ordinals = new ArrayList<>();
                for (JsonNode ordinal : Json.array(json, ORDINALS)) {
                    ordinals.add(columnNumber(ordinal));
                }
                yield new KeyLayout.RangeScan(ordinals);
            }
            default -> throw new JsonProblem("unknown key encoding \"" + type + "\"");
        };
    }

    private static int columnNumber(@Nullable JsonNode node) throws JsonProblem {
        if (node == null || !node.isInt() || node.intValue() < 0 || node.intValue() > Short.MAX_VALUE) {
            throw new JsonProblem("expected a count or ordinal of columns in the key encoding, found " + node);
        }
        return node.intValue();
    }

    static String format(KeyLayout layout) {
        ObjectNode json = Json.object();
        if (layout instanceof KeyLayout.PrefixScan prefix) {
            json.put(TYPE, PREFIX_SCAN).put(PREFIX_COLUMNS, prefix.columnCount());
        } else if (layout instanceof KeyLayout.RangeScan range) {
            ArrayNode ordinals = json.put(TYPE, RANGE_SCAN).putArray(ORDINALS);
            range.ordinals().forEach(ordinals::add);
        } else {
            json.put(TYPE, NO_PREFIX);
        }
        return Json.format(json);
    }
}
