package dev.pawl.checkpoint.operator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.pawl.checkpoint.json.Json;
import dev.pawl.checkpoint.json.JsonProblem;
import java.util.ArrayList;
import java.util.List;

/** How a column family's keys are laid out, as a state schema file of version 3 names it. */
public sealed interface KeyEncoding {
    /** The whole key row at once. */
    record NoPrefix() implements KeyEncoding {}

    /** The first {@code columns} columns apart from the rest, so that they can be scanned by. */
    record Prefix(int columns) implements KeyEncoding {}

    /** The columns at {@code ordinals} first, in an order-preserving form. */
    record Range(List<Integer> ordinals) implements KeyEncoding {
        public Range {
            ordinals = List.copyOf(ordinals);
        }
    }

    String TYPE = "keyStateEncoderType";
    String PREFIX_COLUMNS = "numColsPrefixKey";
    String ORDINALS = "orderingOrdinals";
    String NO_PREFIX_TYPE = "NoPrefixKeyStateEncoderSpec";
    String PREFIX_TYPE = "PrefixKeyScanStateEncoderSpec";
    String RANGE_TYPE = "RangeKeyScanStateEncoderSpec";

    static KeyEncoding parse(String text) throws JsonProblem {
        ObjectNode json = Json.parseObject(text);
        String type = Json.text(json, TYPE);
        return switch (type) {
            case NO_PREFIX_TYPE -> new NoPrefix();
            case PREFIX_TYPE -> new Prefix(columnIndex(json.get(PREFIX_COLUMNS)));
            case RANGE_TYPE -> {
                List<Integer> ordinals = new ArrayList<>();
                for (JsonNode ordinal : Json.array(json, ORDINALS)) {
                    ordinals.add(columnIndex(ordinal));
                }
                yield new Range(ordinals);
            }
            default -> throw new JsonProblem("unknown key encoding \"" + type + "\"");
        };
    }

    private static int columnIndex(JsonNode node) throws JsonProblem {
        if (node == null || !node.isInt() || node.intValue() < 0 || node.intValue() > Short.MAX_VALUE) {
            throw new JsonProblem("expected a column count or ordinal in the key encoding, found " + node);
        }
        return node.intValue();
    }

    default String format() {
        ObjectNode json = Json.object();
        if (this instanceof Prefix prefix) {
            json.put(TYPE, PREFIX_TYPE).put(PREFIX_COLUMNS, prefix.columns());
        } else if (this instanceof Range range) {
            ArrayNode ordinals = json.put(TYPE, RANGE_TYPE).putArray(ORDINALS);
            range.ordinals().forEach(ordinals::add);
        } else {
            json.put(TYPE, NO_PREFIX_TYPE);
        }
        return Json.format(json);
    }
}
