package dev.pawl.checkpoint.gap;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.Optional;

/**
 * Where rows are missing, in the source's own positions: whole numbers or texts.
 *
 * @param from the first position that is missing
 * @param to the first one behind it that is not; empty where nobody can tell, as at the end of a topic that was deleted
 */
public record GapRange(JsonNode from, Optional<JsonNode> to) {
    private static final int CHARS_MAX = 4000;

    public GapRange {
        requirePosition(from);
        to.ifPresent(GapRange::requirePosition);
    }

    public static GapRange of(long from, long to) {
        return new GapRange(LongNode.valueOf(from), Optional.of(LongNode.valueOf(to)));
    }

    public static GapRange of(String from, String to) {
        return new GapRange(TextNode.valueOf(from), Optional.of(TextNode.valueOf(to)));
    }

    /** What is missing from here on, up to an end that nobody can tell. */
    public static GapRange from(long from) {
        return new GapRange(LongNode.valueOf(from), Optional.empty());
    }

    /** What is missing from here on, up to an end that nobody can tell. */
    public static GapRange from(String from) {
        return new GapRange(TextNode.valueOf(from), Optional.empty());
    }

    private static void requirePosition(JsonNode position) {
        boolean isNumber = position.isIntegralNumber() && position.canConvertToLong();
        boolean isText = position.isTextual() && position.textValue().length() <= CHARS_MAX;
        if (!isNumber && !isText) {
            throw new IllegalArgumentException(
                    "expected a whole number or a short text as a position, found " + position.getNodeType());
        }
    }
}
